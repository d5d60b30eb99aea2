import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { givePassword, logIn } from '../../test/accounts.ts'
import { type Account, startTeamroom, type Teamroom } from '../../test/harness.ts'
import type { Db } from '../db/connect.ts'
import { transact } from '../db/transact.ts'
import { askToConfirm } from './confirmations/actions.ts'
import { deleteExpired } from './housekeeping.ts'

const DAY = 86_400_000
let teamroom: Teamroom

before(async () => {
  teamroom = await startTeamroom()
})
after(() => teamroom.stop())

const rows = async (
  table: 'sessions' | 'refresh_tokens' | 'throttles' | 'invites' | 'password_resets' | 'confirmations',
) => (await teamroom.db.selectFrom(table).selectAll().execute()).length

/** Has an account wait for an address to be confirmed. */
async function waitForAddress({ id }: Account): Promise<void> {
  const ask = (trx: Db) => askToConfirm(teamroom.deps, trx, id, 'ada@example.com', '192.0.2.1')
  await transact(teamroom.db, ask)
}

describe('deleteExpired', () => {
  it('forgets what is over, and nothing else', async () => {
    const admin = await teamroom.account('admin')
    await admin.send('POST', '/api/invites', {})
    await admin.send('POST', `/api/users/${admin.id}/password-reset`)
    await logIn(teamroom, 'nobody')
    await waitForAddress(admin)
    for (let i = 0; i < 10; i++) await teamroom.account('member')
    await deleteExpired(teamroom.db, teamroom.clock.now)
    assert.deepEqual([await rows('sessions'), await rows('throttles'), await rows('invites')], [11, 4, 1])
    assert.deepEqual([await rows('password_resets'), await rows('confirmations')], [1, 1])

    teamroom.clock.advance(2 * DAY)
    await deleteExpired(teamroom.db, teamroom.clock.now)
    assert.deepEqual([await rows('sessions'), await rows('throttles'), await rows('invites')], [11, 0, 1])
    assert.deepEqual([await rows('password_resets'), await rows('confirmations')], [0, 0])

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
