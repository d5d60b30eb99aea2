import { Badge, Card, Group, Stack, Text, Title } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, pageOf } from '../api/client.ts'
import { showHours } from '../ui/formats.ts'
import { TextLink } from '../ui/links.tsx'
import { MoreButton } from '../ui/more-button.tsx'
import { Loaded } from '../ui/states.tsx'
import { showSpan } from './spans.ts'
import { STATUS_COLOURS } from './status.ts'

const AT_ONCE = 10

/**
 * The requests of those for whom I decide, the latest first: each leads to its page, where a decision is taken back or the
 * request cancelled, however long ago it was. Nothing for whoever decides for nobody.
 */
export function OthersRequests() {
  const { t } = useTranslation()
  const query = useInfiniteQuery({
    queryKey: ['requests', 'of others'],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam: cursor }) => {
      const query = { of_others: true, limit: AT_ONCE, ...(cursor && { cursor }) }
      return pageOf(api.GET('/api/time-off/requests', { params: { query } }))
    },
    getNextPageParam: ({ next }) => next,
    select: ({ pages }) => pages.flatMap(({ rows }) => rows),
  })
  if (query.isPending || query.data?.length === 0) return null
  return (
    <Card withBorder component="section" aria-label={t('requests.ofOthers')}>
      <Title order={2} size="h4">
        {t('requests.ofOthers')}
      </Title>
      <Loaded query={query}>
        {(requests) => (
          <Stack gap="sm" mt="md">
            {requests.map((request) => (
              <div key={request.id}>
                <Group gap="xs">
                  <TextLink to="/time-off/requests/$id" params={{ id: request.id }} size="sm" fw={600}>
                    {request.employee.name}: {showSpan(request)}
                  </TextLink>
                  <Badge color={STATUS_COLOURS[request.status]} variant="light">
                    {t(`requests.${request.status}`)}
                  </Badge>
                </Group>
                <Text size="sm" c="dimmed">
                  {request.leave_type.name}, {showHours(request.cost_hours)}
                </Text>
              </div>
            ))}
            <MoreButton query={query} />
          </Stack>
        )}
      </Loaded>
    </Card>
  )
}
