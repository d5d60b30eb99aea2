/*
 * Calendar days are texts, `2026-07-01`: they compare as they follow each other, and know no clock and no zone.
 * What counts days does so here: in UTC every day is equally long, and counting so costs a small part of what
 * Temporal does, which balances of many people would wait for.
 */

const DAY_MS = 86_400_000

/** So many days later; earlier when negative. */
export function addDays(day: string, days: number): string {
  return textOf(Date.parse(day) + days * DAY_MS)
}

/** How many days there are from one day up to another, which is not counted. */
export function daysBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / DAY_MS
}

/** Every day from one to another, both included. */
export function daysFrom(from: string, to: string): string[] {
  return Array.from({ length: Math.max(0, daysBetween(from, to) + 1) }, (_, days) => addDays(from, days))
}

/** A day of the month; where the month is shorter, its last one. Months count from 1, on into other years. */
export function dayOfMonth(year: number, month: number, day: number): string {
  const last = new Date(Date.UTC(year, month, 0)).getUTCDate()
  return textOf(Date.UTC(year, month - 1, Math.min(day, last)))
}

/** The later of two days. */
export function later(a: string, b: string): string {
  return a > b ? a : b
}

/** The earlier of two days. */
export function earlier(a: string, b: string): string {
  return a < b ? a : b
}

/** The last day for which time off is planned: three years ahead, beyond which neither holidays nor policies say much. */
export function lastPlannableDay(today: string): string {
  return addDays(today, 3 * 366)
}

const TWO_DIGITS = Array.from({ length: 32 }, (_, number) => String(number).padStart(2, '0'))

/**
 * The day of an instant in UTC. Put together by hand, as `toISOString` takes four times as long, and forecasts are many
 * days. @throws RangeError for what is none.
 */
function textOf(instant: number): string {
  const date = new Date(instant)
  if (Number.isNaN(date.getTime())) throw new RangeError('not a day')
  const year = String(date.getUTCFullYear()).padStart(4, '0')
  return `${year}-${TWO_DIGITS[date.getUTCMonth() + 1]}-${TWO_DIGITS[date.getUTCDate()]}`
}
