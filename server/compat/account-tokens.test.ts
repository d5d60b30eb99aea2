import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { bearer, givePassword, PASSWORD } from '../../test/accounts.ts'
import { type Account, startTeamroom, type Teamroom } from '../../test/harness.ts'

const SECOND = 1_000
const DAY = 86_400 * SECOND
let teamroom: Teamroom

const post = (url: string, body?: unknown, headers?: Record<string, string>) =>
  teamroom.send('POST', url, body, headers)

describe('the tokens of the older paths', () => {
  let ann: Account
  let access: Record<string, string>
  let refresh: Record<string, string>

  before(async () => {
    teamroom = await startTeamroom()
  })
  after(() => teamroom.stop())
  beforeEach(async () => {
    teamroom.clock.advance(60 * SECOND)
    ann = await teamroom.account('member')
    await givePassword(teamroom.db, ann.id)
    const { body } = await post('/login', { username: ann.username, password: PASSWORD })
    access = bearer(body.access_token)
    refresh = bearer(body.refresh_token)
  })

  const works = async (token: Record<string, string>) =>
    (await teamroom.send('GET', '/api/me', undefined, token)).status === 200
  const renew = () => post('/token/refresh', undefined, refresh)
  const logOutAccess = (token = access) => post('/logout/access', undefined, token)
  const logOutRefresh = () => post('/logout/refresh', undefined, refresh)
  const sessions = async () => (await ann.send('GET', '/api/me/sessions')).body.length

  it('refresh gives a new access token as often as asked, for thirty days', async () => {
    for (let i = 0; i < 3; i++) {
      const { status, body } = await renew()
      assert.deepEqual([status, Object.keys(body)], [200, ['access_token']])
      assert.ok(await works(bearer(body.access_token)))
      teamroom.clock.advance(14 * DAY)
    }
    assert.equal((await renew()).status, 401)
  })

  it('refresh takes a refresh token of these paths, and only there', async () => {
    assert.equal((await post('/token/refresh')).status, 401)
    for (const path of ['/token/refresh', '/logout/refresh']) {
      const { status, body } = await post(path, undefined, access)
      assert.deepEqual([status, body.message], [401, 'Only refresh tokens are allowed'])
    }
    const { body } = await post('/api/auth/login', { username: ann.username, password: PASSWORD })
    assert.equal((await post('/token/refresh', undefined, bearer(body.refresh_token))).status, 401)
    assert.equal((await post('/logout/refresh', undefined, bearer(body.refresh_token))).status, 401)
    const refresh_token = refresh.authorization?.slice('Bearer '.length)
    assert.equal((await post('/api/auth/refresh', { refresh_token })).status, 401)
    assert.equal((await renew()).status, 200)
  })

  it('log out of access, then of refresh', async () => {
    const out = await logOutAccess()
    assert.deepEqual([out.status, out.body], [200, { message: 'Access token has been revoked' }])
    assert.ok(!(await works(access)))
    const renewed = await renew()
    assert.ok(await works(bearer(renewed.body.access_token)), 'the refresh token is still good')
    await logOutAccess(bearer(renewed.body.access_token))
    const done = await logOutRefresh()
    assert.deepEqual([done.status, done.body], [200, { message: 'Refresh token has been revoked' }])
    assert.equal((await renew()).status, 401)
    assert.equal(await sessions(), 1, 'that of the harness')
  })

  it('log out of refresh, then of access', async () => {
    assert.equal((await logOutRefresh()).status, 200)
    assert.equal((await renew()).status, 401)
    assert.equal((await logOutRefresh()).status, 401)
    assert.ok(await works(access), 'the access token is still good')
    assert.equal((await logOutAccess()).status, 200)
    assert.ok(!(await works(access)))
    assert.equal(await sessions(), 1, 'that of the harness')
  })

  it('leave no session behind when only the refresh token is revoked', async () => {
    await logOutRefresh()
    teamroom.clock.advance(15 * 60 * SECOND)
    const [row] = await teamroom.db
      .selectFrom('sessions')
      .select('expires_at')
      .where('user_id', '=', ann.id)
      .where('kind', '=', 'fixed')
      .execute()
    assert.equal(row?.expires_at, teamroom.clock.now.toISOString())
  })

  it('end with the account', async () => {
    const admin = await teamroom.account('admin')
    await admin.send('PATCH', `/api/users/${ann.id}`, { disabled: true })
    assert.equal((await renew()).status, 401)
    assert.ok(!(await works(access)))
  })

  it('log out of access with a token of the canonical login too', async () => {
    const { body } = await post('/api/auth/login', { username: ann.username, password: PASSWORD })
    assert.equal((await logOutAccess(bearer(body.access_token))).status, 200)
    assert.ok(!(await works(bearer(body.access_token))))
    assert.equal((await post('/api/auth/refresh', { refresh_token: body.refresh_token })).status, 200)
  })
})
