import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ADMIN, type Site, startOurs, withAdmin } from '../servers.ts'
import { type HostileCase, json, sendTo, type World } from './cases.ts'
import { exportCases } from './exports.ts'
import { guestCases } from './guest.ts'
import { newsCases } from './news.ts'
import { type HostileLine, leastOf, MAX_STALL_MS, type Stall, worstStall } from './stalls.ts'
import { surveyCases } from './surveys.ts'

const TIMES = 5
const MOST_TIMES = 12
const SETTLE_MS = 30

/**
 * Sends each of the requests that take a server the longest, alone, and finds out for how long nobody else was served. One
 * that is answered otherwise than it should be is left out, and has the bench fail in the end.
 */
export async function hostile(folder: string): Promise<HostileLine[]> {
  const socket = join(folder, 'stalls')
  const preload = fileURLToPath(new URL('watch.ts', import.meta.url))
  const start = () => startOurs(folder, { preload, env: { STALL_SOCKET: socket, SIGNUP: 'open' } })
  const site = await withAdmin(await start())
  const world = await populate(site, folder)
  const lines: HostileLine[] = []
  for (const group of [guestCases, surveyCases, newsCases, exportCases]) {
    for (const one of await group(world)) {
      try {
        lines.push(one.isFirst ? await measureFirst(start, world, one, socket) : await measure(world.site, one, socket))
      } catch (error) {
        // The others are worth their time all the same.
        console.error(`${one.name}: ${(error as Error).message}`)
        process.exitCode = 1
      }
    }
  }
  await world.site.stop()
  return lines
}

async function measure(site: Site, one: HostileCase, socket: string): Promise<HostileLine> {
  const first = await stallOf(site, one, socket, 0)
  const later: Stall[] = []
  // Where the machine has much else to do, it may take many until one is held up by nothing but itself.
  while (later.length < TIMES || (later.length < MOST_TIMES && leastOf(later).milliseconds > MAX_STALL_MS)) {
    later.push(await stallOf(site, one, socket, later.length + 1))
  }
  return { name: one.name, ...leastOf(later), first }
}

/** What happens once in the life of a server is measured on several. */
async function measureFirst(
  start: () => Promise<Site>,
  world: World,
  one: HostileCase,
  socket: string,
): Promise<HostileLine> {
  const stalls: Stall[] = []
  for (let time = 0; time <= TIMES; time++) {
    await world.site.stop()
    world.site = { ...world.site, ...(await start()) }
    stalls.push(await stallOf(world.site, one, socket, time))
  }
  const [first, ...later] = stalls as [Stall, ...Stall[]]
  return { name: one.name, ...leastOf(later), first }
}

async function stallOf(site: Site, one: HostileCase, socket: string, time: number): Promise<Stall> {
  const request = await one.request(site, time)
  await settle()
  await worstStall(socket)
  await sendTo(site.url, request)
  await settle()
  return worstStall(socket)
}

/** What a request before has left to do in the background is not this one's. */
function settle(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, SETTLE_MS))
}

async function populate(site: Site, folder: string): Promise<World> {
  const admin = (site.headers.authorization as string).replace('Bearer ', '')
  const register = async (username: string) =>
    JSON.parse(await sendTo(site.url, json('POST', '/api/auth/register', undefined, { ...ADMIN, username }, 201))) as {
      access_token: string
      user: { id: string }
    }
  const member = await register('member')
  const manager = await register('manager')
  await sendTo(site.url, json('PATCH', `/api/users/${manager.user.id}`, admin, { role: 'manager' }, 200))
  const others = [await register('second'), await register('third')] as const
  return {
    ...{ site, folder, admin, manager: manager.access_token, member: member.access_token },
    others: [others[0].access_token, others[1].access_token],
  }
}
