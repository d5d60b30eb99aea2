import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { bearer, givePassword, logIn } from '../../test/accounts.ts'
import { type Account, type Answer, startTeamroom, type Teamroom } from '../../test/harness.ts'

let teamroom: Teamroom
let ann: Account

/** Of those that an answer sets, the one with the refresh token. */
const cookieOf = (answer: Answer) =>
  String([answer.headers['set-cookie']].flat().find((cookie) => cookie?.includes('refresh')))
const pairOf = (answer: Answer) => cookieOf(answer).split(';')[0] as string
const refresh = (headers: Record<string, string>) => teamroom.send('POST', '/api/auth/refresh', undefined, headers)
const SAME_ORIGIN = { 'sec-fetch-site': 'same-origin' }

async function addAnn(): Promise<void> {
  ann = await teamroom.account('member')
  await givePassword(teamroom.db, ann.id)
}

describe('the refresh cookie', () => {
  before(async () => {
    teamroom = await startTeamroom()
  })
  after(() => teamroom.stop())
  beforeEach(addAnn)

  it('takes the place of the refresh token in the answer to a login', async () => {
    const answer = await logIn(teamroom, ann.username, { cookie: true })
    assert.equal('refresh_token' in answer.body, false)
    assert.match(
      cookieOf(answer),
      /^teamroom_refresh=[\w-]{43}; Max-Age=2592000; Path=\/api\/auth; HttpOnly; SameSite=Strict$/,
    )
  })

  it('is not set unless asked for', async () => {
    assert.equal((await logIn(teamroom, ann.username)).headers['set-cookie'], undefined)
  })

  it('is rotated by a refresh from the same origin', async () => {
    const first = await logIn(teamroom, ann.username, { cookie: true })
    const next = await refresh({ cookie: pairOf(first), ...SAME_ORIGIN })
    assert.equal(next.status, 200)
    assert.equal('refresh_token' in next.body, false)
    assert.notEqual(pairOf(next), pairOf(first))
    assert.equal((await refresh({ cookie: pairOf(next), ...SAME_ORIGIN })).status, 200)
    assert.equal((await teamroom.send('GET', '/api/me', undefined, bearer(next.body.access_token))).status, 200)
  })

  it('is refused from elsewhere, and stays good', async () => {
    const cookie = pairOf(await logIn(teamroom, ann.username, { cookie: true }))
    const elsewhere = [
      {},
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'none' },
      { origin: 'https://evil.test' },
      { origin: 'null' },
      { origin: 'https://localhost:80' },
      { origin: 'http://localhost:80', 'sec-fetch-site': 'cross-site' },
    ]
    for (const headers of elsewhere) {
      assert.equal((await refresh({ cookie, ...headers })).status, 403, JSON.stringify(headers))
    }
    assert.equal((await refresh({ cookie, origin: 'http://localhost:80' })).status, 200)
  })

  it('may be asked for instead of a refresh token in the body', async () => {
    const { body } = await logIn(teamroom, ann.username)
    const answer = await teamroom.send('POST', '/api/auth/refresh', { refresh_token: body.refresh_token, cookie: true })
    assert.equal('refresh_token' in answer.body, false)
    assert.match(pairOf(answer), /^teamroom_refresh=[\w-]{43}$/)
  })

  it('is cleared when it is no longer good, and by a logout', async () => {
    const answer = await logIn(teamroom, ann.username, { cookie: true })
    const out = await teamroom.send('POST', '/api/auth/logout', undefined, bearer(answer.body.access_token))
    const dead = await refresh({ cookie: pairOf(answer), ...SAME_ORIGIN })
    assert.deepEqual([out.status, dead.status], [204, 401])
    for (const cleared of [out, dead])
      assert.match(cookieOf(cleared), /^teamroom_refresh=; Max-Age=0; Path=\/api\/auth;/)
  })
})

describe('the refresh cookie behind TLS', () => {
  before(async () => {
    teamroom = await startTeamroom({ publicUrl: 'https://teamroom.example.com', signup: { mode: 'open' } })
    await addAnn()
  })
  after(() => teamroom.stop())

  it('is bound to the host', async () => {
    const answer = await logIn(teamroom, ann.username, { cookie: true })
    assert.match(
      cookieOf(answer),
      /^__Host-teamroom_refresh=[\w-]{43}; Max-Age=2592000; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
    )
    assert.equal((await refresh({ cookie: pairOf(answer), origin: 'https://teamroom.example.com' })).status, 200)
  })

  it('comes with a registration too, and again with its retry', async () => {
    const body = { username: 'bea', password: 'staple horse correct', cookie: true }
    const [first, again] = [
      await teamroom.send('POST', '/api/auth/register', body, { 'idempotency-key': 'k' }),
      await teamroom.send('POST', '/api/auth/register', body, { 'idempotency-key': 'k' }),
    ]
    assert.deepEqual([first.status, 'refresh_token' in first.body], [201, false])
    assert.match(cookieOf(first), /^__Host-teamroom_refresh=[\w-]{43};/)
    assert.equal(cookieOf(again), cookieOf(first))
  })
})
