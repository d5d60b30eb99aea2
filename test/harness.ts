import { randomUUID } from 'node:crypto'
import type { InjectOptions } from 'fastify'
import { pino } from 'pino'
import { buildApp } from '../server/app.ts'
import { openSession } from '../server/auth/sessions/actions.ts'
import { makeSigner } from '../server/auth/tokens.ts'
import { createUser } from '../server/auth/users/actions.ts'
import { type Config, readConfig } from '../server/config.ts'
import { connect, type Db } from '../server/db/connect.ts'
import { Disk } from '../server/db/disk.ts'
import { migrate } from '../server/db/migrate.ts'
import type { Role } from '../server/db/tables.ts'
import { transact } from '../server/db/transact.ts'
import type { Deps } from '../server/deps.ts'
import type { App } from '../server/http/app-type.ts'
import { makeSecrets } from '../server/http/secrets.ts'
import { makeMailer } from '../server/mail.ts'
import type { Pages } from '../server/web/page.ts'
import { migratedDatabase, type TestDatabase } from './databases.ts'
import { startOfTests } from './moments.ts'

/** Long enough to be taken for a key, and of no use anywhere else. */
export const TEST_SECRET = 'a key for tests only and of 32 characters or more'

/** A server of its own on a fresh database, and a clock that only the test moves. */
export interface Teamroom {
  app: App
  db: Db
  deps: Deps
  clock: Clock
  /** Sends a request as nobody in particular. */
  send: Client
  /** Makes an account with a session; without a name, one of its own. Its password is unknown: tests that log in set one. */
  account(role: Role, username?: string): Promise<Account>
  /** Ends the server and drops its database. */
  stop(): Promise<void>
}

export interface Account {
  id: string
  username: string
  token: string
  /** Sends a request with this account's token. */
  send: Client
}

export interface Clock {
  now: Date
  advance(milliseconds: number): void
}

export interface Answer {
  status: number
  headers: Record<string, string | undefined>
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape.
  body: any
  text: string
  bytes: Buffer
}

/** `client('POST', '/api/posts', { title: … }, { 'if-match': … })` */
export type Client = (method: string, url: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>

export interface Setting {
  /** The browser app; left out, there is none. */
  pages?: Pages | undefined
  /** The instant at which its clock begins, for specs about particular days; others begin whenever the run does. */
  now?: string
  /** What it runs on, and drops in the end; a fresh one otherwise. */
  database?: TestDatabase
}

/** One that is never stopped keeps its connections, for which the end of the tests then waits. */
const running = new Set<App>()
process.once('exit', () => {
  if (running.size === 0) return
  console.error(`${running.size} servers were started by tests, and never stopped.`)
  process.exitCode = 1
})

/** Starts Teamroom on the database that the test run is for (`TEST_DATABASE`: sqlite, or postgres). */
export async function startTeamroom(
  overrides: Partial<Config> = {},
  { pages, now = startOfTests(), database: given }: Setting = {},
): Promise<Teamroom> {
  const database = given ?? (await migratedDatabase())
  const config: Config = {
    ...readConfig({}),
    database: database.config,
    jwtSecretKeys: [TEST_SECRET],
    logLevel: 'silent',
    ...overrides,
  }
  const { db, reader, close } = await connect(config.database)
  await migrate(db)
  const clock = makeClock(now)
  const log = pino({ level: config.logLevel })
  const mailer = config.mail && makeMailer(config.mail, log)
  const secrets = makeSecrets(TEST_SECRET)
  const deps: Deps = {
    config,
    db,
    reader,
    disk: new Disk(db, config.database, log),
    secrets,
    pages,
    mailer,
    now: () => new Date(clock.now),
  }
  const app = await buildApp(deps, log)
  running.add(app)
  await app.ready()
  return {
    app,
    db,
    deps,
    clock,
    send: clientOf(app, {}),
    account: (role, username = `${role}-${randomUUID().slice(0, 8)}`) => makeAccount(app, deps, role, username),
    stop: async () => {
      running.delete(app)
      await app.close()
      await mailer?.close()
      await close()
      await database.drop()
    },
  }
}

async function makeAccount(app: App, { db, config, now }: Deps, role: Role, username: string): Promise<Account> {
  const user = await createUser(db, { username, email: null, passwordHash: 'no password fits', role }, now())
  const { claims } = await transact(db, (trx) =>
    openSession(trx, user, 'rotating', { address: '::1', userAgent: 'test' }, now()),
  )
  const token = makeSigner(config.jwtSecretKeys)(claims, now())
  return { id: user.id, username, token, send: clientOf(app, { authorization: `Bearer ${token}` }) }
}

/** A client that sends the same headers with every request. */
export function clientOf(app: App, base: Record<string, string>): Client {
  return async (method, url, body, headers = {}) => {
    const options: InjectOptions = { method: method as 'GET', url, headers: { ...base, ...headers } }
    if (body !== undefined) {
      options.payload = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body)
      options.headers = { 'content-type': 'application/json', ...options.headers }
    }
    const response = await app.inject(options)
    const isJson = String(response.headers['content-type'] ?? '').includes('json')
    return {
      status: response.statusCode,
      headers: response.headers as Record<string, string | undefined>,
      body: isJson && response.body ? JSON.parse(response.body) : undefined,
      text: response.body,
      bytes: response.rawPayload,
    }
  }
}

function makeClock(now: string): Clock {
  return {
    now: new Date(now),
    advance(milliseconds) {
      this.now = new Date(this.now.getTime() + milliseconds)
    },
  }
}
