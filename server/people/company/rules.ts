/** The day that it is for the company at this instant, wherever the server stands. */
export function today(company: { time_zone: string }, now: Date): string {
  return now.toTemporalInstant().toZonedDateTimeISO(company.time_zone).toPlainDate().toString()
}
