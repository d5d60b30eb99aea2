/*
 * Calendar days are texts, `2026-07-01`: they compare as they follow each other, and know no clock and no zone.
 * What counts days does so here, over Temporal.
 */

/** So many days later; earlier when negative. */
export function addDays(day: string, days: number): string {
  return Temporal.PlainDate.from(day).add({ days }).toString()
}

/** How many days there are from one day up to another, which is not counted. */
export function daysBetween(from: string, to: string): number {
  return Temporal.PlainDate.from(from).until(to).days
}

/** Every day from one to another, both included. */
export function daysFrom(from: string, to: string): string[] {
  const days: string[] = []
  const last = Temporal.PlainDate.from(to)
  let day = Temporal.PlainDate.from(from)
  while (Temporal.PlainDate.compare(day, last) <= 0) {
    days.push(day.toString())
    day = day.add({ days: 1 })
  }
  return days
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
