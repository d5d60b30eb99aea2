import { Button, Card, Stack, Title } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, pageOf } from '../api/client.ts'
import { Loaded } from '../ui/states.tsx'
import { Decision } from './decision.tsx'

/** Each shows what it costs and who else is away, so they come in small numbers. */
const AT_ONCE = 5

/** The requests that wait for my decision; nothing where there are none. */
export function Waiting() {
  const { t } = useTranslation()
  const query = useInfiniteQuery({
    queryKey: ['requests', 'to decide'],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam: cursor }) => {
      const query = { to_decide: true, limit: AT_ONCE, ...(cursor && { cursor }) }
      return pageOf(api.GET('/api/time-off/requests', { params: { query } }))
    },
    getNextPageParam: ({ next }) => next,
    select: ({ pages }) => pages.flatMap(({ rows }) => rows),
  })
  if (query.isPending || query.data?.length === 0) return null
  return (
    <Card withBorder component="section" aria-label={t('waiting.title')}>
      <Title order={2} size="h4">
        {t('waiting.title')}
      </Title>
      <Loaded query={query}>
        {(requests) => (
          <Stack gap="lg" mt="xs">
            {requests.map((request) => (
              <Decision key={request.id} request={request} />
            ))}
            {query.hasNextPage && (
              <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                {t('state.more')}
              </Button>
            )}
          </Stack>
        )}
      </Loaded>
    </Card>
  )
}
