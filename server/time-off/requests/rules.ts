import type { Half } from '../../db/tables.ts'
import { AppError, invalidField } from '../../errors.ts'
import { minutesOn } from '../../people/employees/rules.ts'
import type { Holiday } from '../../people/holidays/library-rules.ts'
import { daysBetween, daysFrom } from '../days.ts'
import { toHours } from '../hours.ts'
import type { Person } from '../ledger/allowance-rules.ts'
import type { Shortfall } from '../ledger/rules.ts'

/** Which half days somebody wants off; of a single day perhaps no more than some minutes. */
export interface Span {
  start_date: string
  /** The half day it begins with. */
  start_half: Half
  end_date: string
  /** The half day it ends with. */
  end_half: Half
  minutes: number | null
}

/** What a day of a request costs, and why. */
export interface PlannedDay {
  date: string
  why: 'working' | 'not_working' | 'holiday' | 'not_employed'
  holiday: string | null
  /** The half days that it takes. */
  halves: { half: Half; minutes: number }[]
}

/** What the cost of a day follows from. */
export interface WorkingTime {
  person: Person
  holidays: ReadonlyMap<string, Holiday>
}

/** The longest request. */
export const MAX_DAYS = 366
const HALVES: readonly Half[] = ['morning', 'afternoon']

/**
 * Refuses half days that no request can have.
 * @throws AppError `invalid` naming the field.
 */
export function checkSpan({ start_date, start_half, end_date, end_half, minutes }: Span): void {
  if (end_date < start_date) throw invalidField('end', 'Must not be before the start.')
  if (start_date === end_date && start_half === 'afternoon' && end_half === 'morning') {
    throw invalidField('end_half', 'Must not be before the start.')
  }
  if (daysBetween(start_date, end_date) >= MAX_DAYS) throw invalidField('end', `At most ${MAX_DAYS} days at once.`)
  if (minutes !== null && minutes <= 0) throw invalidField('hours', 'Must be more than 0.')
  if (minutes !== null && start_date !== end_date) throw invalidField('hours', 'Hours are for a single day.')
}

/**
 * What each day of a span costs: the time worked on its half days, less holidays; for hours, that much of it, taken from
 * the first half day on. An hour of a half day takes the half.
 */
export function planDays(span: Span, working: WorkingTime): PlannedDay[] {
  const days = daysFrom(span.start_date, span.end_date).map((date) => planDay(date, halvesOf(span, date), working))
  const [day] = days
  if (span.minutes === null || !day) return days
  const halves = limited(day.halves, span.minutes)
  const taken = halves.filter(({ minutes }) => minutes > 0)
  return [{ ...day, halves: taken.length > 0 ? taken : halves.slice(0, 1) }]
}

/** What a day costs whose half days are taken already: never more than the hours that were asked for. */
export function replanDay(
  date: string,
  halves: readonly Half[],
  minutes: number | null,
  working: WorkingTime,
): PlannedDay {
  const day = planDay(date, halves, working)
  return minutes === null ? day : { ...day, halves: limited(day.halves, minutes) }
}

/** What days cost together, in minutes. */
export function costOf(days: readonly PlannedDay[]): number {
  return days.reduce((sum, day) => sum + costOfDay(day), 0)
}

/** What one day costs, in minutes. */
export function costOfDay({ halves }: PlannedDay): number {
  return halves.reduce((sum, { minutes }) => sum + minutes, 0)
}

/**
 * Refuses days off that make no sense: outside employment, without work, fewer hours than asked for, or when nobody may.
 * @throws AppError `invalid` or `conflict`.
 */
export function checkDays(
  span: Span,
  days: readonly PlannedDay[],
  { start_date, end_date }: Person,
  blackouts: readonly { start: string; end: string; reason: string }[],
): void {
  if (span.start_date < start_date) throw invalidField('start', `The employment begins on ${start_date}.`)
  if (end_date !== null && span.end_date > end_date) throw invalidField('end', `The employment ends on ${end_date}.`)
  const cost = costOf(days)
  if (cost === 0) throw invalidField('start', 'There is no working time in these days.')
  if (span.minutes !== null && cost < span.minutes) {
    throw invalidField('hours', `There are only ${hours(cost)} of working time then.`)
  }
  const taken = days.filter((day) => costOfDay(day) > 0)
  checkIsGiven(
    taken.map(({ date }) => date),
    blackouts,
  )
}

/** Refuses days on which a leave type is not given. @throws AppError `conflict` */
export function checkIsGiven(
  dates: readonly string[],
  blackouts: readonly { start: string; end: string; reason: string }[],
): void {
  const blackout = blackouts.find(({ start, end }) => dates.some((date) => date >= start && date <= end))
  if (!blackout) return
  const { start, end, reason } = blackout
  throw new AppError('conflict', `From ${start} to ${end} no such time off is taken: ${reason}`)
}

/** Says what is missing. The numbers stand in `errors` too, in hours. */
export function refuseShortfall(cost: number, { date, balance, missing }: Shortfall, floor: number): AppError {
  const available = balance - floor
  const sentence = `This costs ${hours(cost)}, but on ${date} there would only be ${hours(available)}: ${hours(missing)} short.`
  const errors = {
    balance: { hours: [String(toHours(available))], on: [date] },
    cost: { hours: [String(toHours(cost))] },
    shortfall: { hours: [String(toHours(missing))] },
  }
  return new AppError('conflict', sentence, { errors })
}

function planDay(date: string, halves: readonly Half[], { person, holidays }: WorkingTime): PlannedDay {
  const holiday = holidays.get(date)
  const minutes = minutesOn(person.patterns, date)
  const morning = Math.ceil(minutes / 2)
  const works = { morning, afternoon: minutes - morning }
  const isEmployed = date >= person.start_date && (person.end_date === null || date <= person.end_date)
  const isOff = (half: Half) => !isEmployed || holiday?.off === 'day' || holiday?.off === half
  return {
    date,
    why: isEmployed ? (minutes === 0 ? 'not_working' : holiday ? 'holiday' : 'working') : 'not_employed',
    holiday: holiday?.name ?? null,
    halves: halves.map((half) => ({ half, minutes: isOff(half) ? 0 : works[half] })),
  }
}

function halvesOf({ start_date, start_half, end_date, end_half }: Span, date: string): Half[] {
  const isTaken = (half: Half) =>
    !(date === start_date && half === 'morning' && start_half === 'afternoon') &&
    !(date === end_date && half === 'afternoon' && end_half === 'morning')
  return HALVES.filter(isTaken)
}

function limited(halves: PlannedDay['halves'], minutes: number): PlannedDay['halves'] {
  let left = minutes
  return halves.map(({ half, minutes }) => {
    const taken = Math.min(left, minutes)
    left -= taken
    return { half, minutes: taken }
  })
}

function hours(minutes: number): string {
  return `${Number(toHours(minutes).toFixed(2))} h`
}
