import type { Tables } from '../../db/tables.ts'
import { addDays } from '../days.ts'
import { toHours } from '../hours.ts'
import type { FeedRow, Period } from './store.ts'

type Scope = Tables['calendar_feeds']['scope']

/** An all-day event of a calendar file. */
export interface CalendarEvent {
  /** Names the event for as long as there is one. */
  uid: string
  start: string
  /** The day after the last one. */
  end: string
  summary: string
  isTentative: boolean
  /** Whether the time of the calendar's owner is taken. */
  isBusy: boolean
  version: number
  updatedAt: string
}

const PAST_DAYS = 90
const YEARS_AHEAD = 2

/** What calendar programs call a feed. Texts without commas and the like, as the library writes them unescaped. */
export const FEED_NAMES: Record<Scope, string> = {
  me: 'My time off',
  team: 'Away in my team',
  company: 'Away in the company',
}

/** The days that a feed is about. */
export function feedPeriod(today: string): Period {
  const to = Temporal.PlainDate.from(today).add({ years: YEARS_AHEAD })
  return { from: addDays(today, -PAST_DAYS), to: to.toString() }
}

/**
 * An absence as an event. One's own says which type it is; what others see of it, be it in a feed of its owner's team,
 * only where the company shows types.
 */
export function eventOf(row: FeedRow, scope: Scope, showsLeaveTypes: boolean): CalendarEvent {
  const what = showsLeaveTypes ? row.leave_type_name : 'away'
  return {
    uid: `${row.id}@teamroom`,
    start: row.start_date,
    end: addDays(row.end_date, 1),
    summary: (scope === 'me' ? row.leave_type_name : `${row.employee_name} – ${what}`) + partOf(row),
    isTentative: row.status === 'pending',
    isBusy: scope === 'me',
    version: row.version,
    updatedAt: row.updated_at,
  }
}

/** Which part of its days it takes, for what takes not all of them. */
function partOf({ start_date, start_half, end_date, end_half, minutes }: FeedRow): string {
  if (minutes !== null) return ` (${Number(toHours(minutes).toFixed(2))} h)`
  if (start_date === end_date) return start_half === end_half ? ` (${start_half})` : ''
  const parts = [
    ...(start_half === 'afternoon' ? ['from the first afternoon'] : []),
    ...(end_half === 'morning' ? ['to the last morning'] : []),
  ]
  return parts.length > 0 ? ` (${parts.join(' ')})` : ''
}
