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

const HOURS_A_DAY = 8
const MOST_STEPS = 5

/** Hours for an axis: round numbers of days, a few, from below the lowest point, or 0, to above the highest. */
export function stepsOf(points: readonly Point[]): number[] {
  const days = [0, ...points.map(({ hours }) => hours / HOURS_A_DAY)]
  const [lowest, highest] = [Math.min(...days), Math.max(...days, 1)]
  const step = [1, 2, 5, 10, 20, 50, 100].find((days) => (highest - lowest) / days <= MOST_STEPS) ?? 500
  const first = Math.floor(lowest / step)
  const count = Math.ceil(highest / step) - first + 1
  return Array.from({ length: count }, (_, i) => (first + i) * step * HOURS_A_DAY)
}
