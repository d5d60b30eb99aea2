import type { Db } from '../../db/connect.ts'
import { AppError } from '../../errors.ts'
import { shareCompany } from '../../people/company/store.ts'
import { checkEmployedOn } from '../../people/employees/rules.ts'
import { type EmployeeRow, lockRelated } from '../../people/employees/store.ts'
import { shareViewer } from '../../people/viewer.ts'
import { demand, UNKNOWN } from '../../verdict.ts'
import { onLeave } from '../access.ts'
import { toMinutes } from '../hours.ts'
import { checkIsGiven, refuseShortfall } from '../requests/rules.ts'
import { type Account, loadAccount, post } from './actions.ts'
import { isSettled } from './balances.ts'
import * as direct from './direct-store.ts'
import { newEntry } from './entries.ts'
import { shortfallOf } from './rules.ts'

/** The account behind a booking, and when it is made. */
export interface Booker {
  caller: { id: string }
  at: Date
}

/**
 * Books time of the default leave type on this day, without a request, within the caller's transaction: the work is the
 * same however much is booked already. What is booked so names hours and no days, so it can neither overlap with anything
 * nor be more than a day holds; a day on which the type is not given is kept free of it.
 * @throws AppError `not_found`, `forbidden`, `invalid`, `conflict` when it takes more than there is.
 */
export async function bookDirectly(
  trx: Db,
  input: { employee_id: string; hours: number },
  { caller, at }: Booker,
): Promise<void> {
  const minutes = toMinutes('hours', input.hours)
  const viewer = await shareViewer(trx, await shareCompany(trx), caller, at)
  const { today } = viewer
  const related = await lockRelated(trx, viewer, input.employee_id)
  const verdict = related ? onLeave('book_time_off', related.ties) : UNKNOWN
  if (!related || verdict === UNKNOWN) throw new AppError('not_found', 'Employee not found')
  demand(verdict)
  const { employee } = related
  checkEmployedOn(employee, today)
  const posted = await direct.findPostedAccount(trx, employee.id, today)
  checkIsGiven([today], posted.blackouts)
  const account = await accountOn(trx, employee, posted, today)
  const change = { date: today, minutes: -minutes, used: -minutes }
  const shortfall = shortfallOf(account.facts, account.standing, [change], account.floor)
  if (shortfall) throw refuseShortfall(minutes, shortfall, account.floor ?? 0)
  const now = at.toISOString()
  const by = { created_by: caller.id, created_at: now }
  const entry = newEntry(account, { date: today, kind: 'booking', minutes: -minutes, ...by })
  await post(trx, employee, account, [entry], { today, now })
}

/**
 * Takes back a booking that no request made, within the caller's transaction: its refund is posted on its own day. `guard`
 * may throw when the booking is there.
 * @throws AppError `not_found`, also when it is taken back already; `forbidden`.
 */
export async function takeBackBooking(trx: Db, id: string, { caller, at }: Booker, guard: () => void): Promise<void> {
  const viewer = await shareViewer(trx, await shareCompany(trx), caller, at)
  const { today } = viewer
  const known = await direct.findDirectBooking(trx, id)
  const related = known && (await lockRelated(trx, viewer, known.employee_id))
  const verdict = related ? onLeave('book_time_off', related.ties) : UNKNOWN
  // Looked for anew, as it may have been taken back before the employee was locked.
  const booking = verdict === UNKNOWN ? undefined : await direct.findDirectBooking(trx, id)
  if (!related || !booking) throw new AppError('not_found', 'PTO entry not found')
  demand(verdict, guard)
  const { employee } = related
  const leaveType = { id: booking.leave_type_id, floor_minutes: null }
  const account = await loadAccount(trx, employee, leaveType, booking.date)
  const now = at.toISOString()
  const by = { created_by: caller.id, created_at: now }
  const { date, minutes } = booking
  const refund = newEntry(booking, { date, kind: 'refund', minutes: -minutes, refunds_id: booking.id, ...by })
  await post(trx, employee, account, [refund], { today, now })
}

/**
 * The account of the default leave type for a change on this day. Where all that is due is posted and nothing lies ahead,
 * its total is what there is, whatever led to it, and no terms have to be known.
 */
async function accountOn(
  trx: Db,
  employee: EmployeeRow,
  posted: direct.PostedAccount,
  today: string,
): Promise<Account> {
  const { leave_type_id, floor_minutes: floor, total_minutes, settled_through: settledThrough } = posted
  if (posted.has_ahead || (posted.has_policies && !isSettled(posted, today))) {
    return loadAccount(trx, employee, { id: leave_type_id, floor_minutes: floor }, today)
  }
  const { id: employee_id, start_date, end_date } = employee
  const facts = { person: { start_date, end_date, patterns: [] }, assignments: [] }
  const standing = { settledThrough, after: today, opening: total_minutes ?? 0, movements: [] }
  return { employee_id, leave_type_id, floor, facts, standing }
}
