import { Button, Card, Group, Stack, Text, Title } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, bodyOf, pageOf, type Schema } from '../api/client.ts'
import { showDay, showDays, showHours } from '../ui/formats.ts'
import { noticeFailure, noticeWithUndo } from '../ui/notices.tsx'

type Request = Schema<'TimeOffRequest'>
type Verdict = 'approval' | 'rejection'

/** The requests that wait for my decision; nothing where there are none. */
export function Waiting() {
  const { t } = useTranslation()
  const query = useQuery({
    queryKey: ['requests', 'to decide'],
    queryFn: async () =>
      (await pageOf(api.GET('/api/time-off/requests', { params: { query: { to_decide: true } } }))).rows,
  })
  if (!query.data || query.data.length === 0) return null
  return (
    <Card withBorder>
      <Title order={2} size="h4">
        {t('waiting.title')}
      </Title>
      <Stack gap="md" mt="xs">
        {query.data.map((request) => (
          <Decision key={request.id} request={request} />
        ))}
      </Stack>
    </Card>
  )
}

function Decision({ request }: { request: Request }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  // Balances and the calendar follow from requests.
  const refresh = () => queries.invalidateQueries()
  const undo = useMutation({
    mutationFn: (verdict: Verdict) =>
      bodyOf(api.DELETE(`/api/time-off/requests/{id}/${verdict}`, { params: { path: { id: request.id } } })),
    onSuccess: refresh,
    onError: noticeFailure,
  })
  const decide = useMutation({
    mutationFn: (verdict: Verdict) =>
      bodyOf(api.POST(`/api/time-off/requests/{id}/${verdict}`, { params: { path: { id: request.id } }, body: {} })),
    onSuccess: (_, verdict) => {
      void refresh()
      const done = t(`waiting.${verdict}Done`, { name: request.employee.name })
      noticeWithUndo(done, () => undo.mutate(verdict))
    },
    onError: noticeFailure,
  })
  const { employee, leave_type, start, end, cost_hours, note } = request
  return (
    <Group justify="space-between" align="start">
      <div>
        <Text size="sm" fw={600}>
          {employee.name}: {start === end ? showDay(start) : showDays(start, end)}
        </Text>
        <Text size="sm" c="dimmed">
          {leave_type.name}, {showHours(cost_hours)}
          {note ? ` – ${note}` : ''}
        </Text>
      </div>
      <Group gap="xs">
        <Button size="xs" loading={decide.isPending} onClick={() => decide.mutate('approval')}>
          {t('waiting.approve')}
        </Button>
        <Button size="xs" variant="default" loading={decide.isPending} onClick={() => decide.mutate('rejection')}>
          {t('waiting.reject')}
        </Button>
      </Group>
    </Group>
  )
}
