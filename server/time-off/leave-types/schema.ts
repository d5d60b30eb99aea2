import type { Static } from 'typebox'
import type { Role } from '../../db/tables.ts'
import { Can, closed, Day, Hours, Id, Line, notBlank, nullable, PageQuery, Timestamp } from '../../http/shapes.ts'
import { Type } from '../../http/type.ts'
import { allowed } from '../../verdict.ts'
import { LEAVE_TYPE_ACTS, onLeaveType } from '../access.ts'
import { toHours } from '../hours.ts'
import type { ListedLeaveType } from './store.ts'

const name = Line(1, 60, { ...notBlank, description: 'Unique, whatever its case.' })
const colour = Type.String({
  pattern: '^#[0-9a-fA-F]{6}$',
  'x-sentence': 'Must be a colour such as #2f9e44.',
  description: 'What calendars show it in.',
})
const needsApproval = Type.Boolean({ description: 'False: a request is approved as soon as it is made.' })
const floorHours = nullable(Hours({ maximum: 0 }), {
  description: 'What no balance may fall below; null when it may fall without end. Raising it touches nothing booked.',
})
const archived = Type.Boolean({ description: 'True: no longer offered; what there is of it stays.' })
const blackouts = Type.Array(closed({ start: Day, end: Day, reason: Line(1, 100, notBlank) }, { title: 'Blackout' }), {
  maxItems: 50,
  description: 'Spans of days, both ends included, on which none of it is given.',
})

const example = {
  name: 'Annual leave',
  colour: '#2f9e44',
  needs_approval: true,
  floor_hours: 0,
  blackouts: [{ start: '2026-12-20', end: '2026-12-24', reason: 'Stocktaking' }],
}

export const LeaveType = Type.Object(
  {
    id: Id,
    name,
    colour,
    needs_approval: needsApproval,
    floor_hours: floorHours,
    blackouts,
    archived,
    is_default: Type.Boolean({ description: 'True for the one that the older PTO paths book from.' }),
    can: Can(LEAVE_TYPE_ACTS),
    version: Type.Integer({ description: 'Goes up by one with every change.' }),
    created_at: Timestamp,
    updated_at: Timestamp,
  },
  {
    title: 'LeaveType',
    examples: [
      {
        id: '0197c0de-1111-7aaa-8bbb-3f6c2b7d8e90',
        ...example,
        archived: false,
        is_default: false,
        can: ['edit', 'archive'],
        version: 1,
        created_at: '2026-01-05T07:30:00.000Z',
        updated_at: '2026-01-05T07:30:00.000Z',
      },
    ],
  },
)
export type LeaveType = Static<typeof LeaveType>

/** A leave type as it is shown to a caller. */
export function toLeaveType(row: ListedLeaveType, caller: { role: Role }): LeaveType {
  const { id, name, colour, needs_approval, floor_minutes, blackouts, is_default, archived_at, ...kept } = row
  return {
    id,
    name,
    colour,
    needs_approval: needs_approval === 1,
    floor_hours: floor_minutes === null ? null : toHours(floor_minutes),
    blackouts,
    archived: archived_at !== null,
    is_default: is_default === 1,
    can: allowed(LEAVE_TYPE_ACTS, (act) => onLeaveType(act, caller, row)),
    version: kept.version,
    created_at: kept.created_at,
    updated_at: kept.updated_at,
  }
}

export const LeaveTypeList = Type.Array(LeaveType)

const optional = {
  needs_approval: Type.Optional(needsApproval),
  floor_hours: Type.Optional(floorHours),
  blackouts: Type.Optional(blackouts),
}

export const LeaveTypeInput = closed(
  { name, colour, ...optional },
  {
    title: 'LeaveTypeInput',
    description: 'Left out: needs approval, no balance below 0, no blackouts.',
    examples: [example],
  },
)
export type LeaveTypeInput = Static<typeof LeaveTypeInput>

export const LeaveTypeChange = closed(
  { name: Type.Optional(name), colour: Type.Optional(colour), ...optional, archived: Type.Optional(archived) },
  { title: 'LeaveTypeChange', minProperties: 1, examples: [{ floor_hours: -16 }, { archived: true }] },
)
export type LeaveTypeChange = Static<typeof LeaveTypeChange>

export const LeaveTypeQuery = closed({
  ...PageQuery,
  archived: Type.Optional(Type.Boolean({ description: 'True: archived ones; false: the others. Left out: all.' })),
})
