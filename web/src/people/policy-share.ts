import { daysBetween } from '../../../server/time-off/days.ts'
import { LeaveCalendar } from '../../../server/time-off/ledger/leave-years.ts'
import type { Policy } from './policy-values.ts'

/** What a policy gives in the leave year that a day is in, when it begins on that day. */
export interface Share {
  /** The first day of the leave year. */
  first: string
  /** Days or hours, as the policy counts. */
  amount: number
  whole: number
}

/**
 * The share of a leave year that somebody gets whose policy begins in the middle of it; undefined when they get all of it,
 * and where each person has leave years of their own.
 */
export function shareOf(
  { allowance, year_start }: Pick<Policy, 'allowance' | 'year_start'>,
  day: string,
): Share | undefined {
  if (year_start === 'hire_date' || !/^[1-9]\d{3}-\d\d-\d\d$/.test(day)) return undefined
  const { start, end } = new LeaveCalendar({ year_start }, day).yearOf(day)
  if (start === day) return undefined
  return { first: start, whole: allowance, amount: (allowance * daysBetween(day, end)) / daysBetween(start, end) }
}
