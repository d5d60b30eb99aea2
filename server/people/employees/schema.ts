import type { Static, TProperties } from 'typebox'
import { Can, closed, Day, Id, Line, Name, notBlank, nullable, PageQuery, Timestamp } from '../../http/shapes.ts'
import { Type } from '../../http/type.ts'
import { LEAVE_ACTS, onLeave } from '../../time-off/access.ts'
import { toHours } from '../../time-off/hours.ts'
import { allowed } from '../../verdict.ts'
import { onPerson, PERSON_ACTS, seesDetails, seesIdentity } from '../access.ts'
import { RegionCode, TouchedRequests } from '../schema.ts'
import type { PatternRow, Related } from './store.ts'

export const name = Name(1, 120, notBlank)
export const team = nullable(Name(1, 80, notBlank))
const endDate = nullable(Day, { description: 'The last day of employment.' })
const region = nullable(RegionCode, { description: "Whose public holidays the person has; null: the company's." })
const userId = nullable(Id, { description: 'The account that this person logs in with.' })
export const personnelNumber = nullable(Name(1, 40, notBlank), {
  description: 'As payroll knows the person. No two employees have the same.',
})
export const email = nullable(Type.String({ format: 'email', maxLength: 254 }), {
  description: 'Where the company writes to the person; accounts have addresses of their own.',
})
const managerId = nullable(Id, { description: 'The employee who decides on this person’s time off.' })
const standInId = nullable(Id, {
  description: 'The employee who decides for this person’s reports while this person is away.',
})

/** A week's hours, Monday first. */
export const WeekHours = Type.Array(Type.Number({ minimum: 0, maximum: 24 }), {
  minItems: 7,
  maxItems: 7,
  description: 'Hours of work from Monday to Sunday; each a multiple of 0.05, and not all of them 0.',
  examples: [[8, 8, 8, 8, 8, 0, 0]],
})

export const WorkingPattern = Type.Object(
  { effective_from: Day, hours: Type.Array(Type.Number()) },
  { title: 'WorkingPattern', examples: [{ effective_from: '2026-01-01', hours: [8, 8, 8, 8, 8, 0, 0] }] },
)
export type WorkingPattern = Static<typeof WorkingPattern>

const directory = {
  id: Id,
  name: Type.String(),
  team: nullable(Type.String()),
  manager_id: managerId,
  can: Can([...PERSON_ACTS, ...LEAVE_ACTS]),
}

const details = {
  user_id: Type.Optional(userId),
  stand_in_id: Type.Optional(standInId),
  personnel_number: Type.Optional(personnelNumber),
  email: Type.Optional(email),
  start_date: Type.Optional(Day),
  end_date: Type.Optional(endDate),
  holiday_region: Type.Optional(region),
  working_patterns: Type.Optional(Type.Array(WorkingPattern)),
  version: Type.Optional(Type.Integer({ description: 'Goes up by one with every change.' })),
  created_at: Type.Optional(Timestamp),
  updated_at: Type.Optional(Timestamp),
}

const exampleEmployee = {
  id: '0197c0de-0000-7bbb-8ccc-3f6c2b7d8e90',
  name: 'Ann Example',
  team: 'Kitchen',
  manager_id: null,
  can: ['see_details', 'request_time_off'],
  user_id: '0197c0de-0000-7aaa-8bbb-3f6c2b7d8e90',
  stand_in_id: null,
  personnel_number: '1042',
  email: 'ann@example.com',
  start_date: '2026-01-01',
  end_date: null,
  holiday_region: null,
  working_patterns: [{ effective_from: '2026-01-01', hours: [8, 8, 8, 8, 8, 0, 0] }],
  version: 1,
  created_at: '2026-06-15T07:30:00.000Z',
  updated_at: '2026-06-15T07:30:00.000Z',
}

function employee<P extends TProperties>(title: string, more: P, example: object) {
  return Type.Object(
    { ...directory, ...details, ...more },
    {
      title,
      description:
        'Everybody sees id, name, team and manager, from the first day of employment on; the rest, and people who have ' +
        'not started, are for the person, their manager (where that one has left or cannot log in: their stand-in, or ' +
        'the next up the line), the stand-in of a manager who is away, and administrators. Personnel number and email address are ' +
        'for the person and administrators alone.',
      examples: [{ ...exampleEmployee, ...example }],
    },
  )
}

export const Employee = employee('Employee', {}, {})
export type Employee = Static<typeof Employee>
export const EmployeeList = Type.Array(Employee)
export const ChangedEmployee = employee(
  'ChangedEmployee',
  { touched_requests: TouchedRequests },
  { touched_requests: [] },
)

const optional = {
  user_id: Type.Optional(userId),
  manager_id: Type.Optional(managerId),
  stand_in_id: Type.Optional(standInId),
  personnel_number: Type.Optional(personnelNumber),
  email: Type.Optional(email),
  team: Type.Optional(team),
  end_date: Type.Optional(endDate),
  holiday_region: Type.Optional(region),
}

export const EmployeeInput = closed(
  { name, start_date: Day, ...optional, working_hours: Type.Optional(WeekHours) },
  {
    title: 'EmployeeInput',
    description: 'Without `working_hours` it is eight hours from Monday to Friday.',
    examples: [
      { name: 'Ann Example', start_date: '2026-01-01', team: 'Kitchen' },
      { name: 'Bea Example', start_date: '2026-03-01', holiday_region: 'DE-BY', working_hours: [8, 8, 8, 4, 0, 0, 0] },
    ],
  },
)
export type EmployeeInput = Static<typeof EmployeeInput>

export const EmployeeChange = closed(
  { name: Type.Optional(name), start_date: Type.Optional(Day), ...optional },
  { title: 'EmployeeChange', minProperties: 1, examples: [{ team: 'Bakery' }] },
)
export type EmployeeChange = Static<typeof EmployeeChange>

export const EmployeeQuery = closed({
  ...PageQuery,
  team: Type.Optional(Line(1, 80)),
  manager_id: Type.Optional(Type.String({ format: 'uuid' })),
  q: Type.Optional(Line(1, 120, { description: 'How the name begins, whatever its case and accents.' })),
  active_on: Type.Optional(
    Type.Unsafe<string>({
      ...Day,
      description: 'Who is employed on this day; of people whose dates are not the reader’s to see: who is today.',
    }),
  ),
  employed_from: Type.Optional({
    ...Day,
    description:
      'Who is employed on this day or later; of people whose dates are not the reader’s to see: who is today.',
  }),
})
export type EmployeeQuery = Static<typeof EmployeeQuery>

/** An employee as the API shows them to this caller. */
export function toEmployee({ employee, ties, managerHasStarted }: Related, patterns: readonly PatternRow[]): Employee {
  const { removed_at: _removed, name_key: _key, erased_at, id, name, team, manager_id, ...details } = employee
  const { personnel_number, email, ...rest } = details
  const can = [
    ...allowed(PERSON_ACTS, (act) => onPerson(act, ties)).filter((act) => erased_at === null || act === 'see_details'),
    ...allowed(LEAVE_ACTS, (act) => onLeave(act, ties)),
  ]
  if (!seesDetails(ties)) return { id, name, team, manager_id: managerHasStarted ? manager_id : null, can }
  const identity = seesIdentity(ties) ? { personnel_number, email } : {}
  return { id, name, team, manager_id, can, ...rest, ...identity, working_patterns: patterns.map(toPattern) }
}

/** A working pattern as the API shows it. */
export function toPattern({ effective_from, minutes }: Omit<PatternRow, 'employee_id'>): WorkingPattern {
  return { effective_from, hours: minutes.map(toHours) }
}
