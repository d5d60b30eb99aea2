import type { Static } from 'typebox'
import { Can, closed, Day, Hours, Id, nullable, oneOf, PageQuery, Text, Timestamp } from '../../http/shapes.ts'
import { Type } from '../../http/type.ts'
import { REQUEST_ACTS } from '../access.ts'

const half = (description: string) => oneOf(['morning', 'afternoon'], { description })
const start = { ...Day, description: 'The first day.' }
const end = { ...Day, description: 'The last day; left out: the first one.' }
const startHalf = half('The half day it begins with; left out: the morning.')
const endHalf = half('The half day it ends with; left out: the afternoon.')
const hours = Hours({ description: 'No more than so many hours, of a single day.' })
const note = Text(1, 2_000, { description: 'For those who decide; calendars do not show it.' })

const span = {
  leave_type_id: Id,
  start,
  end: Type.Optional(end),
  start_half: Type.Optional(startHalf),
  end_half: Type.Optional(endHalf),
  hours: Type.Optional(nullable(hours)),
}

const spanExamples = [
  { leave_type_id: '0197c0de-1111-7aaa-8bbb-3f6c2b7d8e90', start: '2026-12-28', end: '2027-01-04' },
  { leave_type_id: '0197c0de-1111-7aaa-8bbb-3f6c2b7d8e90', start: '2026-07-03', start_half: 'afternoon' },
  { leave_type_id: '0197c0de-1111-7aaa-8bbb-3f6c2b7d8e90', start: '2026-07-03', hours: 2.5 },
]

const forWhom = Type.Optional({ ...Id, description: 'Whose time off; left out: the caller’s own.' })

export const RequestInput = closed(
  { employee_id: forWhom, ...span, note: Type.Optional(nullable(note)) },
  { title: 'TimeOffRequestInput', examples: spanExamples },
)
export type RequestInput = Static<typeof RequestInput>

export const PreviewInput = closed(
  {
    employee_id: forWhom,
    ...span,
    request_id: Type.Optional({
      ...Id,
      description: 'The request that it would replace: what that one holds is free.',
    }),
  },
  { title: 'TimeOffPreviewInput', examples: spanExamples },
)
export type PreviewInput = Static<typeof PreviewInput>

export const RequestChange = closed(
  {
    leave_type_id: Type.Optional(Id),
    start: Type.Optional(start),
    end: Type.Optional(end),
    start_half: Type.Optional(startHalf),
    end_half: Type.Optional(endHalf),
    hours: Type.Optional(nullable(hours)),
    note: Type.Optional(nullable(note)),
  },
  { title: 'TimeOffRequestChange', minProperties: 1, examples: [{ end: '2027-01-05' }] },
)
export type RequestChange = Static<typeof RequestChange>

const RequestStatusName = oneOf(['pending', 'approved', 'rejected', 'cancelled'])

const Person = Type.Unsafe<{ id: string; username: string } | null>({
  type: ['object', 'null'],
  properties: { id: Id, username: Type.String() },
  required: ['id', 'username'],
})

const dayExample = { date: '2026-12-28', hours: 8, halves: ['morning', 'afternoon'], why: 'working', holiday: null }

const PlannedDay = Type.Object({
  date: Day,
  hours: Type.Number(),
  halves: Type.Array(oneOf(['morning', 'afternoon'])),
  why: oneOf(['working', 'not_working', 'holiday', 'not_employed'], {
    description: 'Why it costs what it does: a day of work, none, a holiday, or outside the employment.',
  }),
  holiday: nullable(Type.String()),
})

