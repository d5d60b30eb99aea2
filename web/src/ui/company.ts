import { queryOptions, useQuery } from '@tanstack/react-query'
import { api, type Schema, taggedOf } from '../api/client.ts'
import { dayIn } from './now.ts'

/** What a company is called that has not said its name. */
const UNNAMED = 'Our company'

/** The settings that hold for everybody, and the tag of what is known of them. */
export const taggedCompany = queryOptions({
  queryKey: ['company'],
  queryFn: () => taggedOf(api.GET('/api/company', {})),
})

/** The settings that hold for everybody. */
export const company = queryOptions({ ...taggedCompany, select: ({ data }) => data })

/** The company's name; undefined while it has none of its own. */
export function nameOf({ name }: Schema<'Company'>): string | undefined {
  return name === UNNAMED ? undefined : name
}

/** Today, at the company; where the reader is, while that is not known. */
export function useToday(): string {
  return dayIn(useQuery(company).data?.time_zone)
}
