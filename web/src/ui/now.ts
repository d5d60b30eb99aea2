/** The present instant, by the reader's device. It is read here and nowhere else. */
const now = (): Date => new Date()

/** Whether an instant has come. */
export function isDue(instant: string): boolean {
  return Date.parse(instant) <= now().getTime()
}

/** The calendar day that it is now in a time zone, the company's for one: `2026-11-21`. The reader's when none is named. */
export function dayIn(timeZone: string | undefined): string {
  // Swedes write dates as ISO 8601 does.
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(now())
}
