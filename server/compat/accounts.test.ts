import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'
import { bearer, countStatuses, PASSWORD } from '../../test/accounts.ts'
import { type Account, type Answer, startTeamroom, type Teamroom } from '../../test/harness.ts'
import { readConfig } from '../config.ts'

let teamroom: Teamroom
let names = 0

const post = (url: string, body?: unknown, headers?: Record<string, string>) =>
  teamroom.send('POST', url, body, headers)
const form = (url: string, fields: Record<string, string>) =>
  post(url, new URLSearchParams(fields).toString(), { 'content-type': 'application/x-www-form-urlencoded' })
const name = () => `person ${++names}`

/** A header's value as it arrives from a client that sends UTF-8. */
const utf8 = (text: string) => Buffer.from(text, 'utf8').toString('latin1')

describe('the PTO tracker’s calls', () => {
  const payload = { username: 'testuser', password: PASSWORD }
  let registered: Answer
  before(async () => {
    teamroom = await startTeamroom()
    registered = await post('/register', payload)
  })
  after(() => teamroom.stop())

  it('register, log in, call with the token, log out', async () => {
    assert.deepEqual([registered.status, registered.body.message], [200, 'User created successfully!'])
    const { status, body } = await post('/login', payload)
    assert.equal(status, 200)
    const token = bearer(body.access_token)
    assert.equal((await teamroom.send('GET', '/api/me', undefined, token)).status, 200)
    const out = await post('/logout', undefined, token)
    assert.deepEqual([out.status, out.body], [200, { message: 'Logged out successfully!' }])
    assert.equal((await teamroom.send('GET', '/api/me', undefined, token)).status, 401)
    assert.equal((await post('/token/refresh', undefined, bearer(body.refresh_token))).status, 401)
  })

  it('are told of wrong credentials as they expect', async () => {
    for (const username of ['testuser', 'nobody']) {
      const { status, body, headers } = await post('/login', { username, password: 'wrong' })
      assert.deepEqual([status, body], [401, { message: 'Invalid credentials' }])
      assert.equal(headers['cache-control'], 'no-store')
    }
  })
})

describe('the survey backend’s calls', () => {
  before(async () => {
    teamroom = await startTeamroom({ signup: { mode: 'open' } })
    await teamroom.account('admin')
  })
  after(() => teamroom.stop())

  it('register and log in by headers', async () => {
    const headers = { username: utf8('Zoë 🦄'), email: 'zoe@example.com', password: utf8('pässwörd für alle') }
    const registered = await post('/register', undefined, headers)
    assert.deepEqual([registered.status, registered.body.message], [200, 'User Zoë 🦄 was created'])
    assert.deepEqual(Object.keys(registered.body).sort(), ['access_token', 'message', 'refresh_token'])
    const { status, body } = await post('/login', undefined, headers)
    assert.deepEqual([status, body.message], [200, 'Logged in as Zoë 🦄'])
    assert.equal((await post('/login', { username: 'Zoë 🦄', password: 'pässwörd für alle' })).status, 200)
  })

  it('register and log in by form, by query, by JSON, and by some of each', async () => {
    const byForm = { username: name(), email: `p${names}@example.com`, password: PASSWORD }
    assert.equal((await form('/register', byForm)).body.message, `User ${byForm.username} was created`)
    assert.equal((await form('/login', byForm)).status, 422, 'an unknown field of a body is refused')
    assert.equal((await form('/login', { username: byForm.username, password: PASSWORD })).status, 200)
    const byQuery = { username: name(), email: `p${names}@example.com`, password: PASSWORD }
    assert.equal((await post(`/register?${new URLSearchParams(byQuery)}`)).status, 200)
    assert.equal((await post(`/login?${new URLSearchParams(byQuery)}`)).status, 200)
    assert.equal((await post('/login', { password: PASSWORD }, { username: byQuery.username })).status, 200)
    assert.equal((await post('/login?username=nobody', { username: byQuery.username, password: PASSWORD })).status, 200)
  })

  it('get an answer once, and the same for a retry, whatever the parameters come by', async () => {
    const headers = { username: name(), password: PASSWORD, 'idempotency-key': 'k' }
    const first = await post('/register', undefined, headers)
    assert.equal((await post('/register', undefined, headers)).text, first.text)
    assert.equal((await post('/register', undefined, { ...headers, username: name() })).status, 422)
  })

  it('are told in a message what is wrong', async () => {
    const missing = await post('/register', { username: name() })
    assert.deepEqual([missing.status, missing.body.message], [422, 'password: Missing data for required field.'])
    assert.match((await post('/register', { username: name(), password: 'password1' })).body.message, /most common/)
    assert.match(
      (await post('/register', { username: name(), password: PASSWORD, role: 'admin' })).body.message,
      /role: Unknown/,
    )
    assert.match(
      (await post('/register', { username: 1, password: PASSWORD })).body.message,
      /username: Not a valid string/,
    )
    assert.match((await post('/register', '[]')).body.message, /Invalid input type/)
    assert.match((await post('/register', '{')).body.message, /JSON/)
    const taken = { username: name(), password: PASSWORD }
    await post('/register', taken)
    assert.deepEqual((await post('/register', taken)).body.message, 'This user name is taken.')
  })

  it('are throttled like every login', async () => {
    const username = name()
    const answers: Answer[] = []
    for (let i = 0; i < 7; i++) answers.push(await post('/login', { username, password: 'wrong' }))
    assert.deepEqual(countStatuses(answers), { 401: 5, 429: 2 })
  })
})

