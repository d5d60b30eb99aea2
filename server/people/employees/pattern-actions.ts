import type { Db } from '../../db/connect.ts'
import { shareCompany } from '../company/store.ts'
import { transactWithHolidays } from '../holidays/actions.ts'
import { type FactChange, recountTouched } from '../touched.ts'
import { type ChangedEmployee, type Guard, lockExisting } from './actions.ts'
import { weekOf, withoutPattern, withPattern } from './pattern-rules.ts'
import type { Pattern } from './rules.ts'
import { type EmployeeRow, listPatterns } from './store.ts'
import { replacePatterns, touchEmployee } from './write-store.ts'

/**
 * Gives a person other working hours from a day on, until their next pattern begins.
 * @throws AppError `not_found`, `invalid`, `conflict` when a balance would fall below its floor, and whatever `guard` throws.
 */
export async function putPattern(
  db: Db,
  id: string,
  { effective_from, hours }: { effective_from: string; hours: readonly number[] },
  guard: Guard,
  by: FactChange,
): Promise<ChangedEmployee> {
  const pattern = { effective_from, minutes: weekOf('hours', hours) }
  const change = (patterns: readonly Pattern[], { start_date }: EmployeeRow) =>
    withPattern(patterns, pattern, start_date)
  return changePatterns(db, id, effective_from, change, guard, by)
}

/** Takes a working pattern away: the one before it goes on. @throws AppError as `putPattern` does. */
export function removePattern(
  db: Db,
  id: string,
  effectiveFrom: string,
  guard: Guard,
  by: FactChange,
): Promise<ChangedEmployee> {
  const change = (patterns: readonly Pattern[]) => withoutPattern(patterns, effectiveFrom)
  return changePatterns(db, id, effectiveFrom, change, guard, by)
}

function changePatterns(
  db: Db,
  id: string,
  from: string,
  change: (patterns: readonly Pattern[], employee: EmployeeRow) => Pattern[],
  guard: Guard,
  by: FactChange,
): Promise<ChangedEmployee> {
  return transactWithHolidays(
    db,
    async (trx, holidays) => {
      const company = await shareCompany(trx)
      const current = await lockExisting(trx, id)
      guard(current)
      const next = change(await listPatterns(trx, [id]), current)
      const employee = { ...current, version: current.version + 1, updated_at: by.now.toISOString() }
      await touchEmployee(trx, id, employee.version, employee.updated_at)
      await replacePatterns(trx, new Map([[id, next]]))
      const touched = await recountTouched(trx, { employeeIds: [id], from }, by, company, holidays)
      const patterns = next.map((one) => ({ ...one, employee_id: id, minutes: [...one.minutes] }))
      return { employee, patterns, touched }
    },
    by,
  )
}
