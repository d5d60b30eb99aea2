import type { Static } from 'typebox'
import type { Role } from '../../db/tables.ts'
import { Can, closed, Id, Line, notBlank, nullable, oneOf, PageQuery, Timestamp } from '../../http/shapes.ts'
import { Type } from '../../http/type.ts'
import { allowed } from '../../verdict.ts'
import { onPolicy, POLICY_ACTS } from '../access.ts'
import { toTerms } from './rules.ts'
import type { PolicyRow } from './store.ts'

const MAX_HOURS = 8784

const name = Line(1, 60, { ...notBlank, description: 'Unique, whatever its case.' })
const leaveTypeId = Type.String({ format: 'uuid', description: 'The leave type that it gives.' })
const unit = oneOf(['days', 'hours'], {
  description: "`days`: a day is a fifth of the person's week, so 25 of them are five weeks for everyone.",
})
const allowance = Type.Number({
  minimum: 0,
  maximum: MAX_HOURS,
  description: "A leave year's, in the policy's unit: days to 0.01 and at most 366, or hours of whole minutes.",
})
const accrual = oneOf(['yearly', 'monthly'], {
  description: '`yearly`: given when the leave year begins; `monthly`: a twelfth at the end of each of its months.',
})
const yearStart = Type.String({
  pattern: '^(\\d{2}-\\d{2}|hire_date)$',
  'x-sentence': 'Must be a day as MM-DD, or hire_date.',
  description: "When leave years begin: `04-06`, or `hire_date` for the anniversary of the person's start.",
})
const cap = nullable(Type.Number({ minimum: 0, maximum: MAX_HOURS }), {
  description: "What a leave year hands on at most, in the policy's unit; null: everything.",
})
const expiresAfterMonths = nullable(Type.Integer({ minimum: 1, maximum: 12 }), {
  description: 'Months after which what was handed on and not used expires; null: never.',
})

const example = {
  name: '25 days',
  leave_type_id: '0197c0de-1111-7aaa-8bbb-3f6c2b7d8e90',
  unit: 'days',
  allowance: 25,
  accrual: 'yearly',
  year_start: '01-01',
  carry_over: { cap: 5, expires_after_months: 3 },
}

export const Policy = Type.Object(
  {
    id: Id,
    name,
    leave_type_id: leaveTypeId,
    unit,
    allowance,
    accrual,
    year_start: yearStart,
    carry_over: Type.Object({ cap, expires_after_months: expiresAfterMonths }),
    assigned_employees: Type.Integer({ description: 'How many people have it, have had it or will have it.' }),
    can: Can(POLICY_ACTS),
    version: Type.Integer({ description: 'Goes up by one with every change.' }),
    created_at: Timestamp,
    updated_at: Timestamp,
  },
  {
    title: 'Policy',
    examples: [
      {
        id: '0197c0de-8888-7aaa-8bbb-3f6c2b7d8e90',
        ...example,
        assigned_employees: 12,
        can: ['edit', 'assign'],
        version: 1,
        created_at: '2026-01-05T07:30:00.000Z',
        updated_at: '2026-01-05T07:30:00.000Z',
      },
    ],
  },
)
export type Policy = Static<typeof Policy>

/** A policy as it is shown to a caller. */
export function toPolicy(row: PolicyRow, caller: { role: Role }): Policy {
  const { id, name, leave_type_id, assigned_employees, version, created_at, updated_at } = row
  const can = allowed(POLICY_ACTS, (act) => onPolicy(act, caller, row))
  return { id, name, leave_type_id, ...toTerms(row), assigned_employees, can, version, created_at, updated_at }
}

export const PolicyList = Type.Array(Policy)

const optional = {
  year_start: Type.Optional(yearStart),
  carry_over: Type.Optional(
    closed({ cap: Type.Optional(cap), expires_after_months: Type.Optional(expiresAfterMonths) }),
  ),
}

export const PolicyInput = closed(
  { name, leave_type_id: leaveTypeId, unit, allowance, accrual, ...optional },
  {
    title: 'PolicyInput',
    description: 'Left out: leave years are calendar years, and hand nothing on.',
    examples: [example],
  },
)
export type PolicyInput = Static<typeof PolicyInput>

export const PolicyChange = closed(
  {
    name: Type.Optional(name),
    leave_type_id: Type.Optional(leaveTypeId),
    unit: Type.Optional(unit),
    allowance: Type.Optional(allowance),
    accrual: Type.Optional(accrual),
    ...optional,
  },
  { title: 'PolicyChange', minProperties: 1, examples: [{ name: '25 days (until 2026)' }] },
)
export type PolicyChange = Static<typeof PolicyChange>

export const PolicyQuery = closed({
  ...PageQuery,
  leave_type_id: Type.Optional(Type.String({ format: 'uuid', description: 'Those of this leave type alone.' })),
})
