import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { atOnce } from '../../../test/accounts.ts'
import { startTeamroom, type Teamroom } from '../../../test/harness.ts'
import { AppError } from '../../errors.ts'
import { attempt } from './actions.ts'

let teamroom: Teamroom

before(async () => {
  teamroom = await startTeamroom()
})
after(() => teamroom.stop())

describe('attempt', () => {
  it('counts nothing that could not be judged', async () => {
    const guess = { address: '192.0.2.1', account: { unknown: 'ann' } }
    const busy = () => attempt(teamroom.deps, guess, () => Promise.reject(new AppError('unavailable')))
    for (const result of await Promise.allSettled(Array.from({ length: 30 }, busy))) {
      assert.equal(result.status === 'rejected' && result.reason.kind, 'unavailable')
    }
    assert.equal(await attempt(teamroom.deps, guess, async () => 'right'), 'right')
  })

  it('judges guesses at one account one after the other', async () => {
    let judging = 0
    await atOnce(10, (i) =>
      attempt(teamroom.deps, { address: `192.0.2.${i}`, account: { unknown: 'bea' } }, async () => {
        assert.equal(++judging, 1)
        await new Promise(setImmediate)
        judging--
        return true
      }),
    )
  })

  it('keeps neither names nor addresses', async () => {
    await attempt(teamroom.deps, { address: '192.0.2.77', account: { unknown: 'cleo' } }, async () => undefined)
    const rows = JSON.stringify(await teamroom.db.selectFrom('throttles').selectAll().execute())
    assert.ok(!rows.includes('192.0.2') && !rows.includes('cleo'))
  })
})
