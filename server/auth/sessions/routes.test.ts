import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { bearer, givePassword, logIn } from '../../../test/accounts.ts'
import { type Account, type Client, startTeamroom, type Teamroom } from '../../../test/harness.ts'

const DAY = 86_400_000
let teamroom: Teamroom
let ann: Account

before(async () => {
  teamroom = await startTeamroom()
})
after(() => teamroom.stop())
beforeEach(async () => {
  ann = await teamroom.account('member')
  await givePassword(teamroom.db, ann.id)
})

/** A client with another session of the same account. */
async function anotherSession(): Promise<Client> {
  const { body } = await logIn(teamroom, ann.username)
  return (method, url) => teamroom.send(method, url, undefined, bearer(body.access_token))
}

describe('GET /api/me/sessions', () => {
  it('lists one’s own, newest first, and says which one asks', async () => {
    await teamroom.account('member')
    teamroom.clock.advance(1_000)
    const headers = { 'user-agent': 'A browser \u00e9' }
    await teamroom.send(
      'POST',
      '/api/auth/login',
      { username: ann.username, password: 'correct horse battery' },
      headers,
    )
    const { status, body } = await ann.send('GET', '/api/me/sessions')
    assert.equal(status, 200)
    assert.deepEqual(
      body.map(({ current, user_agent }: { current: boolean; user_agent: string }) => [current, user_agent]),
      [
        [false, 'A browser '],
        [true, 'test'],
      ],
    )
    assert.equal(body[0].created_at, teamroom.clock.now.toISOString())
    assert.equal(body[0].expires_at, new Date(teamroom.clock.now.getTime() + 30 * DAY).toISOString())
    assert.deepEqual(Object.keys(body[0]).sort(), [
      'can',
      'created_at',
      'current',
      'expires_at',
      'id',
      'last_used_at',
      'user_agent',
    ])
  })

  it('gives a page at a time', async () => {
    for (let i = 0; i < 2; i++) await logIn(teamroom, ann.username)
    const first = await ann.send('GET', '/api/me/sessions?limit=2')
    const next = first.headers.link?.match(/^<(.*)>; rel="next"$/)?.[1] as string
    const second = await ann.send('GET', next)
    assert.deepEqual([first.body.length, second.body.length, second.headers.link], [2, 1, undefined])
    assert.equal(second.body[0].current, true)
  })

  it('shows when a session was used last, and leaves out those that are over', async () => {
    const { body } = await logIn(teamroom, ann.username)
    teamroom.clock.advance(29 * DAY)
    const tokens = (await teamroom.send('POST', '/api/auth/refresh', { refresh_token: body.refresh_token })).body
    teamroom.clock.advance(2 * DAY)
    const now = (await teamroom.send('POST', '/api/auth/refresh', { refresh_token: tokens.refresh_token })).body
    const { body: sessions } = await teamroom.send('GET', '/api/me/sessions', undefined, bearer(now.access_token))
    assert.equal(sessions.length, 1)
    assert.equal(sessions[0].last_used_at, teamroom.clock.now.toISOString())
  })
})

describe('GET /api/me/sessions/:id', () => {
  it('shows one of one’s own, as long as it is in force', async () => {
    const [listed] = (await ann.send('GET', '/api/me/sessions')).body
    const path = `/api/me/sessions/${listed.id}`
    const { status, headers, body } = await ann.send('GET', path)
    assert.deepEqual([status, body], [200, listed])
    assert.equal((await ann.send('GET', path, undefined, { 'if-none-match': headers.etag ?? '' })).status, 304)
    const { db, clock } = teamroom
    await db.updateTable('sessions').set({ expires_at: clock.now.toISOString() }).where('id', '=', listed.id).execute()
    assert.equal((await (await anotherSession())('GET', path)).status, 404)
  })

  it('shows no one else’s', async () => {
    const bea = await teamroom.account('admin')
    const [{ id }] = (await ann.send('GET', '/api/me/sessions')).body
    assert.equal((await bea.send('GET', `/api/me/sessions/${id}`)).status, 404)
  })
})

describe('DELETE /api/me/sessions/:id', () => {
  it('ends a session', async () => {
    const { body } = await logIn(teamroom, ann.username)
    const [{ id }] = (await ann.send('GET', '/api/me/sessions')).body
    assert.equal((await ann.send('DELETE', `/api/me/sessions/${id}`)).status, 204)
    assert.equal((await teamroom.send('GET', '/api/me', undefined, bearer(body.access_token))).status, 401)
    assert.equal((await ann.send('DELETE', `/api/me/sessions/${id}`)).status, 404)
  })

  it('ends no one else’s', async () => {
    const bea = await teamroom.account('admin')
    const [{ id }] = (await bea.send('GET', '/api/me/sessions')).body
    assert.equal((await ann.send('DELETE', `/api/me/sessions/${id}`)).status, 404)
    assert.equal((await bea.send('GET', '/api/me')).status, 200)
    assert.equal((await ann.send('DELETE', '/api/me/sessions/x')).status, 404)
  })

  it('ends none that was used since it was read, when that is asked for', async () => {
    const { body } = await logIn(teamroom, ann.username)
    const [{ id }] = (await ann.send('GET', '/api/me/sessions')).body
    const path = `/api/me/sessions/${id}`
    const { etag = '' } = (await ann.send('GET', path)).headers
    teamroom.clock.advance(1_000)
    await teamroom.send('POST', '/api/auth/refresh', { refresh_token: body.refresh_token })
    assert.equal((await ann.send('DELETE', path, undefined, { 'if-match': etag })).status, 412)
    const read = await ann.send('GET', path)
    assert.equal((await ann.send('DELETE', path, undefined, { 'if-match': read.headers.etag ?? '' })).status, 204)
  })
})
