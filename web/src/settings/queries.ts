import { queryOptions } from '@tanstack/react-query'
import { api, type Schema, taggedOf } from '../api/client.ts'

/** What a company is called that has not said its name. */
const UNNAMED = 'Our company'

/** My account, and the tag of what is known of it. */
export const myAccount = queryOptions({ queryKey: ['me'], queryFn: () => taggedOf(api.GET('/api/me', {})) })

/** The company's settings, and the tag of what is known of them. */
export const company = queryOptions({
  queryKey: ['company', 'settings'],
  queryFn: () => taggedOf(api.GET('/api/company', {})),
})

/** The company's name; undefined while it has none of its own. */
export function nameOf({ name }: Schema<'Company'>): string | undefined {
  return name === UNNAMED ? undefined : name
}
