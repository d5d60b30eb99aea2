import { type Selectable, sql } from 'kysely'
import type { Db } from '../../db/connect.ts'
import type { Tables } from '../../db/tables.ts'
import type { PageRequest } from '../../http/paging.ts'
import { refuseTakenName } from '../names.ts'
import type { PolicyTerms } from './rules.ts'

/** A policy with how many people it is assigned to, from whichever day. */
export type PolicyRow = Selectable<Tables['leave_policies']> & { assigned_employees: number }

export function findPolicy(db: Db, id: string): Promise<PolicyRow | undefined> {
  return policies(db).where('leave_policies.id', '=', id).executeTakeFirst()
}

/** Policies by name, of one leave type or of all; one row more than the page holds. */
export function listPolicies(
  db: Db,
  leaveTypeId: string | undefined,
  { limit, after }: PageRequest,
): Promise<PolicyRow[]> {
  return policies(db)
    .$if(leaveTypeId !== undefined, (query) => query.where('leave_type_id', '=', String(leaveTypeId)))
    .$if(after !== undefined, (query) => query.where('name_key', '>', String(after?.[0])))
    .orderBy('name_key')
    .limit(limit + 1)
    .execute()
}

function policies(db: Db) {
  return db
    .selectFrom('leave_policies')
    .selectAll()
    .select(({ selectFrom }) =>
      selectFrom('policy_assignments')
        .whereRef('policy_assignments.policy_id', '=', 'leave_policies.id')
        .select(({ fn }) => fn.count<number>('employee_id').distinct().as('count'))
        .$asScalar()
        .$notNull()
        .as('assigned_employees'),
    )
}

/** @throws AppError `conflict` when the name is another's. */
export async function insertPolicy(db: Db, row: PolicyRow): Promise<void> {
  await refuseTaken(db.insertInto('leave_policies').values(written(row)).execute())
}

/** @throws AppError `conflict` when the name is another's. */
export async function updatePolicy(db: Db, row: PolicyRow): Promise<void> {
  await refuseTaken(db.updateTable('leave_policies').set(written(row)).where('id', '=', row.id).execute())
}

export async function deletePolicy(db: Db, id: string): Promise<void> {
  await db.deleteFrom('leave_policies').where('id', '=', id).execute()
}

function written({ assigned_employees: _counted, ...row }: PolicyRow): Selectable<Tables['leave_policies']> {
  return row
}

function refuseTaken<T>(write: Promise<T>): Promise<T> {
  return refuseTakenName(write, 'Another policy has this name.')
}

/** What a person has of one leave type from a day on; without a policy: nothing. */
export interface Assignment {
  employee_id: string
  leave_type_id: string
  effective_from: string
  policy: PolicyTerms | null
}

/** Everything that these people have been assigned, by person, leave type and date. */
export async function listAssignments(db: Db, employeeIds: readonly string[]): Promise<Assignment[]> {
  if (employeeIds.length === 0) return []
  const rows = await db
    .selectFrom('policy_assignments as a')
    .leftJoin('leave_policies as p', 'p.id', 'a.policy_id')
    .select(['a.employee_id', 'a.leave_type_id', 'a.effective_from'])
    .select(['p.unit', 'p.allowance', 'p.accrual', 'p.year_start', 'p.carry_over_cap', 'p.carry_over_months'])
    .where('a.employee_id', 'in', employeeIds)
    .orderBy('a.employee_id')
    .orderBy('a.leave_type_id')
    .orderBy('a.effective_from')
    .execute()
  return rows.map(({ employee_id, leave_type_id, effective_from, unit, ...terms }) => ({
    employee_id,
    leave_type_id,
    effective_from,
    policy: unit === null ? null : ({ unit, ...terms } as PolicyTerms),
  }))
}

/** Names one assignment: a person has one policy of a leave type from a day on. */
export interface AssignmentKey {
  employee_id: string
  leave_type_id: string
  effective_from: string
}

/** An assignment with what it shows of its policy. */
export type AssignmentRow = AssignmentKey & { policy_id: string | null; policy_name: string | null }

export function findAssignment(
  db: Db,
  { employee_id, leave_type_id, effective_from }: AssignmentKey,
): Promise<AssignmentRow | undefined> {
  return assignmentsOf(db, employee_id)
    .where('a.leave_type_id', '=', leave_type_id)
    .where('a.effective_from', '=', effective_from)
    .executeTakeFirst()
}

/** What a person has been assigned, by leave type and date; one row more than the page holds. */
export function pageOfAssignments(db: Db, employeeId: string, { limit, after }: PageRequest): Promise<AssignmentRow[]> {
  const [leaveTypeId, from] = after ?? []
  return assignmentsOf(db, employeeId)
    .$if(after !== undefined, (query) =>
      query.where(sql<boolean>`(a.leave_type_id, a.effective_from) > (${leaveTypeId}, ${from})`),
    )
    .orderBy('a.leave_type_id')
    .orderBy('a.effective_from')
    .limit(limit + 1)
    .execute()
}

function assignmentsOf(db: Db, employeeId: string) {
  return db
    .selectFrom('policy_assignments as a')
    .leftJoin('leave_policies as p', 'p.id', 'a.policy_id')
    .select(['a.employee_id', 'a.leave_type_id', 'a.effective_from', 'a.policy_id', 'p.name as policy_name'])
    .where('a.employee_id', '=', employeeId)
}

/** Assigns; what was assigned from the same day on is replaced. */
export async function putAssignments(
  trx: Db,
  rows: readonly (AssignmentKey & { policy_id: string | null })[],
): Promise<void> {
  await trx
    .insertInto('policy_assignments')
    .values(rows)
    .onConflict((conflict) =>
      conflict
        .columns(['employee_id', 'leave_type_id', 'effective_from'])
        .doUpdateSet(({ ref }) => ({ policy_id: ref('excluded.policy_id') })),
    )
    .execute()
}

export async function deleteAssignment(
  trx: Db,
  { employee_id, leave_type_id, effective_from }: AssignmentKey,
): Promise<void> {
  await trx
    .deleteFrom('policy_assignments')
    .where('employee_id', '=', employee_id)
    .where('leave_type_id', '=', leave_type_id)
    .where('effective_from', '=', effective_from)
    .execute()
}
