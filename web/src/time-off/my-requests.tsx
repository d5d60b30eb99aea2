import { Badge, Button, Card, Group, Stack, Text, Title } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, bodyOf, pageOf } from '../api/client.ts'
import { showDay, showDays, showHours } from '../ui/formats.ts'
import { noticeFailure } from '../ui/notices.tsx'
import { Loaded } from '../ui/states.tsx'
import { me } from './queries.ts'

const COLOURS = { pending: 'yellow', approved: 'green', rejected: 'red', cancelled: 'gray' } as const

/** The requests that I have made, the latest first. */
export function MyRequests() {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const query = useQuery({
    queryKey: ['requests', 'mine'],
    queryFn: async ({ client }) => {
      const employee = await client.ensureQueryData(me)
      if (!employee) return []
      const filter = { employee_id: employee.id, limit: 50 }
      return (await pageOf(api.GET('/api/time-off/requests', { params: { query: filter } }))).rows
    },
  })
  const cancel = useMutation({
    mutationFn: (id: string) =>
      bodyOf(api.POST('/api/time-off/requests/{id}/cancellation', { params: { path: { id } }, body: {} })),
    onSuccess: () => void queries.invalidateQueries(),
    onError: noticeFailure,
  })
  return (
    <Card withBorder component="section" aria-label={t('requests.mine')}>
      <Title order={2} size="h4">
        {t('requests.mine')}
      </Title>
      <Loaded query={query} isEmpty={(requests) => requests.length === 0} empty={t('requests.none')}>
        {(requests) => (
          <Stack gap="sm" mt="xs">
            {requests.map(({ id, start, end, leave_type, cost_hours, status, decision_note }) => (
              <Group key={id} justify="space-between" align="start" wrap="nowrap">
                <div>
                  <Group gap="xs">
                    <Text size="sm" fw={600}>
                      {start === end ? showDay(start) : showDays(start, end)}
                    </Text>
                    <Badge color={COLOURS[status]} variant="light">
                      {t(`requests.${status}`)}
                    </Badge>
                  </Group>
                  <Text size="sm" c="dimmed">
                    {leave_type.name}, {showHours(cost_hours)}
                    {decision_note ? ` – ${decision_note}` : ''}
                  </Text>
                </div>
                {(status === 'pending' || status === 'approved') && (
                  <Button
                    size="compact-sm"
                    variant="default"
                    flex="none"
                    onClick={() => {
                      if (window.confirm(t('requests.reallyCancel'))) cancel.mutate(id)
                    }}
                  >
                    {t('requests.cancel')}
                  </Button>
                )}
              </Group>
            ))}
          </Stack>
        )}
      </Loaded>
    </Card>
  )
}
