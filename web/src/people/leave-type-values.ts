import type { Schema } from '../api/client.ts'

export type LeaveType = Schema<'LeaveType'>

/** A leave type as the form has it; a number is text while it is typed. */
export type LeaveTypeValues = {
  name: string
  colour: string
  needs_approval: boolean
  /** What no balance may fall below; null: without end. */
  floor_hours: number | string | null
  blackouts: { start: string; end: string; reason: string }[]
}

export const NEW_LEAVE_TYPE: LeaveTypeValues = {
  ...{ name: '', colour: '#1971c2', needs_approval: true, floor_hours: 0, blackouts: [] },
}

/** A leave type as the form shows it. */
export function valuesOf({ name, colour, needs_approval, floor_hours, blackouts }: LeaveType): LeaveTypeValues {
  return { name, colour, needs_approval, floor_hours, blackouts }
}

/** What the form says, as the API takes it; what is no number yet it refuses by itself. */
export function bodyOfLeaveType(values: LeaveTypeValues): Schema<'LeaveTypeInput'> {
  return values as Schema<'LeaveTypeInput'>
}