const requestExample = {
  id: '0197c0de-2222-7aaa-8bbb-3f6c2b7d8e90',
  employee: { id: '0197c0de-3333-7aaa-8bbb-3f6c2b7d8e90', name: 'Ann Lee' },
  leave_type: { id: '0197c0de-1111-7aaa-8bbb-3f6c2b7d8e90', name: 'Paid time off', colour: '#2f9e44' },
  start: '2026-12-28',
  start_half: 'morning',
  end: '2027-01-04',
  end_half: 'afternoon',
  hours: null,
  cost_hours: 40,
  note: null,
  status: 'approved',
  requested_by: { id: '0197c0de-0000-7aaa-8bbb-3f6c2b7d8e90', username: 'ann' },
  decided_by: { id: '0197c0de-4444-7aaa-8bbb-3f6c2b7d8e90', username: 'bea' },
  decided_at: '2026-11-21T09:00:00.000Z',
  decision_note: 'Enjoy!',
  cancelled_by: null,
  cancelled_at: null,
  cancellation_note: null,
  can: ['cancel', 'take_back_approval'],
  version: 2,
  created_at: '2026-11-20T09:00:00.000Z',
  updated_at: '2026-11-21T09:00:00.000Z',
}

export const TimeOffRequest = Type.Object(
  {
    id: Id,
    employee: Type.Object({ id: Id, name: Type.String() }),
    leave_type: Type.Object({ id: Id, name: Type.String(), colour: Type.String() }),
    start: Day,
    start_half: startHalf,
    end: Day,
    end_half: endHalf,
    hours: nullable(
      Type.Number({ description: 'The hours asked for, of a single day; null for all of the working time.' }),
    ),
    cost_hours: Type.Number({ description: 'What its days cost.' }),
    note: nullable(Type.String()),
    status: RequestStatusName,
    requested_by: Person,
    decided_by: Person,
    decided_at: nullable(Timestamp),
    decision_note: nullable(Type.String()),
    cancelled_by: Person,
    cancelled_at: nullable(Timestamp),
    cancellation_note: nullable(Type.String()),
    can: Can(REQUEST_ACTS),
    version: Type.Integer({
      description: 'Goes up by one with every change; in quotation marks it is good as If-Match.',
    }),
    created_at: Timestamp,
    updated_at: Timestamp,
  },
  { title: 'TimeOffRequest', examples: [requestExample] },
)
export type TimeOffRequest = Static<typeof TimeOffRequest>

export const RequestList = Type.Array(TimeOffRequest)

export const Preview = Type.Object(
  {
    cost_hours: Type.Number(),
    days: Type.Array(PlannedDay),
    balance_hours: Type.Number({ description: 'What there would be on the last day without the request.' }),
    balance_after_hours: Type.Number({ description: 'What there would be on the last day with it.' }),
    needs_approval: Type.Boolean(),
    possible: Type.Boolean({ description: 'Whether it would be taken as it is.' }),
    obstacle: nullable(Type.String({ description: 'Why it would be refused.' })),
  },
  {
    title: 'TimeOffPreview',
    examples: [
      {
        cost_hours: 8,
        days: [dayExample],
        balance_hours: 80,
        balance_after_hours: 72,
        needs_approval: true,
        possible: true,
        obstacle: null,
      },
    ],
  },
)
export type Preview = Static<typeof Preview>

export const RequestQuery = closed({
  ...PageQuery,
  employee_id: Type.Optional(Type.String({ format: 'uuid' })),
  leave_type_id: Type.Optional(Type.String({ format: 'uuid' })),
  status: Type.Optional(RequestStatusName),
  from: Type.Optional({ ...Day, description: 'Those that end on this day or later.' }),
  to: Type.Optional({ ...Day, description: 'Those that begin on this day or earlier.' }),
  to_decide: Type.Optional(Type.Boolean({ description: 'True: pending ones that wait for the caller.' })),
  of_others: Type.Optional(Type.Boolean({ description: 'True: those of others than the caller.' })),
  holds_days: Type.Optional(
    Type.Boolean({ description: 'True: those that hold their days, pending and approved ones.' }),
  ),
})

/** A word with a decision. The body may be left out. */
export const DecisionInput = closed(
  { note: Type.Optional(nullable(Text(1, 2_000, { description: 'For the person.' }))) },
  { title: 'TimeOffDecision', examples: [{ note: 'Enjoy!' }] },
)
