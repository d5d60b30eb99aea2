import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'
import { atOnce, bearer, countStatuses, PASSWORD } from '../../test/accounts.ts'
import { type Account, startTeamroom, type Teamroom } from '../../test/harness.ts'

const MINUTE = 60_000
const URL = '/api/auth/register'
let teamroom: Teamroom
let admin: Account
let names = 0

const start = async (...overrides: Parameters<typeof startTeamroom>) => {
  teamroom = await startTeamroom(...overrides)
}
const stop = () => teamroom.stop()
const input = (more: Record<string, unknown> = {}) => ({ username: `person ${++names}`, password: PASSWORD, ...more })
const register = (body: unknown, headers?: Record<string, string>) => teamroom.send('POST', URL, body, headers)
const inviteFor = async (body: object) => (await admin.send('POST', '/api/invites', body)).body.token as string

describe('POST /api/auth/register: the first account', () => {
  beforeEach(() => start())
  afterEach(stop)

  it('is an administrator and gets tokens at once', async () => {
    const { status, headers, body } = await register({ username: 'Ann', email: 'Ann@Example.com', password: PASSWORD })
    assert.equal(status, 201)
    assert.equal(headers.location, `/api/users/${body.user.id}`)
    assert.equal(headers['cache-control'], 'no-store')
    assert.deepEqual(Object.keys(body).sort(), ['access_token', 'expires_in', 'refresh_token', 'token_type', 'user'])
    assert.equal(body.token_type, 'Bearer')
    assert.equal(body.expires_in, 900)
    const { username, email, role } = body.user
    assert.deepEqual({ username, email, role }, { username: 'Ann', email: 'Ann@Example.com', role: 'admin' })
    const me = await teamroom.send('GET', '/api/me', undefined, bearer(body.access_token))
    assert.deepEqual(me.body, body.user)
  })

  it('is one, of fifty that register at once', async () => {
    const answers = await atOnce(50, () => register(input()))
    assert.deepEqual(countStatuses(answers), { 201: 1, 403: 49 })
    const roles = await teamroom.db.selectFrom('users').select('role').execute()
    assert.deepEqual(roles, [{ role: 'admin' }])
  })

  it('leaves its place to the next when its name cannot be', async () => {
    assert.equal((await register(input({ password: 'password' }))).status, 422)
    assert.equal((await register(input())).body.user.role, 'admin')
  })

  it('is made once for fifty requests with one Idempotency-Key', async () => {
    const body = input()
    const answers = await atOnce(50, () => register(body, { 'idempotency-key': 'k' }))
    assert.deepEqual(countStatuses(answers), { 201: 50 })
    assert.equal(new Set(answers.map((answer) => answer.text)).size, 1)
    assert.equal((await register({ ...body, username: 'other' }, { 'idempotency-key': 'k' })).status, 422)
  })
})

describe('POST /api/auth/register: by invite', () => {
  before(async () => {
    await start({ trustProxy: ['127.0.0.1'] })
    admin = await teamroom.account('admin')
  })
  after(stop)

  const NOT_VALID = 'This invite is not valid (any more).'

  it('takes one', async () => {
    const { status, body } = await register(input())
    assert.equal(status, 403)
    assert.match(body.message, /invite/)
  })

  it('gives the role of the invite', async () => {
    for (const role of ['member', 'manager', 'admin']) {
      const { status, body } = await register(input({ invite: await inviteFor({ role }) }))
      assert.deepEqual([status, body.user.role], [201, role])
    }
  })

  it('makes one account of an invite that fifty use at once', async () => {
    const invite = await inviteFor({})
    const before = (await admin.send('GET', '/api/users?limit=200')).body.length
    assert.deepEqual(countStatuses(await atOnce(50, () => register(input({ invite })))), { 201: 1, 403: 49 })
    assert.equal((await admin.send('GET', '/api/users?limit=200')).body.length, before + 1)
  })

  it('says the same of an invite that is used, revoked, expired, for somebody else, or made up', async () => {
    const used = await inviteFor({})
    await register(input({ invite: used }))
    const revoked = await admin.send('POST', '/api/invites', {})
    await admin.send('DELETE', `/api/invites/${revoked.body.id}`)
    const bound = await inviteFor({ email: 'Bea@example.com' })
    const attempts = [
      input({ invite: used }),
      input({ invite: revoked.body.token }),
      input({ invite: bound }),
      input({ invite: bound, email: 'eve@example.com' }),
      input({ invite: 'made up' }),
    ]
    for (const attempt of attempts) {
      const { status, body } = await register(attempt)
      assert.deepEqual([status, body.message], [403, NOT_VALID])
    }
    assert.equal((await register(input({ invite: bound, email: 'bea@Example.com' }))).status, 201)
  })

  it('takes an invite for seven days', async () => {
    const [early, late] = [await inviteFor({}), await inviteFor({})]
    teamroom.clock.advance(7 * 24 * 60 * MINUTE - 1)
    assert.equal((await register(input({ invite: early }))).status, 201)
    teamroom.clock.advance(1)
    const { status, body } = await register(input({ invite: late }))
    assert.deepEqual([status, body.message], [403, NOT_VALID])
    admin = await teamroom.account('admin')
  })

  it('leaves an invite unused when the name is taken', async () => {
    const invite = await inviteFor({})
    assert.equal((await register(input({ username: admin.username, invite }))).status, 409)
    assert.equal((await register(input({ invite }))).status, 201)
  })

  it('gives the first answer again to a retry, though its invite is used by then', async () => {
    const body = input({ invite: await inviteFor({}) })
    const first = await register(body, { 'idempotency-key': 'retry' })
    const again = await register(body, { 'idempotency-key': 'retry' })
    assert.equal(again.status, 201)
    assert.equal(again.text, first.text)
    assert.equal(again.headers['idempotency-replayed'], 'true')
  })

  it('makes an address wait that has tried twenty wrong invites in a minute', async () => {
    const from = (address: string) => ({ 'x-forwarded-for': address })
    for (let i = 0; i < 20; i++) await register(input({ invite: 'guess' }), from('192.0.2.1'))
    const invite = await inviteFor({})
    const { status, headers } = await register(input({ invite }), from('192.0.2.1'))
    assert.deepEqual([status, headers['retry-after']], [429, '60'])
    assert.equal((await register(input({ invite: await inviteFor({}) }), from('192.0.2.2'))).status, 201)
    teamroom.clock.advance(MINUTE)
    assert.equal((await register(input({ invite }), from('192.0.2.1'))).status, 201)
  })

  it('counts no refusal but wrong invites against an address', async () => {
    for (let i = 0; i < 25; i++) await register(input())
    assert.equal((await register(input({ invite: await inviteFor({}) }))).status, 201)
  })
})

describe('POST /api/auth/register: where SIGNUP lets people in', () => {
  it('makes members when it is open', async (t) => {
    await start({ signup: { mode: 'open' } })
    t.after(stop)
    await teamroom.account('admin')
    assert.equal((await register(input())).body.user.role, 'member')
  })
})
