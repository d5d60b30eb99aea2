import { addDays, dayOfMonth, daysBetween, daysFrom, earlier } from '../../../../server/time-off/days.ts'

export const VIEWS = ['month', 'list', 'year'] as const
export type View = (typeof VIEWS)[number]

/** Days from one to another, both included. */
export interface Period {
  from: string
  to: string
}

/** What takes somebody away, to the half day. */
export interface Span {
  start: string
  start_half: 'morning' | 'afternoon'
  end: string
  end_half: 'morning' | 'afternoon'
}

/** Where a bar begins and how long it is, in hundredths of a period, and on which sides it goes on beyond. */
export interface Place {
  left: number
  width: number
  goesOnBefore: boolean
  goesOnAfter: boolean
}

const MOST_DAYS = 366
const MONTH = /^[12]\d{3}-(0[1-9]|1[0-2])$/

/** True for a month as addresses have it: `2026-11`. */
export function isMonth(text: unknown): text is string {
  return typeof text === 'string' && MONTH.test(text)
}

/** The days from one to another, as addresses have them; undefined where they are none, or more than a year's. */
export function periodFrom(from: unknown, to: unknown): Period | undefined {
  if (!isDay(from) || !isDay(to) || from > to || daysBetween(from, to) >= MOST_DAYS) return undefined
  return { from, to }
}

function isDay(text: unknown): text is string {
  if (typeof text !== 'string' || !isMonth(text.slice(0, 7))) return false
  const [year, month, day] = text.split('-').map(Number) as [number, number, number]
  return day > 0 && text === dayOfMonth(year, month, day)
}

/** The days that a view shows of this month. */
export function periodOf(view: View, month: string): Period {
  const [year, number] = month.split('-').map(Number) as [number, number]
  if (view === 'year') return { from: `${year}-01-01`, to: `${year}-12-31` }
  return { from: `${month}-01`, to: dayOfMonth(year, number, 31) }
}

/** The month that a view shows next, or before: `steps` may be negative. */
export function monthAway(view: View, month: string, steps: number): string {
  const [year, number] = month.split('-').map(Number) as [number, number]
  return dayOfMonth(year, number + steps * (view === 'year' ? 12 : 1), 1).slice(0, 7)
}

/** A period's months, each with its first day and how many days it has. */
export function monthsOf({ from, to }: Period): { first: string; days: number }[] {
  const firsts = daysFrom(from, to).filter((day) => day.endsWith('-01'))
  return firsts.map((first, i) => ({ first, days: daysBetween(first, firsts[i + 1] ?? addDays(to, 1)) }))
}

/** A period's weeks, the first and the last of them perhaps short. `firstDay` of a week: 1 for Monday to 7 for Sunday. */
export function weeksOf({ from, to }: Period, firstDay: number): Period[] {
  const weeks: Period[] = []
  for (let day = from; day <= to; ) {
    const left = (firstDay + 13 - (new Date(day).getUTCDay() || 7)) % 7
    const end = earlier(addDays(day, left), to)
    weeks.push({ from: day, to: end })
    day = addDays(end, 1)
  }
  return weeks
}

/** True when it has days of the period. */
export function touches({ start, end }: Span, { from, to }: Period): boolean {
  return start <= to && end >= from
}

/** True for a Saturday or a Sunday. */
export function isWeekend(day: string): boolean {
  return [0, 6].includes(new Date(day).getUTCDay())
}

/** Where something stands in a period that it touches. */
export function placeOf({ start, start_half, end, end_half }: Span, { from, to }: Period): Place {
  const halves = 2 * (daysBetween(from, to) + 1)
  const first = 2 * daysBetween(from, start) + (start_half === 'afternoon' ? 1 : 0)
  const last = 2 * daysBetween(from, end) + (end_half === 'morning' ? 1 : 2)
  const left = Math.max(0, first)
  return {
    left: (100 * left) / halves,
    width: (100 * (Math.min(halves, last) - left)) / halves,
    goesOnBefore: first < 0,
    goesOnAfter: last > halves,
  }
}
