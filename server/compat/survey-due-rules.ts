import { invalidField } from '../errors.ts'

const FORM = /^((?:19|2\d)\d{2}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?) ?(Z|[+-]\d{2}:?\d{2})?)?$/i

/**
 * The instant until which a survey takes replies, as ISO, of a day, whose end is meant, or of a day and time; without an
 * offset they are those of the time zone.
 * @throws AppError `invalid` naming `duedate` for any other text, and for what is past at `now`, an ISO instant.
 */
export function readDue(text: string, timeZone: string, now: string): string {
  const [, day, time, offset] = text.trim().match(FORM) ?? []
  const milliseconds = day === undefined ? undefined : attempt(() => epochOf(day, time, offset, timeZone))
  if (milliseconds === undefined) throw invalidField('duedate', 'Not a valid date or datetime.')
  const due = new Date(milliseconds).toISOString()
  if (due <= now) throw invalidField('duedate', 'Must not be in the past.')
  return due
}

function epochOf(day: string, time: string | undefined, offset: string | undefined, timeZone: string): number {
  if (time === undefined) return endOf(Temporal.PlainDate.from(day), timeZone)
  if (offset !== undefined) return Temporal.Instant.from(`${day}T${time}${offset.toUpperCase()}`).epochMilliseconds
  return Temporal.PlainDateTime.from(`${day}T${time}`).toZonedDateTime(timeZone).epochMilliseconds
}

/** The last millisecond of a day: wherever it is shown, it is of this day and not of the next. */
function endOf(day: Temporal.PlainDate, timeZone: string): number {
  return day.add({ days: 1 }).toZonedDateTime(timeZone).epochMilliseconds - 1
}

function attempt(read: () => number): number | undefined {
  try {
    return read()
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

/** A deadline as it was given: the day whose end it is in the time zone, or the instant. */
export function showDue(due: string | null, timeZone: string): string | null {
  if (due === null) return null
  const day = Temporal.Instant.from(due).toZonedDateTimeISO(timeZone).toPlainDate()
  return endOf(day, timeZone) === Date.parse(due) ? day.toString() : due
}
