import { fillCompany } from './company.ts'
import { load, send } from './load.ts'
import { type Line, serverTimeLine, timeLine } from './report.ts'
import { median, type Pace, takeTurns } from './rounds.ts'
import { runOurs, type Site, startFloor, startOurs, withAdmin } from './servers.ts'

const PEOPLE = 1_000
const YEARS = 10
const LONGEST = 20
const EXAMINATIONS = 3

const MAX_BALANCE_SECONDS = 0.001
const MAX_CALENDAR_SECONDS = 0.05
const MAX_LIST_SECONDS = 0.05
const MAX_DOCTOR_SECONDS = 5

/** How long reading the balances and the calendar of a large company takes, and proving its ledger. */
export async function timeOff(folder: string, pace: Pace): Promise<Line[]> {
  const site = await withAdmin(await startOurs(folder))
  const veteran = await fillCompany(folder, { people: PEOPLE, years: YEARS, longest: LONGEST })
  const year = new Date().getUTCFullYear()
  const balanceOfOne = { path: `/api/employees/${veteran}/balance`, headers: site.headers }
  const floor = await startFloor(site, [balanceOfOne], folder)
  const paths = [
    `/api/time-off/calendar?from=${year}-06-01&to=${year}-06-30`,
    ...(await pagesOf(site, '/api/time-off/balances?limit=200')),
  ]
  const asked = [
    { url: floor.url, ...balanceOfOne },
    { url: site.url, ...balanceOfOne },
    ...paths.map((path) => ({ url: site.url, path, headers: site.headers })),
  ]
  const latencies = await takeTurns(asked, pace, async ({ url, ...request }, seconds) => {
    const { latency } = await load(url, request, 1, seconds)
    return latency / 1e6
  })
  await Promise.all([site.stop(), floor.stop()])

  const [bare, balance, calendar, ...pages] = latencies as [number, number, number, ...number[]]
  const list = pages.reduce((sum, seconds) => sum + seconds, 0)
  const people = PEOPLE.toLocaleString('en')
  return [
    serverTimeLine(`Balance of a person with ${LONGEST} years of entries`, [balance, bare], MAX_BALANCE_SECONDS),
    timeLine(`Calendar of a month of ${people} people`, calendar, MAX_CALENDAR_SECONDS),
    timeLine(`List of ${people} employees with balances`, list, MAX_LIST_SECONDS),
    timeLine(
      `\`teamroom doctor\` over ${people} people with ${YEARS} years`,
      await examineTime(folder),
      MAX_DOCTOR_SECONDS,
    ),
  ]
}

/** The addresses of all pages of a list, as the server gives them. */
async function pagesOf({ url, headers }: Site, first: string): Promise<string[]> {
  const paths: string[] = []
  for (let path: string | undefined = first; path !== undefined; ) {
    paths.push(path)
    const answer = await send(url, { path, headers })
    path = answer.headers.get('link')?.match(/<(.*)>/)?.[1]
    await answer.body?.cancel()
  }
  return paths
}

/** Of the whole command, the start of its process included. @throws Error when something does not add up. */
async function examineTime(folder: string): Promise<number> {
  const seconds: number[] = []
  for (let i = 0; i < EXAMINATIONS; i++) {
    const began = performance.now()
    await runOurs(folder, ['doctor'])
    seconds.push((performance.now() - began) / 1000)
  }
  return median(seconds)
}
