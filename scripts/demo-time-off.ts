import type { Db } from '../server/db/connect.ts'
import { transact } from '../server/db/transact.ts'
import { changeCompany } from '../server/people/company/actions.ts'
import { createEmployee } from '../server/people/employees/actions.ts'
import { loadingHolidays } from '../server/people/holidays/actions.ts'
import { addDays } from '../server/time-off/days.ts'
import { createLeaveType } from '../server/time-off/leave-types/actions.ts'
import { findDefaultLeaveType } from '../server/time-off/leave-types/store.ts'
import { createPolicy } from '../server/time-off/policies/actions.ts'
import { assignPolicy } from '../server/time-off/policies/assignments/actions.ts'
import { requestTimeOff } from '../server/time-off/requests/actions.ts'
import { approve } from '../server/time-off/requests/decisions.ts'
import type { Person } from './demo-data.ts'

/** A person of the demo, with their account. */
export interface DemoPerson extends Person {
  id: string
}

const FULL_TIME = [8, 8, 8, 8, 8, 0, 0]
const FOUR_DAYS = [8, 8, 8, 8, 0, 0, 0]
const NOTES = ['My sister gets married.', 'Moving house.', '', 'Ten days by bicycle, at last.', '']

/** Makes employees of the accounts, gives them their leave, and has them ask for some of it. */
export async function fillTimeOff(db: Db, people: readonly DemoPerson[], now: Date): Promise<void> {
  const boss = people.find(({ role }) => role === 'admin') as DemoPerson
  const settings = { name: 'Alva & friends', time_zone: 'Europe/Berlin', holiday_region: 'DE-BE' }
  await changeCompany(db, settings, () => {}, { now, by: boss.id, dryRun: false })
  const year = now.getUTCFullYear()
  const employees = await hireAll(db, people, year, now)
  const types = await giveLeave(db, boss, employees, `${year - 2}-04-01`, now)
  await askForLeave(db, boss, people, types, now)
}

/** Each after their manager, over the years. */
async function hireAll(db: Db, people: readonly DemoPerson[], year: number, now: Date): Promise<string[]> {
  const employees = new Map<string, string>()
  for (const [i, { id, username, name, team, manager }] of people.entries()) {
    const input = {
      name,
      user_id: id,
      manager_id: employees.get(manager ?? '') ?? null,
      team,
      start_date: `${year - 2 - (i % 6)}-0${1 + (i % 4)}-01`,
      working_hours: i % 4 === 3 ? FOUR_DAYS : FULL_TIME,
    }
    const { employee } = await transact(db, (trx) => createEmployee(trx, input, now))
    employees.set(username, employee.id)
  }
  return [...employees.values()]
}

async function giveLeave(db: Db, boss: DemoPerson, employee_ids: string[], effective_from: string, now: Date) {
  const at = now.toISOString()
  const paid = await findDefaultLeaveType(db)
  if (!paid) throw new Error('There is no default leave type.')
  const sickness = { name: 'Sick leave', colour: '#e8590c', needs_approval: false, floor_hours: null }
  const sick = await createLeaveType(db, sickness, at)
  const terms = {
    unit: 'days',
    allowance: 28,
    accrual: 'yearly',
    carry_over: { cap: 5, expires_after_months: 3 },
  } as const
  const policy = await createPolicy(db, { name: '28 days', leave_type_id: paid.id, ...terms }, at)
  const work = (trx: Db) => assignPolicy(trx, policy.id, { employee_ids, effective_from }, { id: boss.id, now })
  await loadingHolidays(() => transact(db, work))
  return { paid: paid.id, sick: sick.id }
}

async function askForLeave(
  db: Db,
  boss: DemoPerson,
  people: readonly DemoPerson[],
  { paid, sick }: { paid: string; sick: string },
  now: Date,
): Promise<void> {
  const today = now.toISOString().slice(0, 10)
  const ask = (person: DemoPerson, leave_type_id: string, start: number, days: number, note = '') => {
    const input = {
      leave_type_id,
      start: addDays(today, start),
      end: addDays(today, start + days),
      ...(note && { note }),
    }
    return loadingHolidays(() => transact(db, (trx) => requestTimeOff(trx, person, input, now)))
  }
  const take = async (...wish: Parameters<typeof ask>) => {
    const { request } = await ask(...wish)
    await transact(db, (trx) => approve(trx, { caller: boss, id: request.id, now }))
  }
  for (const [i, person] of people.entries()) {
    await take(person, paid, -60 + 2 * i, 6)
    if (i % 5 === 2) await ask(person, sick, -4, 7)
    if (i % 5 === 4) await take(person, paid, -2, 7)
    if (i % 3 === 0) await take(person, paid, 12 + 3 * i, 4 + (i % 9))
    else await ask(person, paid, 10 + i, 4 + (i % 6), NOTES[i % NOTES.length])
  }
}
