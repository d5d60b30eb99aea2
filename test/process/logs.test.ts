import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { freshDatabase } from '../databases.ts'
import { type Answer, call, rawClient } from './clients.ts'
import { databaseEnv, type Env, SECRET, type Server, startServer } from './server-process.ts'

const ANN = { username: 'ann', email: 'ann.logged@example.com', password: 'long and never logged' }
const BOB = { username: 'bob', email: 'bob.logged@example.com', password: 'nor is this one of his' }
const WRONG = 'a wrong guess, but near'
const KEY = 'key-that-opens-an-answer'

/** One line for a request. */
interface RequestLine {
  level: number
  reqId: string
  route: string | null
  status: number
  ms: number
}

describe('the log', () => {
  let database: Awaited<ReturnType<typeof freshDatabase>>
  let env: Env
  let log: { text: string; lines: Partial<RequestLine>[]; other: string[] }
  let visit: Visit
  before(async () => {
    database = await freshDatabase()
    env = databaseEnv(database.config)
    await using server = await startServer({ ...env, LOG_LEVEL: 'trace' })
    visit = new Visit(server)
    await visit.run()
    assert.deepEqual([await server.stop(), server.stderr], [0, ''])
    const written = server.stdout.split('\n')
    const lines = written.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line))
    log = { text: server.stdout, lines, other: written.filter((line) => line !== '' && !line.startsWith('{')) }
  })
  after(() => database.drop())

  it('holds no password, token, cookie, key, or e-mail address, whatever went wrong', () => {
    const secrets = [...visit.secrets, ANN.email, BOB.email, ANN.password, BOB.password, WRONG, KEY, ...serverSecrets()]
    assert.ok(secrets.length > 20)
    for (const secret of secrets) {
      for (const form of [secret, encodeURIComponent(secret), secret.toLowerCase()]) {
        assert.equal(log.text.includes(form), false, `${form} is in the log`)
      }
    }
  })

  it('has one line of JSON for each request, with its id, its route, the status and the time it took', () => {
    const requests = log.lines.filter(({ status }) => status !== undefined)
    assert.deepEqual(countBy(requests.map(({ status }) => status)), countBy(visit.statuses))
    for (const { level, reqId, route, ms } of requests) {
      assert.equal(level, 30)
      assert.match(String(reqId), /^[\w.:-]{1,128}$/)
      assert.ok(route === null || route?.startsWith('/'), String(route))
      assert.ok(typeof ms === 'number' && ms >= 0)
    }
    const known = new Set(requests.map(({ route }) => route))
    for (const route of ['/api/posts/:id', '/api/auth/login', '/login', null])
      assert.ok(known.has(route), String(route))
  })

  it('has nothing else but the welcome, the settings, where the server listens, and that it ends', () => {
    const usual = log.lines.filter(({ level = 0, status }) => level >= 30 && status === undefined)
    assert.deepEqual(
      usual.map((line) => ('msg' in line ? String(line.msg).replace(/\d+$/, 'PORT') : '')),
      ['Server listening at http://127.0.0.1:PORT', 'started', 'SIGTERM: shutting down'],
    )
    // Where the web app has not been built, as it need not be for these tests, the welcome says so.
    const welcome = log.other.filter((line) => !line.startsWith('The web app has not been built, '))
    assert.match(welcome[0] ?? '', /^Teamroom is at /)
    assert.match(welcome.at(-1) ?? '', /^The link works once/)
    assert.equal(welcome.length, 8)
  })

  function serverSecrets(): string[] {
    if (database.config.kind === 'postgres') return [SECRET, new URL(database.config.url).password]
    const file = join(dirname(database.config.file), 'jwt-secret.key')
    assert.ok(existsSync(file))
    return [readFileSync(file, 'utf8').trim()]
  }
})

/** Everything that people do with secrets, and much that they get wrong. */
class Visit {
  readonly secrets: string[] = []
  readonly statuses: number[] = []
  readonly #server: Server

  constructor(server: Server) {
    this.#server = server
  }

  async run(): Promise<void> {
    const ann = await this.#send('POST', '/api/auth/register', { ...ANN, cookie: true }, { 'idempotency-key': KEY })
    const admin = { authorization: `Bearer ${ann.body.access_token}` }
    await this.#rejected('/api/auth/login')
    await this.#accounts(admin)
    await this.#posts(admin)
    await this.#feeds(admin)
    await this.#seeds()
    await this.#nonsense(admin)
  }

