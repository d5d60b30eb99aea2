import type { Static } from 'typebox'
import { closed, Day, Id, nullable, oneOf } from '../../http/shapes.ts'
import { Type } from '../../http/type.ts'
import { OfTeam } from '../schema.ts'

export const CalendarQuery = closed({
  from: { ...Day, description: 'The first day.' },
  to: { ...Day, description: 'The last day; at most 366 days in all.' },
  team: OfTeam,
})

const half = (description: string) => oneOf(['morning', 'afternoon'], { description })

const LeaveType = Type.Unsafe<{ id: string; name: string; colour: string } | null>({
  type: ['object', 'null'],
  properties: { id: Id, name: Type.String(), colour: Type.String() },
  required: ['id', 'name', 'colour'],
  description: 'Null for other people’s time off, unless the company shows its types.',
})

const Absence = Type.Object({
  request_id: Type.Optional({ ...Id, description: 'For those who may see the request.' }),
  start: { ...Day, description: 'The first day, be it before the period.' },
  start_half: half('The half day it begins with.'),
  end: { ...Day, description: 'The last day, be it after the period.' },
  end_half: half('The half day it ends with.'),
  hours: Type.Optional(Type.Number({ description: 'No more than so many hours, of a single day.' })),
  status: oneOf(['approved', 'pending'], { description: 'Pending ones are for those who may see the request.' }),
  leave_type: LeaveType,
})

const people = [
  {
    employee: { id: '0197c0de-3333-7aaa-8bbb-3f6c2b7d8e90', name: 'Ann Lee', team: 'Kitchen' },
    absences: [
      {
        request_id: '0197c0de-2222-7aaa-8bbb-3f6c2b7d8e90',
        start: '2026-12-28',
        start_half: 'morning',
        end: '2027-01-04',
        end_half: 'afternoon',
        status: 'approved',
        leave_type: { id: '0197c0de-1111-7aaa-8bbb-3f6c2b7d8e90', name: 'Paid time off', colour: '#2f9e44' },
      },
    ],
  },
  {
    employee: { id: '0197c0de-4444-7aaa-8bbb-3f6c2b7d8e90', name: 'Bea Moss', team: null },
    absences: [
      {
        start: '2026-12-30',
        start_half: 'afternoon',
        end: '2026-12-30',
        end_half: 'afternoon',
        hours: 2.5,
        status: 'approved',
        leave_type: null,
      },
    ],
  },
]

const AbsentPerson = Type.Object(
  {
    employee: Type.Object({ id: Id, name: Type.String(), team: nullable(Type.String()) }),
    absences: Type.Array(Absence),
  },
  { title: 'AbsentPerson', examples: people },
)
export type AbsentPerson = Static<typeof AbsentPerson>

export const Calendar = Type.Array(AbsentPerson, { examples: [people] })
