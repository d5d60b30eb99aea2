import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { atOnce } from '../../test/accounts.ts'
import { assign, hire, makePolicy, paidTimeOff, totalsOf } from '../../test/company.ts'
import { examineWith } from '../../test/doctor.ts'
import { type Account, startTeamroom, type Teamroom } from '../../test/harness.ts'
import { catchUp } from './catch-up.ts'
import { balances } from './doctor/actions.ts'
import { newEntry } from './ledger/entries.ts'
import { postEntries } from './ledger/store.ts'

const EVE = '2026-12-24'
const NOW = '2026-03-02T09:00:00.000Z'

let teamroom: Teamroom
let type: string
let admin: Account

before(async () => {
  teamroom = await startTeamroom({}, { now: NOW })
  type = await paidTimeOff(teamroom.db)
  admin = await teamroom.account('admin')
})
after(() => teamroom.stop())

/** Somebody in Adelaide with a day off on the eve, of which an older version thought the afternoon was a holiday. */
async function bookedByAnOlderVersion(paidOut: number): Promise<{ employee_id: string; request: string }> {
  const { db } = teamroom
  const employee_id = await hire(db, { holiday_region: 'AU-SA' })
  await assign(teamroom, employee_id, await makePolicy(db, { unit: 'hours', allowance: 480 }))
  const body = { employee_id, leave_type_id: type, start: EVE }
  const { id } = (await admin.send('POST', '/api/time-off/requests', body)).body
  await db
    .updateTable('time_off_halves')
    .set({ minutes: 0 })
    .where('request_id', '=', id)
    .where('half', '=', 'afternoon')
    .execute()
  await db.updateTable('time_off_requests').set({ cost_minutes: 240 }).where('id', '=', id).execute()
  const account = { employee_id, leave_type_id: type }
  const refund = { kind: 'refund', date: EVE, minutes: 240, request_id: id, created_at: NOW } as const
  const payout = { kind: 'adjustment', date: '2026-03-02', minutes: -paidOut, created_at: NOW } as const
  await postEntries(db, [newEntry(account, refund), ...(paidOut > 0 ? [newEntry(account, payout)] : [])])
  return { employee_id, request: id }
}

const costOf = async (request: string) => (await admin.send('GET', `/api/time-off/requests/${request}`)).body.cost_hours

const holds = async (employeeId: string) => (await totalsOf(teamroom.db, employeeId, type)).total

describe('catchUp', () => {
  it('books what requests cost by the new version, once, and leaves alone what nobody can pay', async () => {
    const rich = await bookedByAnOlderVersion(0)
    const poor = await bookedByAnOlderVersion(240)
    await teamroom.db.updateTable('company').set({ counted_by: 0 }).execute()
    await atOnce(3, () => catchUp(teamroom.db, teamroom.clock.now))
    await catchUp(teamroom.db, teamroom.clock.now)
    assert.deepEqual([await costOf(rich.request), await costOf(poor.request)], [8, 4])
    assert.deepEqual([await holds(rich.employee_id), await holds(poor.employee_id)], [0, 0])
    assert.deepEqual((await examineWith(balances, teamroom.db)).findings, [])
  })

  it('does nothing when all is counted', async () => {
    const { employee_id } = await bookedByAnOlderVersion(0)
    await catchUp(teamroom.db, teamroom.clock.now)
    assert.equal(await holds(employee_id), 240)
  })
})
