import { Button, Card, Group, Stack, Text, Title } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, bodyOf, pageOf, type Schema } from '../api/client.ts'
import { showDay, showDays, showHours } from '../ui/formats.ts'
import { sentenceOf } from '../ui/sentences.ts'

type Request = Schema<'TimeOffRequest'>
type Verdict = 'approval' | 'rejection'

const UNDO_MS = 10_000

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
  const failed = (error: unknown) => void notifications.show({ color: 'red', message: sentenceOf(error) })
  const undo = useMutation({
    mutationFn: (verdict: Verdict) =>
      bodyOf(api.DELETE(`/api/time-off/requests/{id}/${verdict}`, { params: { path: { id: request.id } } })),
    onSuccess: refresh,
    onError: failed,
  })
  const decide = useMutation({
    mutationFn: (verdict: Verdict) =>
      bodyOf(api.POST(`/api/time-off/requests/{id}/${verdict}`, { params: { path: { id: request.id } }, body: {} })),
    onSuccess: (_, verdict) => {
      void refresh()
      const id = notifications.show({
        autoClose: UNDO_MS,
        message: (
          <Group justify="space-between">
            <Text size="sm">{t(`waiting.${verdict}Done`, { name: request.employee.name })}</Text>
            <Button
              size="compact-sm"
              variant="light"
              onClick={() => {
                notifications.hide(id)
                undo.mutate(verdict)
              }}
            >
              {t('waiting.undo')}
            </Button>
          </Group>
        ),
      })
    },
    onError: failed,
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