  async #accounts(admin: Record<string, string>): Promise<void> {
    const invite = await this.#send('POST', '/api/invites', { email: BOB.email }, admin)
    const bob = await this.#send('POST', '/api/auth/register', { ...BOB, invite: invite.body.token })
    await this.#send('POST', '/api/auth/register', { ...BOB, username: 'rob', invite: invite.body.token })
    await this.#send('POST', '/api/auth/refresh', { refresh_token: bob.body.refresh_token })
    await this.#send('POST', '/api/auth/refresh', { refresh_token: 'x'.repeat(43) })
    const login = await this.#send('POST', '/api/auth/login', {
      username: ANN.email,
      password: ANN.password,
      cookie: true,
    })
    const cookie = login.headers.get('set-cookie')?.split(';')[0] ?? ''
    assert.notEqual(cookie, '')
    await this.#send('POST', '/api/auth/refresh', undefined, { cookie, origin: this.#server.url })
    await this.#send('POST', '/api/auth/refresh', undefined, { cookie, origin: 'https://elsewhere.example' })
    const change = { current_password: WRONG, new_password: BOB.password }
    await this.#send('PUT', '/api/me/password', change, { authorization: `Bearer ${bob.body.access_token}` })
    await this.#send('PATCH', '/api/me', { email: 'not an address' }, admin)
    await this.#send('GET', '/api/users', undefined, admin)
  }

  async #posts(admin: Record<string, string>): Promise<void> {
    const post = { title: 'With a key', content: 'that opens its answer.' }
    const key = { ...admin, 'idempotency-key': KEY }
    const { body } = await this.#send('POST', '/api/posts', post, key)
    await this.#send('POST', '/api/posts', { ...post, title: 'With the same' }, key)
    await this.#send('GET', `/api/posts/${body.id}`, undefined, admin)
    await this.#send('PUT', `/api/posts/${body.id}`, post, { ...admin, 'if-match': '"of another time"' })
    await this.#send('DELETE', '/api/posts/nowhere', undefined, admin)
    await this.#send('GET', `/api/posts?cursor=${WRONG}`, undefined, admin)
  }

  async #feeds(admin: Record<string, string>): Promise<void> {
    const { body } = await this.#send('POST', '/api/time-off/feeds', { scope: 'company' }, admin)
    const { pathname } = new URL(body.url)
    this.secrets.push(pathname.split('/').at(-2) as string)
    await this.#send('GET', pathname)
    await this.#send('GET', `${pathname}x`)
    await this.#send('DELETE', `/api/time-off/feeds/${body.id}`, undefined, admin)
    await this.#send('GET', pathname)
  }

  async #seeds(): Promise<void> {
    const query = new URLSearchParams({ username: ANN.username, password: ANN.password })
    await this.#send('POST', `/login?${query}`)
    await this.#send('POST', '/login', undefined, { username: ANN.username, password: ANN.password })
    await this.#rejected('/login')
    const { body } = await this.#send('POST', '/login', { username: BOB.username, password: BOB.password })
    await this.#send('POST', '/token/refresh', undefined, { authorization: `Bearer ${body.refresh_token}` })
    await this.#send('POST', '/logout/refresh', undefined, { authorization: `Bearer ${body.refresh_token}` })
  }

  /** Secrets where nobody should put them. */
  async #nonsense(admin: Record<string, string>): Promise<void> {
    const token = admin.authorization?.slice(7) ?? ''
    await this.#send('GET', `/api/me?token=${token}`)
    await this.#send('GET', `/${token}/${encodeURIComponent(ANN.password)}`)
    await this.#send('GET', `/api/users/${ANN.email}`, undefined, admin)
    await this.#send('GET', '/api/me', undefined, { authorization: `Bearer ${token}x` })
    await this.#send('GET', '/api/me', undefined, { authorization: `Basic ${btoa(`ann:${ANN.password}`)}` })
    await this.#send('POST', '/api/auth/login', `{"username": "${ANN.email}", "password": "${ANN.password}"`)
    await this.#send('POST', '/api/auth/login', { username: ANN.password, password: [ANN.password] })
    await this.#send('POST', '/api/auth/login', { [ANN.password]: ANN.email })
    await this.#send('POST', '/api/auth/login', ANN.password, { 'content-type': ANN.password.replaceAll(' ', '-') })
    await this.#send('POST', '/api/posts', 'x'.repeat(300_000), admin)
    await this.#send('GET', '/healthz', undefined, { 'x-request-id': `id of ${ANN.email}` })
    await this.#send('OPTIONS', `/api/posts?${WRONG}`)
    using raw = await rawClient(this.#server)
    raw.send(`HELO ${ANN.email} ${token}\r\n\r\n`)
    await raw.ends()
  }

  async #rejected(path: string): Promise<void> {
    await this.#send('POST', path, { username: ANN.username, password: WRONG })
    await this.#send('POST', path, { username: `nobody-${WRONG}`, password: WRONG })
  }

  async #send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer> {
    const answer = await call(this.#server, method, path, body, headers)
    assert.ok(answer.status < 500, `${method} ${path}: ${answer.status}`)
    this.statuses.push(answer.status)
    const { access_token, refresh_token, token, url } = answer.body ?? {}
    const cookies = answer.headers.getSetCookie().map((cookie) => cookie.split(/[=;]/)[1])
    this.secrets.push(...[access_token, refresh_token, token, url, ...cookies].filter(Boolean))
    return answer
  }
}

function countBy<T>(values: T[]): Map<T, number> {
  const counts = new Map<T, number>()
  for (const value of values.sort()) counts.set(value, (counts.get(value) ?? 0) + 1)
  return counts
}
