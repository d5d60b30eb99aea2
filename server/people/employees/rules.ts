import { AppError, invalidField } from '../../errors.ts'

/** A working week from a day on; seven numbers, Monday first. */
export interface Pattern {
  effective_from: string
  minutes: readonly number[]
}

/** What the ETags of an employee begin with; an account that is deleted leaves the version as it is. */
export function versionsOf({ version, user_id }: { version: number; user_id: string | null }): [number, number] {
  return [version, user_id === null ? 0 : 1]
}

/** Whose public holidays a person has; null where none are kept. */
export function regionOf(
  employee: { holiday_region: string | null },
  company: { holiday_region: string | null },
): string | null {
  return employee.holiday_region ?? company.holiday_region
}

/** What a person works on a day, holidays aside. `patterns` are theirs, in the order of their days. */
export function minutesOn(patterns: readonly Pattern[], date: string): number {
  const pattern = patterns.findLast(({ effective_from }) => effective_from <= date)
  return pattern?.minutes[Temporal.PlainDate.from(date).dayOfWeek - 1] ?? 0
}

/** A name as it is kept: equal ones are the same characters, however an accent was typed. */
export function keptName(name: string): string {
  return name.normalize('NFC')
}

/** A name as people mean it: case, spaces and the way in which an accent was typed aside. */
export function nameKey(name: string): string {
  return keptName(name).trim().replace(/\s+/g, ' ').toLowerCase()
}

/** @throws AppError `invalid` when the last day of employment is before the first; on the day that was sent. */
export function checkDates(start: string, end: string | null, sent: { end_date?: string | null }): void {
  if (end === null || end >= start) return
  throw sent.end_date === undefined
    ? invalidField('start_date', 'Must not be after the last day of employment.')
    : invalidField('end_date', 'Must not be before the first day of employment.')
}

/** @throws AppError `conflict` when the person is not employed on this day. */
export function checkEmployedOn(
  { start_date, end_date }: { start_date: string; end_date: string | null },
  day: string,
) {
  if (day < start_date) throw new AppError('conflict', `The employment begins on ${start_date}.`)
  if (end_date !== null && day > end_date) throw new AppError('conflict', `The employment ended on ${end_date}.`)
}

/** Those whom an employee's fields name. */
export interface References {
  user_id?: string | null
  manager_id?: string | null
  stand_in_id?: string | null
}

/**
 * Refuses references to accounts and employees that there are not, and to the employee themselves.
 * @throws AppError `invalid` naming each of them.
 */
export function checkReferences(id: string, references: References, known: ReadonlySet<string>): void {
  const errors: Record<string, string[]> = {}
  if (references.user_id && !known.has(references.user_id)) errors.user_id = ['There is no such account.']
  for (const field of ['manager_id', 'stand_in_id'] as const) {
    const reference = references[field]
    if (!reference) continue
    if (reference === id) errors[field] = ['Must be somebody else.']
    else if (!known.has(reference)) errors[field] = ['There is no such employee.']
  }
  if (Object.keys(errors).length > 0) throw new AppError('invalid', '', { errors: { json: errors } })
}

/** Somebody in the reporting line. */
export interface Reporting {
  id: string
  name: string
  manager_id: string | null
}

/** The people of a circle that this person's managers make, in its order; undefined where the line has an end. */
export function findCycle(people: ReadonlyMap<string, Reporting>, id: string): Reporting[] | undefined {
  const line: Reporting[] = []
  const seen = new Set<string>()
  for (let person = people.get(id); person; person = people.get(person.manager_id ?? '')) {
    if (seen.has(person.id)) return line.slice(line.findIndex((one) => one.id === person?.id))
    seen.add(person.id)
    line.push(person)
  }
  return undefined
}

/** What is wrong about a circle of managers. */
export function cycleSentence(cycle: readonly Reporting[]): string {
  const names = [...cycle, ...cycle.slice(0, 1)].map((person) => person.name)
  return `Nobody can be their own manager's manager: ${names.join(' → ')}.`
}
