import { call } from '../process/clients.ts'
import type { Server } from '../process/server-process.ts'
import type { MailServer } from '../smtp.ts'
import { writeNews } from './fill-news.ts'
import { askForTimeOff, type Company, setUpCompany, subscribe, type Team } from './fill-people.ts'
import { type OpenSurveys, runSurveys } from './fill-surveys.ts'
import { anybody, type Caller, logIn, PASSWORD, register } from './filling.ts'

/** Settings of the server that is filled, which answers depend on. */
export const SETTINGS = {
  MAIL_FROM: 'Teamroom <teamroom@example.com>',
  PUBLIC_URL: 'https://teamroom.example.com',
  SIGNUP: 'example.com',
}

/** The company is set up in autumn; the rest happens on one day in spring, so that what lasts a day is still good then. */
const AUTUMN = '2025-11-10T09:00:00.000Z'
const SPRING = '2026-03-02T09:00:00.000Z'
/** By then all of it is done; answers that name the minute in which they are asked for are the same until then. */
export const SAID_AT = '2026-03-02T09:00:59.000Z'

/** What people have in their hands at the end, and go on with after an upgrade. */
export interface HandedOut extends OpenSurveys {
  /** Of calendars. */
  feeds: string[]
  once: { key: string; body: object; id: string }
  refreshToken: string
  olderRefreshToken: string
  invite: string
  reset: string
  mailedReset: string
  confirmation: string
}

/**
 * Fills a server with everything that it has, through its own API. `start` starts it at an instant; it is stopped in between.
 * Gives the server as it runs in spring, who is logged in there, and what they have in their hands.
 */
export async function fill(
  start: (now: string) => Promise<Server>,
  mails: MailServer,
): Promise<{ server: Server; team: Team; handed: HandedOut }> {
  const company = await inAutumn(await start(AUTUMN))
  const server = await start(SPRING)
  const team = {
    alva: await logIn(server, 'alva'),
    bram: await logIn(server, 'bram'),
    ann: await logIn(server, 'ann', { 'user-agent': 'Browser of Ann' }),
    carl: await logIn(server, 'carl'),
  }
  await askForTimeOff(team, company)
  const feeds = await subscribe(team)
  const once = await writeNews(team)
  const surveys = await runSurveys(team, anybody(server))
  return { server, team, handed: { ...surveys, feeds, once, ...(await handOut(server, team, mails)) } }
}

async function inAutumn(server: Server): Promise<Company> {
  const setup = server.stdout.match(/#setup=(\S+)/)?.[1]
  const alva = await register(server, { username: 'alva', email: 'alva@example.com', ...(setup && { setup }) })
  const invited = async (username: string, role = 'member') => {
    const { token: invite } = await alva.send('POST', '/api/invites', { role })
    return register(server, { username, email: `${username}@example.com`, invite })
  }
  const team = { alva, bram: await invited('bram', 'manager'), ann: await invited('ann'), carl: await invited('carl') }
  const company = await setUpCompany(team)
  const [dora, eve] = [await invited('dora'), await invited('eve', 'manager')]
  await eve.send('POST', '/api/posts', { title: 'By somebody who has left', content: 'Farewell, all of you!' })
  await alva.send('DELETE', `/api/users/${eve.id}`)
  await alva.send('PATCH', `/api/users/${dora.id}`, { disabled: true })
  if ((await server.stop()) !== 0) throw new Error(server.stderr)
  return company
}

async function handOut(server: Server, { alva, bram, ann, carl }: Team, mails: MailServer) {
  const { token: invite } = await alva.send('POST', '/api/invites', { email: 'fred@example.org' })
  const { id: revoked } = await alva.send('POST', '/api/invites', {})
  await alva.send('DELETE', `/api/invites/${revoked}`)
  await alva.send('PATCH', `/api/users/${bram.id}`, { email_confirmed: true })
  const { token: reset } = await alva.send('POST', `/api/users/${carl.id}/password-reset`)
  const guest = anybody(server)
  await guest.send('POST', '/api/auth/forgotten-password', { username: 'bram' })
  const mailedReset = await mailedToken(mails, 'bram@example.com', 'reset')
  const newcomer = { username: 'greta', email: 'greta@example.com', password: PASSWORD }
  await guest.send('POST', '/api/auth/register', newcomer)
  const confirmation = await mailedToken(mails, newcomer.email, 'confirm')
  await ann.send('PATCH', '/api/me', { email: 'ann@example.org', current_password: PASSWORD })
  // Counted against the account, and against the address.
  const wrong = { username: 'dora', password: 'not the password' }
  await call(server, 'POST', '/api/auth/login', wrong)
  const older = await guest.send('POST', '/login', { username: 'alva', password: PASSWORD })
  const { refreshToken } = await logIn(server, 'ann')
  return { refreshToken, olderRefreshToken: older.refresh_token, invite, reset, mailedReset, confirmation }
}

/** The secret of the link to a page in the next mail to somebody that has one. */
async function mailedToken(mails: MailServer, address: string, page: string): Promise<string> {
  for (;;) {
    const { text } = await mails.nextTo(address)
    const token = text.match(new RegExp(`/${page}#token=([\\w-]+)`))?.[1]
    if (token) return token
  }
}

/** Who asks what there is, in the end. */
export function readers(server: Server, { alva, bram, ann }: Team): Record<string, Caller> {
  return { alva, bram, ann, anybody: anybody(server) }
}
