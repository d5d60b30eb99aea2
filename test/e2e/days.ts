import { addDays } from '../../server/time-off/days.ts'
import { startOfTests } from '../moments.ts'

/** The company's day when a spec begins: companies live in UTC until they say otherwise. */
export const TODAY = startOfTests().slice(0, 10)
export const YEAR = Number(TODAY.slice(0, 4))
export const NEXT_YEAR = YEAR + 1

/** The Monday of next June's second week. */
export const MONDAY = 8 + ((8 - new Date(`${NEXT_YEAR}-06-08T00:00:00Z`).getUTCDay()) % 7)

/** A day of next June. */
export const june = (day: number) => `${NEXT_YEAR}-06-${String(day).padStart(2, '0')}`

/** So many days from one on, of those on which a full-time week has work. */
export function workdays(from: string, count: number): string[] {
  const days: string[] = []
  for (let day = from; days.length < count; day = addDays(day, 1)) {
    if (new Date(day).getUTCDay() % 6 !== 0) days.push(day)
  }
  return days
}

/** This day, or the first one after it on which a full-time week has work. */
export const workday = (day: string) => workdays(day, 1)[0] as string

/** A day as a British page writes it. */
export const show = (day: string, options: Intl.DateTimeFormatOptions = { dateStyle: 'medium' }) =>
  new Intl.DateTimeFormat('en-GB', { ...options, timeZone: 'UTC' }).format(new Date(day))
