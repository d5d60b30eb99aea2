import type { Static } from 'typebox'
import { closed, Id, oneOf, PageQuery, Timestamp } from '../../http/shapes.ts'
import { Type } from '../../http/type.ts'

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

const file = [
  'BEGIN:VCALENDAR',
  'VERSION:2.0',
  'PRODID:-//Teamroom//Time off//EN',
  'NAME:Away in my team',
  'X-WR-CALNAME:Away in my team',
  'REFRESH-INTERVAL;VALUE=DURATION:PT1H',
  'X-PUBLISHED-TTL:PT1H',
  'BEGIN:VEVENT',
  'UID:hK3mZ0vXq7dTn5Wc1RjYb8sLfPuEoGaI2xVtMkDiNyQ@teamroom',
  'SEQUENCE:0',
  'DTSTAMP:20261228T000000Z',
  'DTSTART;VALUE=DATE:20261228',
  'DTEND;VALUE=DATE:20270105',
  'X-MICROSOFT-CDO-ALLDAYEVENT:TRUE',
  'X-MICROSOFT-MSNCALENDAR-ALLDAYEVENT:TRUE',
  'SUMMARY:Ann Lee – away',
  'TRANSP:TRANSPARENT',
  'STATUS:CONFIRMED',
  'END:VEVENT',
  'END:VCALENDAR',
  '',
]

export const ICalendar = {
  description: 'RFC 5545.',
  content: { 'text/calendar': { schema: Type.String(), example: file.join('\r\n') } },
}
