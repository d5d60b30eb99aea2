import { AppError } from '../../../errors.ts'

const MAX_NAMED = 100

/** Refuses ids of which nobody is there, and names each. `found` are the people who are. @throws AppError `invalid` */
export function checkAllFound(employeeIds: readonly string[], found: readonly { id: string }[]): void {
  const known = new Set(found.map(({ id }) => id))
  const unknown = [...employeeIds.entries()].filter(([, id]) => !known.has(id))
  if (unknown.length === 0) return
  const fields = unknown.slice(0, MAX_NAMED).map(([index]) => [`employee_ids.${index}`, ['There is no such employee.']])
  throw new AppError('invalid', '', { errors: { json: Object.fromEntries(fields) } })
}

/** Refuses a day before these people begin, and says when each of them does. @throws AppError `invalid` under `place` */
export function checkIsEmployed(
  place: 'json' | 'path',
  effectiveFrom: string,
  employees: readonly { name: string; start_date: string }[],
): void {
  const later = employees.filter(({ start_date }) => effectiveFrom < start_date)
  if (later.length === 0) return
  const sentences = later.slice(0, MAX_NAMED).map(({ name, start_date }) => `${name} starts on ${start_date}.`)
  throw new AppError('invalid', '', { errors: { [place]: { effective_from: sentences } } })
}
