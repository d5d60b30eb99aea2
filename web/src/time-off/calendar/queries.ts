import { queryOptions, useInfiniteQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { allRows } from '../../api/all-rows.ts'
import { api, bodyOf, pageOf } from '../../api/client.ts'
import type { Period } from './period.ts'

/** Who is away in a period, each with their absences; of one team, when it is named. */
export const absences = (period: Period, team?: string) =>
  queryOptions({
    queryKey: ['calendar', period.from, period.to, team ?? null],
    queryFn: () =>
      bodyOf(
        api.GET('/api/time-off/calendar', { params: { query: { ...period, ...(team !== undefined && { team }) } } }),
      ),
  })

/** The company's holidays in a period. */
export const holidays = (period: Period) =>
  queryOptions({
    queryKey: ['holidays', period.from, period.to],
    queryFn: () => allRows((page) => pageOf(api.GET('/api/holidays', { params: { query: { ...period, ...page } } }))),
  })

/** One's own addresses for calendar programs. An account has no more than a page of them. */
export const feeds = queryOptions({
  queryKey: ['feeds'],
  queryFn: async () => (await pageOf(api.GET('/api/time-off/feeds', {}))).rows,
})

const PAGE = 200

/** Everybody who works here on a day, by name, page after page: `hasNextPage` until all of them are there. */
export function useEverybody(active_on: string) {
  const query = useInfiniteQuery({
    queryKey: ['employees', 'active', active_on],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam: cursor }) =>
      pageOf(api.GET('/api/employees', { params: { query: { active_on, limit: PAGE, ...(cursor && { cursor }) } } })),
    getNextPageParam: ({ next }) => next,
  })
  const { hasNextPage, isFetching, isError, fetchNextPage } = query
  useEffect(() => {
    if (hasNextPage && !isFetching && !isError) void fetchNextPage()
  }, [hasNextPage, isFetching, isError, fetchNextPage])
  return query
}
