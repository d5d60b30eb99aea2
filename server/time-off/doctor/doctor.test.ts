import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { adjust, assign, hire, makePolicy, paidTimeOff, totalsOf } from '../../../test/company.ts'
import { examineWith } from '../../../test/doctor.ts'
import { type Account, startTeamroom, type Teamroom } from '../../../test/harness.ts'
import { transact } from '../../db/transact.ts'
import { newEntry } from '../ledger/entries.ts'
import { postDue } from '../ledger/housekeeping.ts'
import { postEntries } from '../ledger/store.ts'
import { entryOf } from '../requests/booking.ts'
import { balances } from './actions.ts'

const YEAR_MS = 365 * 86_400_000
let teamroom: Teamroom
let type: string
let ann: Account
let annId: string
let beaId: string
let cleoId: string
let request: string

before(async () => {
  teamroom = await startTeamroom({}, { now: '2026-03-02T09:00Z' })
  const { db } = teamroom
  type = await paidTimeOff(db)
  ann = await teamroom.account('member')
  annId = await hire(db, { account: ann, name: 'Ann' })
  const terms = { accrual: 'monthly', carry_over_cap: 500, carry_over_months: 3 } as const
  const policy = await makePolicy(db, terms)
  await assign(teamroom, annId, policy)
  await adjust(teamroom, annId, 1_200)
  const body = { leave_type_id: type, start: '2026-03-05', end: '2026-03-09', end_half: 'morning' }
  request = (await ann.send('POST', '/api/time-off/requests', body)).body.id
  beaId = await hire(db, { name: 'Bea' })
  await adjust(teamroom, beaId, 60)
  cleoId = await hire(db, { name: 'Cleo' })
  await assign(teamroom, cleoId, policy)
})
after(() => teamroom.stop())

const findings = async () => (await examineWith(balances, teamroom.db)).findings

describe('postDue', () => {
  it('posts a year of what is due once, however often and from wherever it is called', async () => {
    const { db, clock } = teamroom
    const later = new Date(clock.now.getTime() + YEAR_MS)
    await Promise.all([postDue(db, later), postDue(db, later), postDue(db, later)])
    await postDue(db, later)
    const rows = await db
      .selectFrom('ledger_entries')
      .select(['kind', 'date', 'minutes'])
      .where('employee_id', '=', annId)
      .where('correction', 'is not', null)
      .orderBy('date')
      .execute()
    assert.equal(rows.filter(({ kind }) => kind === 'accrual').length, 14)
    assert.equal(rows.find(({ kind }) => kind === 'expiry')?.date, '2027-01-01')
    const { ledger, total } = await totalsOf(db, annId, type)
    assert.equal(ledger, total)
  })
})

describe('teamroom doctor', () => {
  it('finds nothing where everything adds up', async () => {
    assert.deepEqual(await examineWith(balances, teamroom.db), { looked: 3, findings: [] })
  })

  it('names a total that is not the sum of its entries', async () => {
    const { db } = teamroom
    const change = (by: number) =>
      db
        .updateTable('leave_accounts')
        .set((eb) => ({ total_minutes: eb('total_minutes', '+', by) }))
        .where('employee_id', '=', annId)
        .execute()
    await change(60)
    const [finding, ...others] = await findings()
    assert.deepEqual([finding?.about, others], [`Ann (${annId})`, []])
    assert.match(finding?.sentence ?? '', /the total is [\d.]+ h, its entries [\d.]+ h/)
    await change(-60)
  })

  it('names a half day that costs something else than it was booked with', async () => {
    const { db } = teamroom
    const set = (minutes: number) =>
      db.updateTable('time_off_halves').set({ minutes }).where('date', '=', '2026-03-09').execute()
    await set(180)
    const sentences = (await findings()).map(({ sentence }) => sentence)
    assert.deepEqual(sentences, [
      `request ${request}: 2026-03-09 is booked with 4 h, its half days cost 3 h.`,
      `request ${request}: it is pending and costs 20 h, and holds 9 half days for 19 h.`,
    ])
    await set(240)
    assert.deepEqual(await findings(), [])
  })

  it('names a request that holds days although it is rejected', async () => {
    const { db } = teamroom
    const set = (status: 'pending' | 'rejected') =>
      db.updateTable('time_off_requests').set({ status }).where('id', '=', request).execute()
    await set('rejected')
    assert.match((await findings())[0]?.sentence ?? '', /it is rejected and costs 20 h, and holds 9 half days/)
    await set('pending')
  })

  it('names days that differ where their sum does not, and both people when an entry is somebody else’s', async () => {
    const { db, clock } = teamroom
    const said = { now: clock.now.toISOString(), by: null }
    const book = (employee_id: string, date: string, minutes: number) => {
      const entry = entryOf({ employee_id, leave_type_id: type }, request, date, minutes, said)
      return transact(db, (trx) => postEntries(trx, [entry]))
    }
    await book(annId, '2026-03-05', 60)
    await book(annId, '2026-03-06', -60)
    const days = [
      `Ann: request ${request}: 2026-03-05 is booked with 7 h, its half days cost 8 h.`,
      `Ann: request ${request}: 2026-03-06 is booked with 9 h, its half days cost 8 h.`,
    ]
    const found = async () =>
      (await findings()).map(({ about, sentence }) => `${about.split(' ')[0]}: ${sentence}`).sort()
    assert.deepEqual(await found(), days)
    await book(beaId, '2026-03-09', -30)
    assert.deepEqual(await found(), [
      ...days,
      `Bea: request ${request}: 2026-03-09 is booked with 0.5 h, its half days cost 0 h.`,
    ])
    await book(beaId, '2026-03-09', 30)
    await book(annId, '2026-03-05', -60)
    await book(annId, '2026-03-06', 60)
    assert.deepEqual(await found(), [])
  })

  it('names what was posted twice', async () => {
    const { db, clock } = teamroom
    const account = { employee_id: cleoId, leave_type_id: type }
    const said = { date: '2026-01-31', kind: 'accrual', created_at: clock.now.toISOString() } as const
    const insert = (minutes: number, correction: number) =>
      db
        .insertInto('ledger_entries')
        .values(newEntry(account, { ...said, minutes, correction }))
        .execute()
    await insert(1_000, 1)
    const sentences = (await findings()).map(({ sentence }) => sentence.replace(/^leave type [^:]*: /, ''))
    assert.match(sentences[0] ?? '', /^the total is/)
    assert.equal(sentences[1], 'the accrual of 2026-01-31 is 33.33 h and should be 16.67 h.')
    // An entry cannot be deleted, only be taken back by another.
    await insert(-1_000, 2)
    assert.deepEqual(await findings(), [])
  })
})

describe('the ledger', () => {
  it('is only ever added to', async () => {
    const { db } = teamroom
    await assert.rejects(db.updateTable('ledger_entries').set({ minutes: 1 }).execute(), /never changed/)
    await assert.rejects(db.deleteFrom('ledger_entries').execute(), /never changed/)
  })
})
