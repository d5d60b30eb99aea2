import { AppError } from '../../errors.ts'

/** What a caller is to an employee. */
export type Relation = 'self' | 'admin' | 'manager' | 'stand_in' | 'peer'

/** A working week from a day on; seven numbers, Monday first. */
export interface Pattern {
  effective_from: string
  minutes: readonly number[]
}

/** True for those who see more of an employee than the directory does. */
export function maySeeDetails(relation: Relation): boolean {
  return relation !== 'peer'
}

/** @throws AppError `forbidden` for those who see an employee in the directory alone. */
export function requireDetails(relation: Relation): void {
  if (!maySeeDetails(relation)) {
    throw new AppError('forbidden', 'Only the person, their manager and administrators may see this.')
  }
}

/** What is known of a caller and an employee, from which their relation follows. */
export interface Ties {
  isSelf: boolean
  isAdmin: boolean
  isManager: boolean
  /** Whether the caller stands in for the employee's manager, who is away. */
  isStandIn: boolean
}

/** The first that holds: one's own time off is one's own, even an administrator's. */
export function relationOf({ isSelf, isAdmin, isManager, isStandIn }: Ties): Relation {
  if (isSelf) return 'self'
  if (isAdmin) return 'admin'
  if (isManager) return 'manager'
  return isStandIn ? 'stand_in' : 'peer'
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
