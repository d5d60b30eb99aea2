import { queryOptions } from '@tanstack/react-query'
import { api, taggedOf } from '../api/client.ts'

/** My account, and the tag of what is known of it. */
export const myAccount = queryOptions({ queryKey: ['me'], queryFn: () => taggedOf(api.GET('/api/me', {})) })
