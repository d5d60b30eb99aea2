import { queryOptions } from '@tanstack/react-query'
import { api, bodyOf } from '../api/client.ts'

/** The settings that hold for everybody. */
export const company = queryOptions({
  queryKey: ['company'],
  queryFn: () => bodyOf(api.GET('/api/company', {})),
})

/** The calendar day that it is now in a time zone, the company's for one: `2026-11-21`. */
export function dayIn(timeZone: string): string {
  // Swedes write dates as ISO 8601 does.
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(new Date())
}
