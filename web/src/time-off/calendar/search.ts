import { isMonth, type Period, periodFrom, VIEWS, type View } from './period.ts'

/** What of the calendar is shown, as its address has it; what is left out follows from the day and from the screen. */
export interface CalendarSearch {
  view?: View | undefined
  /** `2026-11`; of a year's view, any of its months. */
  month?: string | undefined
  team?: string | undefined
  /** A list of exactly these days, instead of a month's; both are there, or neither. */
  from?: string | undefined
  to?: string | undefined
}

/** What an address says of the calendar; what makes no sense is left out. */
export function calendarSearch({ view, month, team, from, to }: Record<string, unknown>): CalendarSearch {
  const days = periodFrom(from, to)
  return {
    view: VIEWS.find((one) => one === view),
    month: isMonth(month) ? month : undefined,
    // The router takes a team called 42 for a number.
    team: team === undefined || team === '' ? undefined : String(team),
    from: days?.from,
    to: days?.to,
  }
}

/** The days that an address names one by one; undefined where it speaks of a month. */
export function daysOf({ from, to }: CalendarSearch): Period | undefined {
  return from === undefined || to === undefined ? undefined : { from, to }
}
