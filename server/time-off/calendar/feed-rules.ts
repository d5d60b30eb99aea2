import { createHmac } from 'node:crypto'
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
  /** When it last changed. */
  stamp: string
  /** How often it has changed; left out where that is nobody's to know. */
  version?: number
}

/** Which days and halves an absence takes. */
type Taken = Pick<FeedRow, 'start_date' | 'start_half' | 'end_date' | 'end_half' | 'minutes'>

/** What of a feed its events depend on. */
interface Feed {
  scope: Scope
  uid_key: string
}

const PAST_DAYS = 90
const YEARS_AHEAD = 2

/** What calendar programs call a feed. */
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

/** Absences as events, in the same order on every day, so that a feed changes only when something has. */
export function eventsOf(rows: readonly FeedRow[], feed: Feed, showsLeaveTypes: boolean): CalendarEvent[] {
  return rows.map((row) => eventOf(row, feed, showsLeaveTypes)).sort((a, b) => (a.uid < b.uid ? -1 : 1))
}

/**
 * An absence as an event. One's own says which type it is, and when it changed. Of others', be it in a feed of their
 * team, the type is shown where the company shows types; and nothing tells when they asked: a request's id is made of
 * that moment, and its versions say how often somebody had to think again.
 */
function eventOf(row: FeedRow, { scope, uid_key }: Feed, showsLeaveTypes: boolean): CalendarEvent {
  const what = showsLeaveTypes ? row.leave_type_name : 'away'
  const changes =
    scope === 'me' ? { stamp: row.updated_at, version: row.version } : { stamp: `${row.start_date}T00:00:00.000Z` }
  return {
    uid: `${createHmac('sha256', uid_key).update(row.id).digest('base64url')}@teamroom`,
    start: row.start_date,
    end: addDays(row.end_date, 1),
    summary: (scope === 'me' ? row.leave_type_name : `${row.employee_name} – ${what}`) + partOf(row),
    isTentative: row.status === 'pending',
    isBusy: scope === 'me',
    ...changes,
  }
}

/** Which part of its days it takes, for what takes not all of them. */
export function partOf({ start_date, start_half, end_date, end_half, minutes }: Taken): string {
  if (minutes !== null) return ` (${Number(toHours(minutes).toFixed(2))} h)`
  if (start_date === end_date) return start_half === end_half ? ` (${start_half})` : ''
  const parts = [
    ...(start_half === 'afternoon' ? ['from the first afternoon'] : []),
    ...(end_half === 'morning' ? ['to the last morning'] : []),
  ]
  return parts.length > 0 ? ` (${parts.join(' ')})` : ''
}