describe('GET and DELETE /users', () => {
  let admin: Account
  beforeEach(async () => {
    teamroom = await startTeamroom({ deletesUsers: true })
    admin = await teamroom.account('admin', 'Ann')
    for (let i = 0; i < 4; i++) await teamroom.account('member')
  })
  afterEach(() => teamroom.stop())

  it('lists accounts without passwords, for administrators', async () => {
    const { status, body } = await admin.send('GET', '/users')
    assert.deepEqual([status, body.users.length], [200, 5])
    assert.deepEqual(body.users.at(-1), { id: admin.id, username: 'Ann', email: null, role: 'admin' })
    assert.match((await admin.send('GET', '/users?limit=2')).headers.link ?? '', /rel="next"/)
    assert.equal((await teamroom.send('GET', '/users')).status, 401)
    assert.equal((await (await teamroom.account('manager')).send('GET', '/users')).status, 403)
  })

  it('deletes all accounts but the caller’s, for administrators', async () => {
    assert.equal((await teamroom.send('DELETE', '/users')).status, 401)
    const member = await teamroom.account('member')
    assert.equal((await member.send('DELETE', '/users')).status, 403)
    const { status, body } = await admin.send('DELETE', '/users')
    assert.deepEqual([status, body], [200, { message: '5 row(s) deleted' }])
    assert.deepEqual((await admin.send('GET', '/users')).body.users.length, 1)
    assert.equal((await member.send('GET', '/api/me')).status, 401)
  })

  it('leaves one of two administrators who do that at once', async () => {
    const other = await teamroom.account('admin')
    const answers = await Promise.all([admin.send('DELETE', '/users'), other.send('DELETE', '/users')])
    assert.equal(countStatuses(answers)[200], 1, JSON.stringify(countStatuses(answers)))
    assert.equal((await teamroom.db.selectFrom('users').select('id').execute()).length, 1)
  })

  it('deletes nobody unless the server is told that it is for development, nor ever in production', async (t) => {
    const settings = [{}, { COMPAT: 'on' }, { COMPAT: 'development', NODE_ENV: 'production' }]
    for (const env of settings) assert.equal(readConfig(env).deletesUsers, false, JSON.stringify(env))
    const company = await startTeamroom()
    t.after(() => company.stop())
    const boss = await company.account('admin')
    await company.account('member')
    const { status, body } = await boss.send('DELETE', '/users')
    assert.equal(status, 403)
    assert.match(body.message, /COMPAT=development/)
    assert.equal((await boss.send('GET', '/users')).body.users.length, 2)
  })
})

describe('COMPAT=off', () => {
  it('takes the older paths away', async (t) => {
    const without = await startTeamroom({ compat: false })
    t.after(() => without.stop())
    for (const url of [
      '/register',
      '/login',
      '/logout',
      '/logout/access',
      '/logout/refresh',
      '/token/refresh',
      '/users',
      '/employees',
      '/pto',
    ]) {
      assert.equal((await without.send('POST', url, {})).status, 404, url)
    }
  })
})
