import { invalidField } from '../../errors.ts'

let lastAsked = { zone: '', second: Number.NaN, day: '' }

/** The day that it is for the company at this instant, wherever the server stands. */
export function today(company: { time_zone: string }, now: Date): string {
  const zone = company.time_zone
  const second = Math.floor(now.getTime() / 1000)
  // Each write asks, and looking a zone up takes longer than a row; no day of any zone begins within a second.
  if (lastAsked.zone !== zone || lastAsked.second !== second) {
    const day = now.toTemporalInstant().toZonedDateTimeISO(zone).toPlainDate().toString()
    lastAsked = { zone, second, day }
  }
  return lastAsked.day
}

/**
 * A time zone by the name that was given, with capitals as the IANA writes them: `asia/kolkata` is `Asia/Kolkata`, and stays
 * that, though `Intl` calls it by its older name, `Asia/Calcutta`.
 * @throws AppError `invalid` for any other text, an offset among them.
 */
export function checkTimeZone(name: string): string {
  const zone = /^[A-Za-z]/.test(name) ? attempt(() => zoneNamed(name)) : undefined
  if (zone === undefined) throw invalidField('time_zone', 'Not a time zone: a name such as Europe/Berlin is expected.')
  return zone
}

/** @throws RangeError */
function zoneNamed(name: string): string {
  // Temporal also reads times with a zone in them, `T00:00[Europe/Berlin]`: Intl takes nothing but names.
  const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions()
  return timeZone && Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name).timeZoneId
}

/** A language tag (BCP 47) as it is properly written. @throws AppError `invalid` for any other text. */
export function checkLocale(tag: string): string {
  const locale = attempt(() => new Intl.Locale(tag))
  if (!locale) throw invalidField('locale', 'Not a language tag: one such as en-GB is expected.')
  return locale.toString()
}

function attempt<T>(make: () => T): T | undefined {
  try {
    return make()
  } catch {
    return undefined
  }
}
