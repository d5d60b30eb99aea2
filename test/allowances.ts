import type { Assignment, Person } from '../server/time-off/ledger/allowance-rules.ts'
import type { Movement } from '../server/time-off/ledger/walk-rules.ts'
import type { PolicyTerms } from '../server/time-off/policies/rules.ts'

/** Five days of eight hours: 2,400 minutes. */
export const FIVE_DAYS = [480, 480, 480, 480, 480, 0, 0]
/** Four of them: 1,920 minutes, of which a fifth is 384. */
export const FOUR_DAYS = [480, 480, 480, 480, 0, 0, 0]
/** Six of them. */
export const SIX_DAYS = [480, 480, 480, 480, 480, 480, 0]

/** Somebody who works full-time since 2026 began, but for what is said. `weeks` are by their first days. */
export function person(
  of: Partial<Pick<Person, 'start_date' | 'end_date'>> & { weeks?: Record<string, number[]> } = {},
): Person {
  const { start_date = '2026-01-01', end_date = null, weeks = {} } = of
  const patterns = Object.entries({ [start_date]: FIVE_DAYS, ...weeks })
  return { start_date, end_date, patterns: patterns.map(([effective_from, minutes]) => ({ effective_from, minutes })) }
}

/** 25 days a calendar year, given at its start, all of which is carried over; but for what is said. */
function terms(of: Partial<PolicyTerms> = {}): PolicyTerms {
  return {
    ...{ unit: 'days', allowance: 2_500, accrual: 'yearly', year_start: '01-01' },
    ...{ carry_over_cap: null, carry_over_months: null },
    ...of,
  }
}

/** Policies by the days from which they hold. */
export function since(policies: Record<string, Partial<PolicyTerms> | null>): Assignment[] {
  return Object.entries(policies).map(([effective_from, of]) => ({ effective_from, policy: of && terms(of) }))
}

/** Time taken (or given back, when negative) on a day. */
export function taken(date: string, minutes: number): Movement {
  return { date, minutes: -minutes, used: -minutes }
}
