import type { Static } from 'typebox'
import { closed, Id, oneOf, PageQuery, Timestamp } from '../../http/shapes.ts'
import { Type } from '../../http/type.ts'
import { FEED_NAMES } from './feed-rules.ts'
import { calendarFile } from './ical.ts'

const scope = oneOf(['me', 'team', 'company'], {
  description: 'Whose time off: one’s own; that of one’s team and one’s reports; everybody’s.',
})

const fields = { id: Id, scope, created_at: Timestamp }
const example = { id: '0197c0de-6666-7aaa-8bbb-3f6c2b7d8e90', scope: 'team', created_at: '2026-06-15T07:30:00.000Z' }
const url = 'https://teamroom.example.com/api/time-off/feeds/T0b1Q9y2vWq6nX3fKzR8sUaLdPcEhGiVoNtYwBx0mJ4/calendar.ics'

export const FeedInput = closed({ scope }, { title: 'CalendarFeedInput', examples: [{ scope: 'company' }] })

export const Feed = Type.Object(fields, { title: 'CalendarFeed', examples: [example] })
export type Feed = Static<typeof Feed>

export const NewFeed = Type.Object(
  { ...fields, url: Type.String({ description: 'For a calendar program; shown this once. Whoever has it reads.' }) },
  { title: 'NewCalendarFeed', examples: [{ ...example, url }] },
)

export const FeedList = Type.Array(Feed)
export const FeedQuery = closed(PageQuery)

/** 256 random bits as base64url; any other text is no feed's. */
export const FeedTokenParams = closed({ token: Type.String({ pattern: '^[\\w-]{43}$' }) })

const event = {
  uid: 'hK3mZ0vXq7dTn5Wc1RjYb8sLfPuEoGaI2xVtMkDiNyQ@teamroom',
  start: '2026-12-28',
  end: '2027-01-05',
  summary: 'Ann Lee – away',
  isTentative: false,
  isBusy: false,
  stamp: '2026-12-28T00:00:00.000Z',
}

export const ICalendar = {
  description: 'RFC 5545.',
  content: { 'text/calendar': { schema: Type.String(), example: await calendarFile(FEED_NAMES.team, [event]) } },
}
