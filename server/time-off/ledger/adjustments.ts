import type { Db } from '../../db/connect.ts'
import { invalidField, notFound } from '../../errors.ts'
import { today as dayOf } from '../../people/company/rules.ts'
import { shareCompany } from '../../people/company/store.ts'
import { type EmployeeRow, lockEmployees } from '../../people/employees/store.ts'
import { lastPlannableDay } from '../days.ts'
import { toHours, toMinutes } from '../hours.ts'
import { findDefaultLeaveType, findLeaveType, type LeaveTypeRow } from '../leave-types/store.ts'
import { refuseShortfall } from '../requests/rules.ts'
import { loadAccount, post } from './actions.ts'
import { readBalances } from './balances.ts'
import { newEntry } from './entries.ts'
import { shortfallOf } from './rules.ts'
import type { AdjustmentInput } from './schema.ts'
import type { EntryRow } from './store.ts'

/**
 * Adds time to an account, or takes it away, by an administrator's word, within the caller's transaction.
 * @throws AppError `not_found`, `invalid`, `conflict` when it takes more than there is.
 */
export async function adjust(
  trx: Db,
  employeeId: string,
  input: AdjustmentInput,
  by: string,
  at: Date,
): Promise<EntryRow> {
  const today = dayOf(await shareCompany(trx), at)
  const now = at.toISOString()
  const [employee] = await lockEmployees(trx, [employeeId])
  if (!employee) throw notFound()
  const leaveType = await findLeaveType(trx, input.leave_type_id)
  if (!leaveType) throw invalidField('leave_type_id', 'There is no such leave type.')
  const minutes = toMinutes('hours', input.hours)
  if (minutes === 0) throw invalidField('hours', 'Must not be 0.')
  const { date = today, note, carried_over: isCarriedOver = false } = input
  if (isCarriedOver && minutes < 0) throw invalidField('carried_over', 'Only time that is added can be carried over.')
  return adjustBy(trx, employee, leaveType, { date, minutes, note, isCarriedOver }, { by, today, now })
}

/**
 * Makes a balance of the default leave type what an administrator says that it is today, within the caller's transaction:
 * the difference is an adjustment. `guard` sees the employee, locked, and may throw. Gives the employee.
 * @throws AppError as `adjust` does.
 */
export async function setBalance(
  trx: Db,
  employeeId: string,
  hours: number,
  { by, at, guard }: { by: string; at: Date; guard?: (employee: EmployeeRow) => void },
): Promise<EmployeeRow> {
  const today = dayOf(await shareCompany(trx), at)
  const [employee] = await lockEmployees(trx, [employeeId])
  if (!employee) throw notFound()
  guard?.(employee)
  const leaveType = await findDefaultLeaveType(trx)
  const balances = await readBalances(trx, [employee], today)
  const held = balances.find((balance) => balance.leave_type_id === leaveType.id)?.minutes ?? 0
  // What was read can be written back, also where it is no multiple of the smallest step.
  const minutes = hours === toHours(held) ? 0 : toMinutes('hours_balance', hours) - held
  if (minutes === 0) return employee
  const adjustment = { date: today, minutes, note: `Set to ${hours} h.`, isCarriedOver: false }
  await adjustBy(trx, employee, leaveType, adjustment, { by, today, now: at.toISOString() })
  return employee
}

async function adjustBy(
  trx: Db,
  employee: EmployeeRow,
  leaveType: LeaveTypeRow,
  { date, minutes, note, isCarriedOver }: { date: string; minutes: number; note: string; isCarriedOver: boolean },
  { by, today, now }: { by: string; today: string; now: string },
): Promise<EntryRow> {
  if (date < employee.start_date) throw invalidField('date', `The employment begins on ${employee.start_date}.`)
  const last = lastPlannableDay(today)
  if (date > last) throw invalidField('date', `Must not be after ${last}.`)
  const account = await loadAccount(trx, employee, leaveType, date)
  const change = [{ date, minutes, used: Math.min(0, minutes), carriedOver: isCarriedOver ? minutes : 0 }]
  const shortfall = shortfallOf(account.facts, account.standing, change, account.floor)
  if (shortfall) throw refuseShortfall(-minutes, shortfall, account.floor ?? 0)
  const said = { date, kind: 'adjustment', minutes, note, carried_over: Number(isCarriedOver) } as const
  const entry = newEntry(account, { ...said, created_by: by, created_at: now })
  await post(trx, employee, account, [entry], { today, now })
  return entry
}
