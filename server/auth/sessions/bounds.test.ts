import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { atOnce, bearer, countStatuses, givePassword, logIn } from '../../../test/accounts.ts'
import { type Account, startTeamroom, type Teamroom } from '../../../test/harness.ts'
import { SESSIONS, SPENT_TOKENS } from './rules.ts'

let teamroom: Teamroom
let ann: Account

before(async () => {
  teamroom = await startTeamroom()
})
after(() => teamroom.stop())
beforeEach(async () => {
  teamroom.clock.advance(60_000)
  ann = await teamroom.account('member')
  await givePassword(teamroom.db, ann.id)
})

const sessions = () => teamroom.db.selectFrom('sessions').selectAll().where('user_id', '=', ann.id).execute()
const me = (token: string) => teamroom.send('GET', '/api/me', undefined, bearer(token))

/** Copies her only session, with no tokens, so often. */
async function copySession(times: number): Promise<void> {
  const [session] = await sessions()
  const copies = Array.from({ length: times }, (_, i) => ({ ...(session ?? assert.fail()), id: `${ann.id} ${i}` }))
  await teamroom.db.insertInto('sessions').values(copies).execute()
}

describe('the sessions of an account', () => {
  it('are a hundred at most: one more ends the one that has gone unused for longest', async () => {
    const { access_token: unused } = (await logIn(teamroom, ann.username)).body
    teamroom.clock.advance(1_000)
    await copySession(SESSIONS - 2)
    await teamroom.db
      .updateTable('sessions')
      .set({ last_used_at: teamroom.clock.now.toISOString() })
      .where('user_id', '=', ann.id)
      .where('id', 'like', '% %')
      .execute()
    assert.equal((await sessions()).length, SESSIONS)
    const used = await teamroom.db.selectFrom('sessions').select('id').where('id', 'like', `${ann.id} %`).execute()
    const { access_token: next } = (await logIn(teamroom, ann.username)).body
    assert.equal((await sessions()).length, SESSIONS)
    assert.equal((await me(next)).status, 200)
    // The one that she began with was used as little as the one that is asked for here, and began before it.
    assert.equal((await me(ann.token)).status, 401)
    assert.equal((await me(unused)).status, 200)
    const left = new Set((await sessions()).map(({ id }) => id))
    assert.ok(used.every(({ id }) => left.has(id)))
  })

  it('are no more when many begin at once, and nobody else’s end', async () => {
    const bea = await teamroom.account('member')
    await copySession(SESSIONS - 3)
    const answers = await atOnce(10, () => logIn(teamroom, ann.username))
    assert.deepEqual(countStatuses(answers), { 200: 10 })
    assert.equal((await sessions()).length, SESSIONS)
    for (const { body } of answers) assert.equal((await me(body.access_token)).status, 200)
    assert.equal((await bea.send('GET', '/api/me')).status, 200)
  })
})

describe('the refresh tokens of a session', () => {
  it('are kept up to a number, after which the session ends', async () => {
    const { refresh_token, access_token } = (await logIn(teamroom, ann.username)).body
    const session = (await sessions()).find(({ user_agent }) => user_agent !== 'test') ?? assert.fail()
    const at = teamroom.clock.now.toISOString()
    for (let done = 0; done < SPENT_TOKENS - 1; done += 1_000) {
      const count = Math.min(1_000, SPENT_TOKENS - 1 - done)
      const spent = { session_id: session.id, successor_salt: 'salt', spent_at: at, created_at: at }
      const rows = Array.from({ length: count }, (_, i) => ({ ...spent, hash: `${session.id} ${done + i}` }))
      await teamroom.db.insertInto('refresh_tokens').values(rows).execute()
    }
    const refresh = (token: string) => teamroom.send('POST', '/api/auth/refresh', { refresh_token: token })
    const last = await refresh(refresh_token)
    assert.equal(last.status, 200)
    assert.equal((await me(access_token)).status, 200)
    assert.equal((await refresh(last.body.refresh_token)).status, 401)
    assert.equal((await me(access_token)).status, 401)
    const rows = teamroom.db.selectFrom('refresh_tokens').select('hash').where('session_id', '=', session.id)
    assert.deepEqual(await rows.execute(), [])
  })
})
