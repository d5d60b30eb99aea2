import { addDays } from '../../../server/time-off/days.ts'

/** True for a day with a whole year: what a field for dates holds while its year is typed is not meant yet. */
export function isMeant(day: string): boolean {
  return day >= '1000'
}

/** The first day of a day's month. */
export function monthOf(day: string): string {
  return `${day.slice(0, 7)}-01`
}

/** The last day of the month that is so many months later. */
export function endOfMonth(day: string, later: number): string {
  const month = new Date(`${monthOf(day)}T00:00:00Z`)
  month.setUTCMonth(month.getUTCMonth() + later + 1)
  return addDays(month.toISOString().slice(0, 10), -1)
}
