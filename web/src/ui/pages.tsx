import { Button, Text } from '@mantine/core'
import { type QueryKey, useInfiniteQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { sentenceOf } from './sentences.ts'
import { Loaded } from './states.tsx'

interface Props<T> {
  queryKey: QueryKey
  /** Reads the page that begins at a cursor; without one, the first. */
  pageAt: (page: { cursor?: string }) => Promise<{ rows: T[]; next: string | undefined }>
  /** Said when there are none. */
  empty: ReactNode
  children: (rows: T[]) => ReactNode
}

/** A list of the API's, a page at a time. */
export function Pages<T>({ queryKey, pageAt, empty, children }: Props<T>) {
  const { t } = useTranslation()
  const query = useInfiniteQuery({
    queryKey,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam: cursor }) => pageAt(cursor === undefined ? {} : { cursor }),
    getNextPageParam: ({ next }) => next,
    select: ({ pages }) => pages.flatMap(({ rows }) => rows),
  })
  return (
    <>
      <Loaded query={query} isEmpty={(rows) => rows.length === 0} empty={empty}>
        {children}
      </Loaded>
      {query.isFetchNextPageError && (
        <Text size="sm" c="red" role="alert" mt="sm">
          {sentenceOf(query.error)}
        </Text>
      )}
      {query.hasNextPage && (
        <Button
          variant="default"
          mt="sm"
          w="fit-content"
          loading={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {t('state.more')}
        </Button>
      )}
    </>
  )
}
