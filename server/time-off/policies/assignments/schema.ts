import type { Static } from 'typebox'
import { closed, Day, Id, nullable, PageQuery } from '../../../http/shapes.ts'
import { Type } from '../../../http/type.ts'
import type { AssignmentRow } from '../store.ts'

const MAX_EMPLOYEES = 500

const policy = Type.Unsafe<{ id: string; name: string } | null>({
  type: ['object', 'null'],
  properties: { id: Id, name: Type.String() },
  required: ['id', 'name'],
  description: 'Null: none from this day on.',
})

const example = {
  leave_type_id: '0197c0de-1111-7aaa-8bbb-3f6c2b7d8e90',
  effective_from: '2026-01-01',
  policy: { id: '0197c0de-8888-7aaa-8bbb-3f6c2b7d8e90', name: '25 days' },
}

export const Assignment = Type.Object(
  { leave_type_id: Id, effective_from: Day, policy },
  { title: 'PolicyAssignment', examples: [example] },
)
export type Assignment = Static<typeof Assignment>

/** An assignment as it is shown. */
export function toAssignment({ leave_type_id, effective_from, policy_id, policy_name }: AssignmentRow): Assignment {
  const policy = policy_id === null || policy_name === null ? null : { id: policy_id, name: policy_name }
  return { leave_type_id, effective_from, policy }
}

export const AssignmentList = Type.Array(Assignment)
export const AssignmentQuery = closed(PageQuery)
export const AssignmentParams = closed({ id: Id, leave_type_id: Id, effective_from: Day })

export const AssignmentChange = closed(
  { policy_id: nullable(Id, { description: 'A policy of this leave type; null: none from this day on.' }) },
  { title: 'PolicyAssignmentChange', examples: [{ policy_id: example.policy.id }] },
)

const employeeIds = Type.Array(Id, { minItems: 1, maxItems: MAX_EMPLOYEES, uniqueItems: true })
const employees = ['0197c0de-4444-7aaa-8bbb-3f6c2b7d8e90', '0197c0de-5555-7aaa-8bbb-3f6c2b7d8e90']

export const GroupAssignmentInput = closed(
  {
    employee_ids: employeeIds,
    effective_from: Day,
    from_first_day: Type.Optional(
      Type.Boolean({
        description: 'True: people who start after that day get it from their first day; otherwise they are refused.',
      }),
    ),
  },
  {
    title: 'PolicyAssignmentInput',
    examples: [{ employee_ids: employees, effective_from: '2026-01-01' }],
  },
)
export type GroupAssignmentInput = Static<typeof GroupAssignmentInput>

export const GroupAssignment = Type.Object(
  { leave_type_id: Id, effective_from: Day, policy, employee_ids: Type.Array(Id) },
  { title: 'PolicyAssignments', examples: [{ ...example, employee_ids: employees }] },
)
export type GroupAssignment = Static<typeof GroupAssignment>
