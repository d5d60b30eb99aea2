import type { Balance } from '../queries.ts'

/** What there is from a day on; of the past, of the future, and on the day that both meet, of both. */
export interface Point {
  /** Midnight at its beginning in UTC, in milliseconds. */
  at: number
  hours: number
  past: number | undefined
  forecast: number | undefined
}

/** How a balance goes through the days from one to another, by the lines of a statement. */
export function pointsOf(lines: Balance['lines'], from: string, to: string, today: string): Point[] {
  const days = new Set([from, to, ...(from <= today && today <= to ? [today] : []), ...lines.map(({ date }) => date)])
  return [...days].sort().map((day) => {
    const hours = lines.findLast(({ date }) => date <= day)?.balance_hours ?? 0
    const at = Date.parse(day)
    return { at, hours, past: day <= today ? hours : undefined, forecast: day >= today ? hours : undefined }
  })
}

/** The first days of the months between two points, as an axis names them. */
export function monthsBetween(from: number, to: number): number[] {
  const months: number[] = []
  const month = new Date(from)
  while (month.getTime() <= to) {
    if (month.getUTCDate() === 1) months.push(month.getTime())
    month.setUTCMonth(month.getUTCMonth() + 1, 1)
  }
  return months
}
