import type { Db } from '../../db/connect.ts'
import type { PolicyTerms } from './rules.ts'

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
