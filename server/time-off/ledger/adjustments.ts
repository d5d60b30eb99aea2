import { randomUUIDv7 } from 'node:crypto'
import type { Db } from '../../db/connect.ts'
import { invalidField, notFound } from '../../errors.ts'
import { today as dayOf } from '../../people/company/rules.ts'
import { shareCompany } from '../../people/company/store.ts'
import { lockEmployees } from '../../people/employees/store.ts'
import { lastPlannableDay } from '../days.ts'
import { toMinutes } from '../hours.ts'
import { findLeaveType } from '../leave-types/store.ts'
import { refuseShortfall } from '../requests/rules.ts'
import { loadAccount, post } from './actions.ts'
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
  const { date = today, note } = input
  const minutes = toMinutes('hours', input.hours)
  if (minutes === 0) throw invalidField('hours', 'Must not be 0.')
  if (date < employee.start_date) throw invalidField('date', `The employment begins on ${employee.start_date}.`)
  const last = lastPlannableDay(today)
  if (date > last) throw invalidField('date', `Must not be after ${last}.`)

  const account = await loadAccount(trx, employee, leaveType, date)
  const change = [{ date, minutes, used: 0 }]
  const shortfall = shortfallOf(account.facts, account.standing, change, account.floor)
  if (shortfall) throw refuseShortfall(-minutes, shortfall, account.floor ?? 0)
  const entry: EntryRow = {
    ...{ id: randomUUIDv7(), employee_id: employee.id, leave_type_id: leaveType.id, date, kind: 'adjustment', minutes },
    ...{ correction: null, request_id: null, refunds_id: null, note, created_by: by, created_at: now },
  }
  await post(trx, employee, account, [entry], { today, now })
  return entry
}
