import { AppError } from '../../errors.ts'
import { seesDetails, tiesOf, type Viewer } from '../../people/access.ts'
import { daysBetween } from '../days.ts'
import { toHours } from '../hours.ts'
import type { AbsentPerson } from './schema.ts'
import type { CalendarRow, Period } from './store.ts'

const MAX_PERIOD = 366
const LONG_PERIOD = 62

/**
 * Refuses a period that ends before it begins, or is too long.
 * @throws AppError `invalid` naming the last day.
 */
export function checkPeriod({ from, to }: Period): void {
  if (to < from) throw invalidEnd('Must not be before the first day.')
  if (daysBetween(from, to) >= MAX_PERIOD) throw invalidEnd(`At most ${MAX_PERIOD} days at once.`)
}

/** True for a period with so many absences that reading them may take long. */
export function isLong({ from, to }: Period): boolean {
  return daysBetween(from, to) >= LONG_PERIOD
}

/**
 * The calendar as this reader may see it, in the order of the rows: everything of those whose time off they may see, and
 * of everybody else when they are away.
 */
export function calendarFor(viewer: Viewer, rows: readonly CalendarRow[], showsLeaveTypes: boolean): AbsentPerson[] {
  const people: AbsentPerson[] = []
  for (const row of rows) {
    const isTheirs = seesDetails(tiesOf(row, row.employee_start_date, viewer))
    if (row.status === 'pending' && !isTheirs) continue
    const absence = absenceOf(row, isTheirs, isTheirs || showsLeaveTypes)
    const last = people.at(-1)
    if (last?.employee.id === row.employee_id) last.absences.push(absence)
    else
      people.push({ employee: { id: row.employee_id, name: row.employee_name, team: row.team }, absences: [absence] })
  }
  return people
}

function absenceOf(row: CalendarRow, showsRequest: boolean, showsType: boolean): AbsentPerson['absences'][number] {
  const { start_half, end_half, minutes, status } = row
  return {
    ...(showsRequest && { request_id: row.id }),
    start: row.start_date,
    start_half,
    end: row.end_date,
    end_half,
    ...(minutes !== null && { hours: toHours(minutes) }),
    status,
    leave_type: showsType ? { id: row.leave_type_id, name: row.leave_type_name, colour: row.leave_type_colour } : null,
  }
}

function invalidEnd(sentence: string): AppError {
  return new AppError('invalid', '', { errors: { query: { to: [sentence] } } })
}
