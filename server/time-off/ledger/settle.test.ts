import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { atOnce } from '../../../test/accounts.ts'
import { hire, makePolicy, paidTimeOff, TODAY } from '../../../test/company.ts'
import { startTeamroom, type Teamroom } from '../../../test/harness.ts'
import { type Connection, connect, type Db } from '../../db/connect.ts'
import { transact } from '../../db/transact.ts'
import { shareCompany } from '../../people/company/store.ts'
import { lockEmployees } from '../../people/employees/store.ts'
import { addDays } from '../days.ts'
import { settle, settleAnew } from './actions.ts'
import { correctEverybody, postDue } from './housekeeping.ts'

const TIMES = 20
const YEAR_LATER = '2027-04-15'
/** 12,000 minutes a year, a twelfth a month; 2,400 at most go into 2027, where they expire with March. */
const TERMS = { accrual: 'monthly', carry_over_cap: 500, carry_over_months: 3 } as const

let teamroom: Teamroom
let other: Connection
let type: string

before(async () => {
  teamroom = await startTeamroom()
  other = await connect(teamroom.deps.config.database)
  type = await paidTimeOff(teamroom.db)
})
after(async () => {
  await other.close()
  await teamroom.stop()
})

describe('what has become due', () => {
  it('is posted once, however often and from wherever it is settled at once', async () => {
    const one = await employee()
    const another = await employee()
    for (const today of [TODAY, addDays(TODAY, 40)]) {
      await atOnce(TIMES, (i) => settled(i % 2 === 0 ? teamroom.db : other.db, [one, another], today))
    }
    const months = ['2026-01-31 accrual 1000', '2026-02-28 accrual 1000', '2026-03-31 accrual 1000']
    assert.deepEqual([await entriesOf(one), await entriesOf(another)], [months, months])
  })

  it('is the same after a year of downtime as after a year of days', async () => {
    const daily = await employee()
    for (let day = TODAY; day <= YEAR_LATER; day = addDays(day, 29)) await settled(teamroom.db, [daily], day)
    await settled(teamroom.db, [daily], YEAR_LATER)

    const late = await employee()
    await atOnce(TIMES, (i) => settled(i % 2 === 0 ? teamroom.db : other.db, [late], YEAR_LATER))
    const entries = await entriesOf(late)
    assert.deepEqual(entries, await entriesOf(daily))
    // 12,000 are there at the end of 2026, of which 9,600 expire; the 2,400 that were handed on do on 1 April.
    assert.equal(entries.length, 15 + 2)
    assert.ok(entries.includes('2027-01-01 expiry -9600'))
    assert.ok(entries.includes('2027-04-01 expiry -2400'))
  })

  it('is posted once to everybody, however many servers do it at once', async () => {
    const people = await atOnce(60, employee)
    await atOnce(6, (i) => postDue(i % 2 === 0 ? teamroom.db : other.db, new Date('2026-05-01T12:00:00.000Z')))
    for (const id of people) assert.equal((await entriesOf(id)).length, 4)
  })

  it('is corrected once, however often and from wherever that is done at once', async () => {
    const one = await employee()
    await settled(teamroom.db, [one], TODAY)
    await teamroom.db.updateTable('employees').set({ start_date: '2026-02-01' }).where('id', '=', one).execute()
    await atOnce(TIMES, (i) => settled(i % 2 === 0 ? teamroom.db : other.db, [one], TODAY, settleAnew))
    assert.deepEqual(await entriesOf(one), [
      '2026-01-31 accrual -1000',
      '2026-01-31 accrual 1000',
      '2026-02-28 accrual 1000',
    ])
  })

  it('is corrected by the rules of the version that starts, and no further than it was posted', async () => {
    const one = await employee()
    await settled(teamroom.db, [one], TODAY)
    // As if an earlier version had given more, also to somebody who has been removed since.
    const changes = { start_date: '2026-02-01', removed_at: TODAY }
    await teamroom.db.updateTable('employees').set(changes).where('id', '=', one).execute()
    const later = new Date('2026-05-01T12:00:00.000Z')
    await atOnce(4, (i) => correctEverybody(i % 2 === 0 ? teamroom.db : other.db, later))
    assert.deepEqual(await entriesOf(one), [
      '2026-01-31 accrual -1000',
      '2026-01-31 accrual 1000',
      '2026-02-28 accrual 1000',
    ])
  })

  it('is not posted again when the company’s day goes back, as over the date line', async () => {
    const one = await employee()
    await settled(teamroom.db, [one], '2026-03-31')
    await settled(teamroom.db, [one], '2026-03-30')
    await settled(teamroom.db, [one], '2026-03-30', settleAnew)
    await settled(teamroom.db, [one], '2026-03-31')
    assert.equal((await entriesOf(one)).length, 3)
  })
})

async function employee(): Promise<string> {
  const { db } = teamroom
  const id = await hire(db)
  const policy_id = await makePolicy(db, TERMS)
  const assignment = { employee_id: id, leave_type_id: type, policy_id, effective_from: '2026-01-01' }
  await db.insertInto('policy_assignments').values(assignment).execute()
  const account = { employee_id: id, leave_type_id: type, total_minutes: 0, settled_through: null }
  await db.insertInto('leave_accounts').values(account).execute()
  return id
}

/** Settles as a server does: one transaction, the employees locked. */
function settled(db: Db, ids: string[], today: string, how: typeof settle = settle): Promise<void> {
  return transact(db, async (trx) => {
    await shareCompany(trx)
    await how(trx, await lockEmployees(trx, ids), today, `${today}T04:00:00.000Z`)
  })
}

/** The entries of an account, which come to its total. */
async function entriesOf(id: string): Promise<string[]> {
  const { db } = teamroom
  const entries = await db
    .selectFrom('ledger_entries')
    .select(['date', 'kind', 'minutes'])
    .where('employee_id', '=', id)
    .orderBy('date')
    .orderBy('kind')
    .orderBy('minutes')
    .execute()
  const { total_minutes } = await db
    .selectFrom('leave_accounts')
    .select('total_minutes')
    .where('employee_id', '=', id)
    .executeTakeFirstOrThrow()
  assert.equal(
    entries.reduce((sum, { minutes }) => sum + minutes, 0),
    total_minutes,
  )
  return entries.map(({ date, kind, minutes }) => `${date} ${kind} ${minutes}`)
}
