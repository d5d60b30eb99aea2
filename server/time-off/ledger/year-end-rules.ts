import { earlier, later } from '../days.ts'
import type { PolicyTerms } from '../policies/rules.ts'
import { type Assignment, amountInMinutes, longestWeek, type Person, type Spell } from './allowance-rules.ts'

/** An end of a leave year, as its policy settles it. */
export interface YearEnd {
  /** The new leave year's first day. */
  date: string
  policy: PolicyTerms
  /** The day on which what was handed on and not used expires. */
  expiresOn: string | null
}

/**
 * The ends of leave years after one day, or from the first one on, up to another; in order. A year that another policy
 * cuts short does not end: it goes on in the other's.
 */
export function yearEnds(person: Person, spells: readonly Spell[], after: string | null, until: string): YearEnd[] {
  const ends: YearEnd[] = []
  for (const { policy, calendar, from, to } of spells) {
    let year = calendar.yearOf(later(from, after ?? from))
    while (year.end <= until && (to === null || year.end <= to) && !hasLeft(person, year.end)) {
      const months = policy.carry_over_months
      const expiresOn = months === null ? null : calendar.monthStart(calendar.next(year), months)
      // Who has left keeps what is left, to be paid out.
      const lapses = expiresOn === null || hasLeft(person, expiresOn) ? null : expiresOn
      ends.push({ date: year.end, policy, expiresOn: lapses })
      year = calendar.next(year)
    }
  }
  return ends
}

/**
 * What an end of a leave year hands on at most, in minutes, of what was earned since a day. Days are those of the longest
 * week since then: what was earned is never worth less for a shorter week that came later (CJEU C-486/08, C-415/12).
 */
export function capOf(person: Person, { date, policy }: YearEnd, earnedSince: string): number {
  const { unit, carry_over_cap: cap } = policy
  if (cap === null) return Number.POSITIVE_INFINITY
  return amountInMinutes(unit, cap, longestWeek(person, earnedSince, date))
}

/**
 * When time that another system carried over expires, as it came along on a day: as what the leave year of that day was
 * handed on does, or the policy's first one when it began later. Null when that day is over, or there is none: then it
 * goes on with all the rest.
 */
export function expiryOf(person: Person, spells: readonly Spell[], day: string): string | null {
  const spell = spells.find(({ to }) => to === null || to > day)
  if (!spell || spell.policy.carry_over_months === null) return null
  const from = later(spell.from, day)
  const expiresOn = spell.calendar.monthStart(spell.calendar.yearOf(from), spell.policy.carry_over_months)
  return expiresOn > from && !hasLeft(person, expiresOn) ? expiresOn : null
}

/** Whether what is handed on depends on how long ago it was earned. */
export function dependsOnWeeks({ patterns }: Person, assignments: readonly Assignment[]): boolean {
  const weeks = new Set(patterns.map(({ minutes }) => minutes.reduce((sum, more) => sum + more, 0)))
  const hasCapInDays = assignments.some(({ policy }) => policy?.unit === 'days' && (policy.carry_over_cap ?? 0) > 0)
  return weeks.size > 1 && hasCapInDays
}

/** The first day of the latest leave year that followed another one by then. */
export function latestYearEnd(person: Person, spells: readonly Spell[], day: string): string | undefined {
  for (const { calendar, from, to } of spells.toReversed()) {
    if (from >= day) continue
    const { start } = calendar.yearOf(earlier(day, to ?? day))
    if (start > from && !hasLeft(person, start)) return start
  }
  return undefined
}

function hasLeft({ end_date }: Person, day: string): boolean {
  return end_date !== null && day > end_date
}
