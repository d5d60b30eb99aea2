import type { Static } from 'typebox'
import { Can, closed, Day, Hours, Id, Line, nullable, oneOf, PageQuery, Text, Timestamp } from '../../http/shapes.ts'
import { Type } from '../../http/type.ts'
import { TableQuery } from '../../tables/schema.ts'
import { BALANCE_ACTS } from '../access.ts'
import { OfTeam } from '../schema.ts'

const EntryKind = oneOf(['grant', 'accrual', 'expiry', 'booking', 'refund', 'adjustment'])

const CarriedOver = Type.Boolean({
  description: 'Whether it came along from another system that had carried it over: it expires as carry-over does.',
})

const entry = {
  id: Id,
  leave_type_id: Id,
  date: { ...Day, description: 'The day from which it counts.' },
  kind: EntryKind,
  hours: Type.Number(),
  correction: Type.Boolean({ description: 'Whether it corrects what was posted before.' }),
  request_id: nullable(Id),
  note: nullable(Type.String()),
  carried_over: CarriedOver,
  created_by: nullable(Id),
  created_at: Timestamp,
}

const entryExample = {
  id: '0197c0de-5555-7aaa-8bbb-3f6c2b7d8e90',
  leave_type_id: '0197c0de-1111-7aaa-8bbb-3f6c2b7d8e90',
  date: '2026-03-02',
  kind: 'adjustment',
  hours: 16,
  correction: false,
  request_id: null,
  note: 'Carried over in the old system.',
  carried_over: true,
  created_by: '0197c0de-4444-7aaa-8bbb-3f6c2b7d8e90',
  created_at: '2026-03-02T09:00:00.000Z',
}

export const Entry = Type.Object(entry, { title: 'LedgerEntry', examples: [entryExample] })
export type Entry = Static<typeof Entry>

export const EntryList = Type.Array(Entry)

export const LedgerQuery = closed({
  ...PageQuery,
  type: Type.Optional({ ...Id, description: 'The leave type; left out: all of them.' }),
})

export const BalanceQuery = closed({
  type: Type.Optional({ ...Id, description: 'The leave type; left out: the default one.' }),
  on: Type.Optional({ ...Day, description: 'At the end of this day, past or future; left out: today.' }),
})

const StatementLine = Type.Object({
  date: Day,
  kind: oneOf(['carry_over', 'grant', 'accrual', 'expiry', 'booking', 'refund', 'adjustment'], {
    description: '`carry_over`: what there was before the leave year, or before the first of the lines.',
  }),
  hours: Type.Number(),
  balance_hours: Type.Number({ description: 'What there is after this line.' }),
  posted: Type.Boolean({ description: 'False for what is going to be due, if nothing changes.' }),
  entry_id: nullable(Id),
  request_id: nullable(Id),
  note: nullable(Type.String()),
  carried_over: CarriedOver,
})

export const Statement = Type.Object(
  {
    employee_id: Id,
    leave_type: Type.Object({ id: Id, name: Type.String() }),
    on: Day,
    leave_year: Type.Unsafe<{ start: string; end: string } | null>({
      type: ['object', 'null'],
      properties: { start: Day, end: Day },
      required: ['start', 'end'],
      description: 'Its first and last day; null without a policy.',
    }),
    hours: Type.Number({ description: 'The balance: the sum of the lines.' }),
    can: Can(BALANCE_ACTS),
    lines: Type.Array(StatementLine),
  },
  {
    title: 'Balance',
    examples: [
      {
        employee_id: '0197c0de-3333-7aaa-8bbb-3f6c2b7d8e90',
        leave_type: { id: '0197c0de-1111-7aaa-8bbb-3f6c2b7d8e90', name: 'Paid time off' },
        on: '2026-07-01',
        leave_year: { start: '2026-01-01', end: '2026-12-31' },
        hours: 208,
        can: ['request_time_off'],
        lines: [
          { date: '2026-01-01', kind: 'carry_over', hours: 16 },
          { date: '2026-01-01', kind: 'grant', hours: 200 },
          { date: '2026-05-15', kind: 'booking', hours: -8 },
        ].map((line, i) => ({
          ...line,
          balance_hours: [16, 216, 208][i],
          posted: true,
          entry_id: i === 0 ? null : '0197c0de-5555-7aaa-8bbb-3f6c2b7d8e90',
          request_id: i === 2 ? '0197c0de-2222-7aaa-8bbb-3f6c2b7d8e90' : null,
          note: null,
          carried_over: false,
        })),
      },
    ],
  },
)
export type Statement = Static<typeof Statement>

