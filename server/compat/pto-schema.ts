import type { Static } from 'typebox'
import { closed, Hours, Id, nullable } from '../http/shapes.ts'
import { Type } from '../http/type.ts'
import { name } from '../people/employees/schema.ts'
import { LongPageQuery } from '../people/schema.ts'

const employee = '0197c0de-3333-7aaa-8bbb-3f6c2b7d8e90'
const entry = { id: '0197c0de-5555-7aaa-8bbb-3f6c2b7d8e90', hours: 8, employee_id: employee }

const LegacyPto = Type.Object(
  { id: Id, hours: Type.Number(), employee_id: Id },
  { title: 'LegacyPto', description: 'Hours booked without a request.', examples: [entry] },
)
export type LegacyPto = Static<typeof LegacyPto>
export const LegacyPtoList = Type.Array(LegacyPto)

/** How many bookings an employee is listed with: more than a year of single days; `/pto` has all of them. */
export const MAX_ENTRIES = 100

export const LegacyEmployees = Type.Array(
  Type.Object(
    {
      id: Id,
      name: Type.String(),
      hours_balance: Type.Number({ description: 'What is left today.' }),
      pto_entries: Type.Array(LegacyPto, { description: `The latest ${MAX_ENTRIES}, the oldest first.` }),
    },
    {
      title: 'LegacyEmployee',
      examples: [{ id: employee, name: 'Ann Example', hours_balance: 32, pto_entries: [entry] }],
    },
  ),
)

export const LegacyListQuery = closed(LongPageQuery)

export const LegacyEmployeeInput = closed(
  { name, hours_balance: Type.Optional(Hours()) },
  { title: 'LegacyEmployeeInput', examples: [{ name: 'Ann Example', hours_balance: 40 }] },
)

export const LegacyBalance = closed(
  { hours_balance: nullable(Hours()) },
  { title: 'LegacyBalance', examples: [{ hours_balance: 40 }] },
)

export const LegacyPtoInput = closed(
  { hours: Hours({ minimum: 0.05, description: 'A multiple of 0.05.' }), employee_id: Id },
  { title: 'LegacyPtoInput', examples: [{ hours: 8, employee_id: employee }] },
)
