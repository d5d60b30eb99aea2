const DAY_MS = 86_400_000

/** Somebody left so many months before a day when their last day is before this one. */
export function leftBefore(today: string, months: number): string {
  return Temporal.PlainDate.from(today).subtract({ months }).toString()
}

/** The instant so many days before another one. */
export function daysBefore(now: Date, days: number): string {
  return new Date(now.getTime() - days * DAY_MS).toISOString()
}
