import type { Db } from '../../../db/connect.ts'
import { invalidField, notFound } from '../../../errors.ts'
import { today } from '../../../people/company/rules.ts'
import { type CompanyRow, shareCompany } from '../../../people/company/store.ts'
import { lockEmployees } from '../../../people/employees/store.ts'
import { holidayLookup } from '../../../people/holidays/actions.ts'
import { later } from '../../days.ts'
import { findLeaveType } from '../../leave-types/store.ts'
import { recount } from '../../recount.ts'
import type { AssignmentKey, AssignmentRow } from '../store.ts'
import * as store from '../store.ts'
import { checkAllFound, checkIsEmployed } from './rules.ts'
import type { GroupAssignment, GroupAssignmentInput } from './schema.ts'

/*
 * All of this takes a transaction that was begun under `loadingHolidays`: what people have depends on their holidays,
 * which are read once nobody can change them any more.
 */

/** Who changes something, and when. */
export interface Author {
  id: string
  now: Date
}

/**
 * Gives people a policy from a day on: all of them, or none.
 * Who starts later gets it from their first day, where `from_first_day` says so.
 * @throws AppError `not_found`; `invalid` for people who are not there, or not yet on that day; `conflict` when a balance
 * would fall below its floor.
 */
export async function assignPolicy(
  trx: Db,
  policyId: string,
  { employee_ids, effective_from, from_first_day = false }: GroupAssignmentInput,
  author: Author,
): Promise<GroupAssignment> {
  const company = await shareCompany(trx)
  const policy = await store.findPolicy(trx, policyId)
  if (!policy) throw notFound()
  const employees = await lockEmployees(trx, employee_ids)
  checkAllFound(employee_ids, employees)
  if (!from_first_day) checkIsEmployed('json', effective_from, employees)
  const { leave_type_id, id, name } = policy
  const rows = employees.map((employee) => ({
    employee_id: employee.id,
    leave_type_id,
    effective_from: later(effective_from, employee.start_date),
    policy_id: id,
  }))
  await store.putAssignments(trx, rows)
  await settle(trx, company, employee_ids, author)
  return { leave_type_id, effective_from, policy: { id, name }, employee_ids }
}

/**
 * Gives one person a policy, or none, from a day on. `guard` sees what was assigned from that day on, and may throw.
 * @throws AppError `not_found`; `invalid` for a policy of another leave type and a day before the person's first;
 * `conflict` when a balance would fall below its floor; and whatever `guard` throws.
 */
export async function putAssignment(
  trx: Db,
  key: AssignmentKey,
  policyId: string | null,
  guard: (current: AssignmentRow | undefined) => void,
  author: Author,
): Promise<AssignmentRow> {
  const company = await shareCompany(trx)
  const [employee] = await lockEmployees(trx, [key.employee_id])
  if (!employee || !(await findLeaveType(trx, key.leave_type_id))) throw notFound()
  guard(await store.findAssignment(trx, key))
  checkIsEmployed('path', key.effective_from, [employee])
  const policy_name = policyId === null ? null : await nameOfPolicy(trx, policyId, key.leave_type_id)
  const row = { ...key, policy_id: policyId }
  await store.putAssignments(trx, [row])
  await settle(trx, company, [key.employee_id], author)
  return { ...row, policy_name }
}

/**
 * Takes an assignment back: the one before it goes on. `guard` sees it, and may throw.
 * @throws AppError `not_found`; `conflict` when a balance would fall below its floor; and whatever `guard` throws.
 */
export async function removeAssignment(
  trx: Db,
  key: AssignmentKey,
  guard: (current: AssignmentRow) => void,
  author: Author,
): Promise<void> {
  const company = await shareCompany(trx)
  const [employee] = await lockEmployees(trx, [key.employee_id])
  const current = employee && (await store.findAssignment(trx, key))
  if (!current) throw notFound()
  guard(current)
  await store.deleteAssignment(trx, key)
  await settle(trx, company, [key.employee_id], author)
}

async function nameOfPolicy(trx: Db, id: string, leaveTypeId: string): Promise<string> {
  const policy = await store.findPolicy(trx, id)
  if (!policy) throw invalidField('policy_id', 'There is no such policy.')
  if (policy.leave_type_id !== leaveTypeId) throw invalidField('policy_id', 'This policy is of another leave type.')
  return policy.name
}

async function settle(
  trx: Db,
  company: CompanyRow,
  employeeIds: readonly string[],
  { id, now }: Author,
): Promise<void> {
  const holidays = await holidayLookup(trx)
  await recount(trx, { employeeIds }, { today: today(company, now), now: now.toISOString(), by: id, holidays })
}
