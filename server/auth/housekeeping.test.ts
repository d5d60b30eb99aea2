import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { givePassword, logIn } from '../../test/accounts.ts'
import { startTeamroom, type Teamroom } from '../../test/harness.ts'
import { deleteExpired } from './housekeeping.ts'

const DAY = 86_400_000
let teamroom: Teamroom

before(async () => {
  teamroom = await startTeamroom()
})
after(() => teamroom.stop())

const rows = async (table: 'sessions' | 'refresh_tokens' | 'throttles' | 'invites' | 'password_resets') =>
  (await teamroom.db.selectFrom(table).selectAll().execute()).length

describe('deleteExpired', () => {
  it('forgets what is over, and nothing else', async () => {
    const admin = await teamroom.account('admin')
    await admin.send('POST', '/api/invites', {})
    await admin.send('POST', `/api/users/${admin.id}/password-reset`)
    await logIn(teamroom, 'nobody')
    for (let i = 0; i < 10; i++) await teamroom.account('member')
    await deleteExpired(teamroom.db, teamroom.clock.now)
    assert.deepEqual([await rows('sessions'), await rows('throttles'), await rows('invites')], [11, 3, 1])
    assert.equal(await rows('password_resets'), 1)

    teamroom.clock.advance(2 * DAY)
    await deleteExpired(teamroom.db, teamroom.clock.now)
    assert.deepEqual([await rows('sessions'), await rows('throttles'), await rows('invites')], [11, 0, 1])
    assert.equal(await rows('password_resets'), 0)

    teamroom.clock.advance(28 * DAY)
    await givePassword(teamroom.db, admin.id)
    await logIn(teamroom, admin.username)
    await deleteExpired(teamroom.db, teamroom.clock.now)
    assert.deepEqual([await rows('sessions'), await rows('refresh_tokens'), await rows('invites')], [1, 1, 1])

    teamroom.clock.advance(70 * DAY)
    await deleteExpired(teamroom.db, teamroom.clock.now)
    assert.equal(await rows('invites'), 0)
  })
})
