import type { Db } from '../server/db/connect.ts'
import type { Role } from '../server/db/tables.ts'
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

/** An account of the demo, with what its person is in the company. */
export interface DemoPerson {
  id: string
  username: string
  role: Role
}

const TEAMS = ['Design', 'Support', 'Workshop']
const FULL_TIME = [8, 8, 8, 8, 8, 0, 0]
const FOUR_DAYS = [8, 8, 8, 8, 0, 0, 0]

/** Makes employees of the accounts, gives them their leave, and has them ask for some of it. */
export async function fillTimeOff(db: Db, people: readonly DemoPerson[], now: Date): Promise<void> {
  const boss = people.find(({ role }) => role === 'admin') as DemoPerson
  const settings = { name: 'Alva & friends', time_zone: 'Europe/Berlin', holiday_region: 'DE-BE' }
  await changeCompany(db, settings, () => {}, { now, by: boss.id, dryRun: false })
  const hired = `${now.getUTCFullYear() - 2}-04-01`
  const employees = await hireAll(db, boss, people, hired, now)
  const types = await giveLeave(db, boss, employees, hired, now)
  await askForLeave(db, boss, people, types, now)
}

/** The administrator leads the managers, and they the others. */
async function hireAll(db: Db, boss: DemoPerson, people: readonly DemoPerson[], start_date: string, now: Date) {
  const managers = people.filter(({ role }) => role === 'manager')
  const employees = new Map<string, string>()
  for (const [i, person] of [boss, ...people.filter((each) => each !== boss)].entries()) {
    const manager = person.role === 'member' ? managers[i % managers.length] : boss
    const input = {
      name: person.username.replace(/^./, (letter) => letter.toUpperCase()),
      user_id: person.id,
      manager_id: employees.get(manager?.id ?? '') ?? null,
      team: TEAMS[i % TEAMS.length] as string,
      start_date,
      working_hours: i % 4 === 3 ? FOUR_DAYS : FULL_TIME,
    }
    const { employee } = await transact(db, (trx) => createEmployee(trx, input, now))
    employees.set(person.id, employee.id)
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
  const ask = (person: DemoPerson, leave_type_id: string, start: number, days: number) => {
    const input = { leave_type_id, start: addDays(today, start), end: addDays(today, start + days) }
    return loadingHolidays(() => transact(db, (trx) => requestTimeOff(trx, person, input, now)))
  }
  for (const [i, person] of people.entries()) {
    const past = await ask(person, paid, -60 + 2 * i, 6)
    await transact(db, (trx) => approve(trx, { caller: boss, id: past.id, now }))
    if (i % 5 === 1) await ask(person, sick, -4, 7)
    else if (i % 3 !== 0) await ask(person, paid, 10 + i, 4 + (i % 6))
  }
}
