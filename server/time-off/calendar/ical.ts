import { setImmediate } from 'node:timers/promises'
import { foldLines, ICalCalendar, type ICalEvent, ICalEventStatus, ICalEventTransparency } from 'ical-generator'
import type { CalendarEvent } from './feed-rules.ts'

const REFRESH_SECONDS = 3_600
const END = 'END:VCALENDAR'
/** So many take a few milliseconds to write. */
const EVENTS_AT_ONCE = 100

/**
 * A calendar file (RFC 5545). It says the same until something changes, so that its ETag does. Other requests are worked
 * on in between, as thousands of events take the library some time.
 */
export async function calendarFile(name: string, events: Iterable<CalendarEvent>): Promise<string> {
  const calendar = new ICalCalendar({
    name,
    prodId: { company: 'Teamroom', product: 'Time off' },
    ttl: REFRESH_SECONDS,
  })
  const parts = [calendar.toString().slice(0, -END.length)]
  for (const event of events) {
    parts.push(foldLines(addEvent(calendar, event).toString()))
    if (parts.length % EVENTS_AT_ONCE === 0) await setImmediate()
  }
  return `${parts.join('')}${END}\r\n`
}

/** The same for more events than memory should hold. */
export async function* calendarPieces(
  name: string,
  slices: AsyncIterable<readonly CalendarEvent[]>,
): AsyncGenerator<string> {
  const emptyOne = () => new ICalCalendar({ name, prodId: { company: 'Teamroom', product: 'Time off' } })
  yield emptyOne().toString().slice(0, -END.length)
  for await (const events of slices) {
    const calendar = emptyOne()
    yield events.map((event) => foldLines(addEvent(calendar, event).toString())).join('')
  }
  yield `${END}\r\n`
}

function addEvent(calendar: ICalCalendar, event: CalendarEvent): ICalEvent {
  return calendar.createEvent({
    id: event.uid,
    stamp: event.stamp,
    ...(event.version !== undefined && { sequence: event.version, lastModified: event.stamp }),
    allDay: true,
    start: event.start,
    end: event.end,
    summary: event.summary,
    status: event.isTentative ? ICalEventStatus.TENTATIVE : ICalEventStatus.CONFIRMED,
    transparency: event.isBusy ? ICalEventTransparency.OPAQUE : ICalEventTransparency.TRANSPARENT,
  })
}