export const AdjustmentInput = closed(
  {
    leave_type_id: Id,
    hours: Hours({ description: 'Negative to take away; not 0.' }),
    date: Type.Optional({ ...Day, description: 'From when it counts; left out: today.' }),
    note: Text(1, 2_000, { description: 'Why.' }),
    carried_over: Type.Optional(
      Type.Boolean({
        description:
          'True for time that another system had carried over from an earlier leave year: it expires when what this leave year was handed on does. Left out: false.',
      }),
    ),
  },
  {
    title: 'AdjustmentInput',
    examples: [
      {
        leave_type_id: '0197c0de-1111-7aaa-8bbb-3f6c2b7d8e90',
        hours: 16,
        note: 'Carried over in the old system.',
        carried_over: true,
      },
    ],
  },
)
export type AdjustmentInput = Static<typeof AdjustmentInput>

const Whose = Type.Object({ id: Id, name: Type.String(), team: nullable(Type.String()) })
const whoseExample = { id: '0197c0de-3333-7aaa-8bbb-3f6c2b7d8e90', name: 'Ann Lee', team: 'Design' }

export const EmployeeBalances = Type.Object(
  {
    employee: Whose,
    balances: Type.Array(Type.Object({ leave_type_id: Id, hours: Type.Number() })),
    can: Can(BALANCE_ACTS),
  },
  {
    title: 'EmployeeBalances',
    examples: [
      {
        employee: whoseExample,
        balances: [{ leave_type_id: '0197c0de-1111-7aaa-8bbb-3f6c2b7d8e90', hours: 208 }],
        can: ['request_time_off', 'adjust_balance'],
      },
    ],
  },
)
export type EmployeeBalances = Static<typeof EmployeeBalances>

export const YearEnd = Type.Object(
  {
    employee: Whose,
    leave_type_id: Id,
    last_day: { ...Day, description: 'The last day of the leave year.' },
    balance_hours: Type.Number({ description: 'What it ends with.' }),
    carried_over_hours: Type.Number({ description: 'What the new one begins with; a debt is handed on too.' }),
    expires_hours: Type.Number({ description: 'What is lost.' }),
    carried_over_expires_on: nullable({ ...Day, description: 'When what was handed on and not used is lost too.' }),
  },
  {
    title: 'YearEnd',
    examples: [
      {
        employee: whoseExample,
        leave_type_id: '0197c0de-1111-7aaa-8bbb-3f6c2b7d8e90',
        last_day: '2026-12-31',
        balance_hours: 52,
        carried_over_hours: 40,
        expires_hours: 12,
        carried_over_expires_on: '2027-04-01',
      },
    ],
  },
)
export type YearEnd = Static<typeof YearEnd>

const whose = {
  team: OfTeam,
  employee_id: Type.Optional(Id),
}
const on = Type.Optional({ ...Day, description: 'At the end of this day, past or future; left out: today.' })

export const BalancesQuery = closed({
  ...PageQuery,
  ...whose,
  q: Type.Optional(Line(1, 120, { description: 'How the name begins, whatever its case and accents.' })),
  active_on: Type.Optional({ ...Day, description: 'Those who are employed on this day.' }),
  employed_from: Type.Optional({ ...Day, description: 'Those who are employed on this day or later.' }),
  on,
})
export const BalancesFileQuery = closed({ ...whose, on, ...TableQuery })
export const YearEndQuery = closed({
  ...PageQuery,
  ...whose,
  on: Type.Optional({ ...Day, description: 'The leave years that this day is in; left out: today.' }),
})
export const TakenQuery = closed({ ...whose, from: Day, to: Day, ...TableQuery })
