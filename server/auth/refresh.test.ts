import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { atOnce, bearer, givePassword, logIn } from '../../test/accounts.ts'
import { type Account, startTeamroom, type Teamroom } from '../../test/harness.ts'

const SECOND = 1_000
const DAY = 86_400 * SECOND
let teamroom: Teamroom
let ann: Account
let token: string

before(async () => {
  teamroom = await startTeamroom()
})
after(() => teamroom.stop())

beforeEach(async () => {
  ann = await teamroom.account('member')
  await givePassword(teamroom.db, ann.id)
  token = (await logIn(teamroom, ann.username)).body.refresh_token
})

const refresh = (refresh_token: unknown) => teamroom.send('POST', '/api/auth/refresh', { refresh_token })
const me = (access_token: string) => teamroom.send('GET', '/api/me', undefined, bearer(access_token))

describe('POST /api/auth/refresh', () => {
  it('gives new tokens of the same session', async () => {
    const { status, headers, body } = await refresh(token)
    assert.equal(status, 200)
    assert.equal(headers['cache-control'], 'no-store')
    assert.notEqual(body.refresh_token, token)
    assert.equal(body.user.id, ann.id)
    assert.equal((await me(body.access_token)).status, 200)
    const sessions = await teamroom.db.selectFrom('sessions').select('id').where('user_id', '=', ann.id).execute()
    assert.equal(sessions.length, 2, 'that of the harness, and this one')
  })

  it('gives the same successor to a retry within ten seconds', async () => {
    const first = await refresh(token)
    teamroom.clock.advance(9 * SECOND)
    const again = await refresh(token)
    assert.equal(again.status, 200)
    assert.equal(again.body.refresh_token, first.body.refresh_token)
    assert.equal((await refresh(again.body.refresh_token)).status, 200)
  })

  it('ends the session when a token is used again later', async () => {
    const { body } = await refresh(token)
    teamroom.clock.advance(10 * SECOND)
    const { status, headers } = await refresh(token)
    assert.deepEqual([status, headers['www-authenticate']], [401, 'Bearer'])
    assert.equal((await refresh(body.refresh_token)).status, 401)
    assert.equal((await me(body.access_token)).status, 401)
  })

  it('makes one lineage of fifty refreshes at once', async () => {
    const answers = await atOnce(50, () => refresh(token))
    assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200])
    assert.equal(new Set(answers.map(({ body }) => body.refresh_token)).size, 1)
    const unspent = await teamroom.db
      .selectFrom('refresh_tokens')
      .innerJoin('sessions', 'sessions.id', 'refresh_tokens.session_id')
      .select('hash')
      .where('user_id', '=', ann.id)
      .where('spent_at', 'is', null)
      .execute()
    assert.equal(unspent.length, 2, 'that of the harness, and the successor')
  })

  it('keeps no token that could be read from the database', async () => {
    const { body } = await refresh(token)
    const rows = await teamroom.db.selectFrom('refresh_tokens').selectAll().execute()
    const stored = JSON.stringify(rows)
    assert.ok(!stored.includes(token) && !stored.includes(body.refresh_token))
  })

  it('keeps a session alive for thirty days from its last use', async () => {
    teamroom.clock.advance(29 * DAY)
    const { body } = await refresh(token)
    teamroom.clock.advance(29 * DAY)
    const next = await refresh(body.refresh_token)
    assert.equal(next.status, 200)
    teamroom.clock.advance(30 * DAY)
    assert.equal((await refresh(next.body.refresh_token)).status, 401)
  })

  it('forgets spent tokens after thirty days', async () => {
    const { body } = await refresh(token)
    teamroom.clock.advance(29 * DAY)
    const next = await refresh(body.refresh_token)
    teamroom.clock.advance(2 * DAY)
    await refresh(next.body.refresh_token)
    const spent = await teamroom.db
      .selectFrom('refresh_tokens')
      .innerJoin('sessions', 'sessions.id', 'refresh_tokens.session_id')
      .select('hash')
      .where('user_id', '=', ann.id)
      .where('spent_at', 'is not', null)
      .execute()
    assert.equal(spent.length, 2)
  })

  it('refuses an access token, a made-up one, and none', async () => {
    for (const wrong of [ann.token, 'x'.repeat(43), 'x'.repeat(200)]) {
      const { status, body } = await refresh(wrong)
      assert.deepEqual([status, body.message], [401, 'Token has been revoked'])
    }
    assert.equal((await teamroom.send('POST', '/api/auth/refresh')).status, 401)
    assert.equal((await teamroom.send('POST', '/api/auth/refresh', {})).status, 401)
  })

  it('names what is wrong with its input', async () => {
    assert.deepEqual((await refresh(1)).body.errors, { json: { refresh_token: ['Not a valid string.'] } })
    assert.equal((await teamroom.send('POST', '/api/auth/refresh', { role: 'admin' })).status, 422)
  })

  it('refuses once the session is over, and once the account is disabled', async () => {
    const { body } = await logIn(teamroom, ann.username)
    await teamroom.send('POST', '/api/auth/logout', undefined, bearer(body.access_token))
    assert.equal((await refresh(body.refresh_token)).status, 401)
    const admin = await teamroom.account('admin')
    await admin.send('PATCH', `/api/users/${ann.id}`, { disabled: true })
    assert.equal((await refresh(token)).status, 401)
  })
})

describe('POST /api/auth/logout', () => {
  it('ends this session and no other', async () => {
    const { body } = await logIn(teamroom, ann.username)
    const { status, text } = await teamroom.send('POST', '/api/auth/logout', undefined, bearer(body.access_token))
    assert.deepEqual([status, text], [204, ''])
    assert.equal((await me(body.access_token)).status, 401)
    assert.equal((await refresh(body.refresh_token)).status, 401)
    assert.equal((await refresh(token)).status, 200)
  })

  it('takes a token', async () => {
    assert.equal((await teamroom.send('POST', '/api/auth/logout')).status, 401)
  })
})
