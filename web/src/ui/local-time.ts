import { currentName } from './time-zones.ts'

const MINUTE_MS = 60_000

/** An instant as the browser's own field for dates and times has it, in the reader's time zone; '' for none. */
export function localOf(instant: string | null): string {
  if (instant === null) return ''
  const date = new Date(instant)
  return new Date(date.getTime() - date.getTimezoneOffset() * MINUTE_MS).toISOString().slice(0, 16)
}

/** The reader's time zone, by its name: `Europe/Berlin`. */
export function timeZone(): string {
  return currentName(Intl.DateTimeFormat().resolvedOptions().timeZone)
}
