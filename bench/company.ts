import { connect, type Db } from '../server/db/connect.ts'
import { transact } from '../server/db/transact.ts'
import { newId } from '../server/ids.ts'
import { newEmployee } from '../server/people/employees/actions.ts'
import type { EmployeeRow } from '../server/people/employees/store.ts'
import { replacePatterns, saveEmployees } from '../server/people/employees/write-store.ts'
import { addDays } from '../server/time-off/days.ts'
import { settleAnew } from '../server/time-off/ledger/actions.ts'
import type { Person } from '../server/time-off/ledger/allowance-rules.ts'
import { newEntry } from '../server/time-off/ledger/entries.ts'
import { postEntries } from '../server/time-off/ledger/store.ts'
import { insertPolicy, putAssignments } from '../server/time-off/policies/store.ts'
import { entryOf } from '../server/time-off/requests/booking.ts'
import { insertHalves } from '../server/time-off/requests/halves-store.ts'
import { costOf, costOfDay, planDays } from '../server/time-off/requests/rules.ts'
import type { NewRequest } from '../server/time-off/requests/store.ts'
import { databaseIn } from './servers.ts'

const PEOPLE_A_TRANSACTION = 50
const WEEK = [480, 480, 480, 480, 480, 0, 0]
/** A fifth of what is there after these days falls to each week off. */
const WEEKS_OFF = 5
const WEEKS_APART = 10
/** Ten days to begin with, as a year hands on later. */
const FIRST_MINUTES = 4_800

/** What is worked out once for everybody. */
interface Setting {
  leaveTypeId: string
  policyId: string
  today: string
  now: string
}

/** So many years of employment, the present calendar year among them. */
export interface Staff {
  people: number
  years: number
  /** Of the first one, whose id is given back. */
  longest: number
}

/**
 * Fills a fresh database with a company: everybody full-time with a policy that accrues by the month and hands on some,
 * and with five booked weeks a year, spread so that about as many people are away in any of its first fifty weeks. It is
 * written in bulk, by the server's own rules and statements, so that every balance can be proved. Returns the id of the
 * one who is there longest.
 */
export async function fillCompany(folder: string, { people, years, longest }: Staff): Promise<string> {
  const { db, close } = await connect({ kind: 'sqlite', file: databaseIn(folder) })
  const setting = await prepare(db)
  const year = Number(setting.today.slice(0, 4))
  const employees = Array.from({ length: people }, (_, i) => {
    const start_date = `${year - (i === 0 ? longest : years) + 1}-01-01`
    return newEmployee({ name: `Person ${String(i).padStart(5, '0')}`, start_date }, new Date(setting.now))
  })
  for (let i = 0; i < people; i += PEOPLE_A_TRANSACTION) {
    const slice = employees.slice(i, i + PEOPLE_A_TRANSACTION)
    await transact(db, async (trx) => {
      await hire(trx, slice, setting)
      for (const [k, employee] of slice.entries()) await takeTimeOff(trx, employee, k % WEEKS_APART, setting)
      await settleAnew(trx, slice, setting.today, setting.now)
    })
  }
  await close()
  return (employees[0] as EmployeeRow).id
}

async function prepare(db: Db): Promise<Setting> {
  const now = new Date().toISOString()
  const leaveTypeId = (await db.selectFrom('leave_types').select('id').executeTakeFirstOrThrow()).id
  const terms = { unit: 'days', allowance: 2_700, accrual: 'monthly', year_start: '01-01' } as const
  const policy = { id: newId(), leave_type_id: leaveTypeId, name: 'Bench', name_key: 'bench', ...terms }
  const carryOver = { carry_over_cap: 1_000, carry_over_months: 3 }
  const row = { ...policy, ...carryOver, version: 1, created_at: now, updated_at: now, assigned_employees: 0 }
  await insertPolicy(db, row)
  return { leaveTypeId, policyId: policy.id, today: now.slice(0, 10), now }
}

async function hire(trx: Db, employees: readonly EmployeeRow[], { leaveTypeId, policyId, now }: Setting) {
  await saveEmployees(trx, employees)
  await replacePatterns(
    trx,
    new Map(employees.map(({ id, start_date }) => [id, [{ effective_from: start_date, minutes: WEEK }]])),
  )
  const keys = employees.map(({ id, start_date }) => ({
    ...{ employee_id: id, leave_type_id: leaveTypeId, effective_from: start_date },
  }))
  await putAssignments(
    trx,
    keys.map((key) => ({ ...key, policy_id: policyId })),
  )
  const adjustment = { kind: 'adjustment', minutes: FIRST_MINUTES, created_at: now } as const
  const entries = keys.map((key) => newEntry(key, { date: key.effective_from, ...adjustment }))
  await postEntries(trx, entries)
}

/** Books five weeks of each year, the first of them this many weeks behind the year's first Monday. */
async function takeTimeOff(trx: Db, employee: EmployeeRow, firstWeek: number, setting: Setting): Promise<void> {
  const { id: employee_id, start_date, end_date } = employee
  const person: Person = { start_date, end_date, patterns: [{ effective_from: start_date, minutes: WEEK }] }
  const mondays = yearsFrom(start_date, setting.today).flatMap((year) =>
    Array.from({ length: WEEKS_OFF }, (_, i) => addDays(firstMonday(year), 7 * (firstWeek + i * WEEKS_APART))),
  )
  const booked = mondays.map((monday) => book(employee_id, person, monday, setting))
  await trx
    .insertInto('time_off_requests')
    .values(booked.map(({ request }) => request))
    .execute()
  await insertHalves(
    trx,
    booked.flatMap(({ halves }) => halves),
  )
  await postEntries(
    trx,
    booked.flatMap(({ entries }) => entries),
  )
}

function book(employee_id: string, person: Person, monday: string, { leaveTypeId, now }: Setting) {
  const span = { start_date: monday, start_half: 'morning', end_half: 'afternoon', minutes: null } as const
  const week = { ...span, end_date: addDays(monday, 4) }
  const days = planDays(week, { person, holidays: new Map() })
  const key = { employee_id, leave_type_id: leaveTypeId }
  const request: NewRequest = {
    ...{ id: newId(), ...key, ...week, note: null, status: 'approved', cost_minutes: costOf(days) },
    ...{ requested_by: null, decided_at: now, decided_by: null, decision_note: null },
    ...{ cancelled_at: null, cancelled_by: null, cancellation_note: null },
    ...{ version: 1, created_at: now, updated_at: now },
  }
  const halves = days.flatMap(({ date, halves }) =>
    halves.map(({ half, minutes }) => ({ employee_id, date, half, request_id: request.id, minutes })),
  )
  const entries = days.map((day) => entryOf(key, request.id, day.date, -costOfDay(day), { now, by: null }))
  return { request, halves, entries }
}

function yearsFrom(start: string, today: string): number[] {
  const first = Number(start.slice(0, 4))
  return Array.from({ length: Number(today.slice(0, 4)) - first + 1 }, (_, i) => first + i)
}

function firstMonday(year: number): string {
  const { dayOfWeek } = Temporal.PlainDate.from(`${year}-01-01`)
  return addDays(`${year}-01-01`, (8 - dayOfWeek) % 7)
}
