import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { bearer, givePassword, logIn } from '../../test/accounts.ts'
import { type Account, startTeamroom, TEST_SECRET, type Teamroom } from '../../test/harness.ts'
import { makeSigner } from './tokens.ts'

let teamroom: Teamroom
let admin: Account
let ann: Account

const NEWER_KEY = 'a newer key, put in front of the other one'

before(async () => {
  teamroom = await startTeamroom({ jwtSecretKeys: [NEWER_KEY, TEST_SECRET] })
})
after(() => teamroom.stop())

beforeEach(async () => {
  admin = await teamroom.account('admin')
  ann = await teamroom.account('member')
})

const me = (token: string) => teamroom.send('GET', '/api/me', undefined, bearer(token))
const claimsOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[1] as string, 'base64url').toString())

describe('an access token', () => {
  it('opens what its account may do', async () => {
    assert.equal((await me(ann.token)).body.id, ann.id)
    assert.equal((await ann.send('GET', '/api/users')).status, 403)
    assert.equal((await admin.send('GET', '/api/users')).status, 200)
  })

  it('lasts for fifteen minutes', async () => {
    teamroom.clock.advance(15 * 60_000 - 1)
    assert.equal((await me(ann.token)).status, 200)
    teamroom.clock.advance(1)
    const { status, body, headers } = await me(ann.token)
    assert.deepEqual([status, body.message, headers['www-authenticate']], [401, 'Token has expired', 'Bearer'])
  })

  it('is refused at once when its session ends', async () => {
    await teamroom.db.deleteFrom('sessions').where('user_id', '=', ann.id).execute()
    assert.equal((await me(ann.token)).status, 401)
  })

  it('is refused at once when its account is disabled, and counts no more when it is enabled again', async () => {
    await admin.send('PATCH', `/api/users/${ann.id}`, { disabled: true })
    assert.equal((await me(ann.token)).status, 401)
    await admin.send('PATCH', `/api/users/${ann.id}`, { disabled: false })
    assert.equal((await me(ann.token)).status, 401)
  })

  it('is refused at once when its account is deleted', async () => {
    await admin.send('DELETE', `/api/users/${ann.id}`)
    assert.equal((await me(ann.token)).status, 401)
  })

  it('has the role that its account has now', async () => {
    await admin.send('PATCH', `/api/users/${ann.id}`, { role: 'admin' })
    assert.equal((await ann.send('GET', '/api/users')).status, 200)
    await admin.send('PATCH', `/api/users/${ann.id}`, { role: 'member' })
    assert.equal((await ann.send('GET', '/api/users')).status, 403)
  })

  it('may be signed by any of the keys; new ones are by the first', async () => {
    const { sub, sid, gen } = claimsOf(ann.token)
    const older = makeSigner([TEST_SECRET])({ sub, sid, gen }, teamroom.clock.now)
    assert.equal((await me(older)).status, 200)
    const removed = makeSigner(['a key that is no longer in the list of keys'])({ sub, sid, gen }, teamroom.clock.now)
    assert.equal((await me(removed)).status, 401)
    assert.equal(ann.token.split('.')[0], makeSigner([NEWER_KEY])({ sub, sid, gen }, teamroom.clock.now).split('.')[0])
  })

  it('is refused when it says another session, generation or account than the database', async () => {
    const sign = makeSigner([NEWER_KEY])
    const { sub, sid, gen } = claimsOf(ann.token)
    const wrong = [
      { sub, sid, gen: gen + 1 },
      { sub, sid: claimsOf(admin.token).sid, gen },
      { sub: admin.id, sid, gen },
      { sub, sid: 'no session', gen },
    ]
    for (const claims of wrong) assert.equal((await me(sign(claims, teamroom.clock.now))).status, 401)
    for (const claims of [
      { sub, sid, gen: 'x' },
      { sub, sid: 1, gen },
      { sub: null, sid, gen },
    ]) {
      assert.equal((await me(sign(claims as never, teamroom.clock.now))).status, 401)
    }
  })

  it('is not what a refresh token is', async () => {
    await givePassword(teamroom.db, ann.id)
    const { body } = await logIn(teamroom, ann.username)
    assert.equal((await me(body.refresh_token)).status, 401)
  })

  it('has to come as the Authorization header of RFC 6750', async () => {
    for (const authorization of [
      ann.token,
      `Basic ${ann.token}`,
      'Bearer',
      'Bearer ',
      `Bearer ${ann.token} x`,
      'Bearer ä',
    ]) {
      assert.equal((await teamroom.send('GET', '/api/me', undefined, { authorization })).status, 401, authorization)
    }
    assert.equal((await teamroom.send('GET', `/api/me?access_token=${ann.token}`)).status, 401)
    const { status } = await teamroom.send('GET', '/api/me', undefined, { authorization: `bearer ${ann.token}` })
    assert.equal(status, 200)
  })
})
