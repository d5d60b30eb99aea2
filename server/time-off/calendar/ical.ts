import { setImmediate } from 'node:timers/promises'
import {
  escape as escapeText,
  foldLines,
  ICalCalendar,
  type ICalEvent,
  ICalEventStatus,
  ICalEventTransparency,
} from 'ical-generator'
import type { CalendarEvent } from './feed-rules.ts'

const REFRESH_SECONDS = 3_600
const END = 'END:VCALENDAR\r\n'
/** So many take a few milliseconds to write. */
const EVENTS_AT_ONCE = 100

/** What no text of a calendar may have, not even escaped (RFC 5545, 3.3.11): control characters but tabs and line breaks. */
const NOT_TEXT = /[\p{Cc}\p{Cs}]/gu
const BREAKS_AND_TABS = /[\t\n\r]/

/** Stands in a calendar without events: every calendar has a component (RFC 5545, 3.6), and nobody sees this one. */
const NOTHING = [
  'BEGIN:VTIMEZONE',
  'TZID:UTC',
  'BEGIN:STANDARD',
  'DTSTART:19700101T000000',
  'TZOFFSETFROM:+0000',
  'TZOFFSETTO:+0000',
  'END:STANDARD',
  'END:VTIMEZONE',
  '',
].join('\r\n')

/**
 * A calendar file (RFC 5545). It says the same until something changes, so that its ETag does. Other requests are worked
 * on in between, as thousands of events take the library some time.
 */
export async function calendarFile(name: string, events: Iterable<CalendarEvent>): Promise<string> {
  const calendar = emptyCalendar(name, REFRESH_SECONDS)
  const parts = [headOf(calendar)]
  for (const event of events) {
    parts.push(eventText(calendar, event))
    if (parts.length % EVENTS_AT_ONCE === 0) await setImmediate()
  }
  if (parts.length === 1) parts.push(NOTHING)
  return `${parts.join('')}${END}`
}

/** The same for more events than memory should hold, in a file that nobody comes back for. */
export async function* calendarPieces(
  name: string,
  slices: AsyncIterable<readonly CalendarEvent[]>,
): AsyncGenerator<string> {
  yield headOf(emptyCalendar(name))
  let isEmpty = true
  for await (const events of slices) {
    if (events.length === 0) continue
    isEmpty = false
    const calendar = emptyCalendar(name)
    yield events.map((event) => eventText(calendar, event)).join('')
  }
  if (isEmpty) yield NOTHING
  yield END
}

function emptyCalendar(name: string, ttl?: number): ICalCalendar {
  return new ICalCalendar({
    // The library escapes what events say, but not what a calendar is called.
    name: escapeText(asText(name), false),
    prodId: { company: 'Teamroom', product: 'Time off' },
    ...(ttl !== undefined && { ttl }),
  })
}

/** A calendar without events, up to where they belong. */
function headOf(calendar: ICalCalendar): string {
  return `${calendar.toString()}\r\n`.slice(0, -END.length)
}

function eventText(calendar: ICalCalendar, event: CalendarEvent): string {
  return foldLines(addEvent(calendar, event).toString())
}

function addEvent(calendar: ICalCalendar, event: CalendarEvent): ICalEvent {
  return calendar.createEvent({
    id: event.uid,
    stamp: event.stamp,
    ...(event.version !== undefined && { sequence: event.version, lastModified: event.stamp }),
    allDay: true,
    start: event.start,
    end: event.end,
    summary: asText(event.summary),
    status: event.isTentative ? ICalEventStatus.TENTATIVE : ICalEventStatus.CONFIRMED,
    transparency: event.isBusy ? ICalEventTransparency.OPAQUE : ICalEventTransparency.TRANSPARENT,
  })
}

function asText(text: string): string {
  return text.replace(NOT_TEXT, (character) => (BREAKS_AND_TABS.test(character) ? character : ''))
}
