import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { PASSWORD } from '../../../test/accounts.ts'
import { type Account, startTeamroom, type Teamroom } from '../../../test/harness.ts'

let teamroom: Teamroom
let admin: Account

before(async () => {
  teamroom = await startTeamroom({ publicUrl: 'https://teamroom.example.com' })
  admin = await teamroom.account('admin', 'Ann')
})
after(() => teamroom.stop())

const invite = (body: unknown, headers?: Record<string, string>) => admin.send('POST', '/api/invites', body, headers)

describe('POST /api/invites', () => {
  it('makes a link for a member, good for seven days', async () => {
    const { status, headers, body } = await invite({})
    assert.equal(status, 201)
    assert.equal(headers.location, `/api/invites/${body.id}`)
    assert.match(body.token, /^[\w-]{43}$/)
    assert.equal(body.url, `https://teamroom.example.com/join#invite=${body.token}`)
    assert.equal(Date.parse(body.expires_at) - Date.parse(body.created_at), 7 * 86_400_000)
    assert.deepEqual([body.role, body.email, body.used_at, body.used_by], ['member', null, null, null])
    assert.deepEqual(body.created_by, { id: admin.id, username: 'Ann' })
  })

  it('names in its link the address that it is for', async () => {
    const { body } = await invite({ email: 'bea+team@example.com' })
    const { hash } = new URL(body.url)
    assert.deepEqual(Object.fromEntries(new URLSearchParams(hash.slice(1))), {
      invite: body.token,
      email: 'bea+team@example.com',
    })
  })

  it('keeps the token nowhere', async () => {
    const { body } = await invite({ role: 'manager' })
    assert.ok(!JSON.stringify(await teamroom.db.selectFrom('invites').selectAll().execute()).includes(body.token))
  })

  it('makes one for a retry', async () => {
    const [first, again] = [await invite({}, { 'idempotency-key': 'k' }), await invite({}, { 'idempotency-key': 'k' })]
    assert.equal(again.text, first.text)
  })

  it('names what is wrong', async () => {
    const { status, body } = await invite({ role: 'owner', email: 'x', token: 'mine', expires_at: '2099-01-01' })
    assert.equal(status, 422)
    assert.deepEqual(Object.keys(body.errors.json).sort(), ['email', 'expires_at', 'role', 'token'])
  })

  it('is for administrators', async () => {
    const manager = await teamroom.account('manager')
    assert.equal((await manager.send('POST', '/api/invites', {})).status, 403)
    assert.equal((await teamroom.send('POST', '/api/invites', {})).status, 401)
  })
})

describe('GET /api/invites', () => {
  it('lists them, newest first, without tokens, and who has used them', async () => {
    const { body: made } = await invite({ email: 'Bea@example.com' })
    const registration = { username: 'Bea', email: 'bea@example.com', password: PASSWORD, invite: made.token }
    const { body: bea } = await teamroom.send('POST', '/api/auth/register', registration)
    const { status, body } = await admin.send('GET', '/api/invites?limit=1')
    assert.equal(status, 200)
    const { id, email, used_at, used_by } = body[0]
    assert.deepEqual([id, email, used_at], [made.id, 'bea@example.com', teamroom.clock.now.toISOString()])
    assert.deepEqual(used_by, { id: bea.user.id, username: 'Bea' })
    assert.deepEqual(
      Object.keys(body[0]).filter((name) => /token|url/.test(name)),
      [],
    )
  })

  it('gives a page at a time', async () => {
    for (let i = 0; i < 3; i++) await invite({})
    const first = await admin.send('GET', '/api/invites?limit=2')
    const next = first.headers.link?.match(/^<(.*)>; rel="next"$/)?.[1] as string
    const second = await admin.send('GET', next)
    const ids = [...first.body, ...second.body].map(({ id }: { id: string }) => id)
    assert.equal(new Set(ids).size, ids.length)
    assert.deepEqual(ids, [...ids].sort().reverse())
  })
})

describe('GET and DELETE /api/invites/:id', () => {
  it('shows one, and revokes it', async () => {
    const { body } = await invite({})
    const url = `/api/invites/${body.id}`
    assert.equal((await admin.send('GET', url)).body.id, body.id)
    assert.equal((await admin.send('DELETE', url)).status, 204)
    assert.equal((await admin.send('GET', url)).status, 404)
    assert.equal((await admin.send('DELETE', url)).status, 404)
  })

  it('revokes none that was used since it was read, when that is asked for', async () => {
    const { body: made } = await invite({})
    const url = `/api/invites/${made.id}`
    const { etag = '' } = (await admin.send('GET', url)).headers
    await teamroom.send('POST', '/api/auth/register', { username: 'Cleo', password: PASSWORD, invite: made.token })
    assert.equal((await admin.send('DELETE', url, undefined, { 'if-match': etag })).status, 412)
    const read = await admin.send('GET', url)
    assert.equal(read.body.used_by.username, 'Cleo')
    assert.equal((await admin.send('DELETE', url, undefined, { 'if-match': read.headers.etag ?? '' })).status, 204)
  })

  it('is 404 for what is no id', async () => {
    assert.equal((await admin.send('GET', '/api/invites/x')).status, 404)
    assert.equal((await admin.send('DELETE', "/api/invites/' or 1=1")).status, 404)
  })
})
