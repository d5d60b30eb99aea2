import { Badge, Button, Card, Group, Stack, Text, Title } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { allOf, api, bodyOf, pageOf, type Schema } from '../api/client.ts'
import { showInstant } from '../ui/formats.ts'
import { noticeDone, noticeFailure } from '../ui/notices.tsx'
import { Pages } from '../ui/pages.tsx'
import { deviceOf } from './device.ts'

type Session = Schema<'Session'>

/** Where I am signed in, and how to end that. */
export function SessionsCard() {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const again = () => void queries.invalidateQueries({ queryKey: ['sessions'] })
  const endOthers = useMutation({
    mutationFn: async () => {
      const sessions = await allOf((query) => api.GET('/api/me/sessions', { params: { query } }))
      await Promise.all(sessions.filter(({ current }) => !current).map(end))
    },
    onSuccess: () => noticeDone(t('settings.othersEnded')),
    onError: noticeFailure,
    onSettled: again,
  })
  return (
    <Card withBorder component="section" aria-labelledby="sessions">
      <Title order={2} size="h4" mb="xs" id="sessions">
        {t('settings.sessions')}
      </Title>
      <Pages
        queryKey={['sessions']}
        pageAt={(query) => pageOf(api.GET('/api/me/sessions', { params: { query } }))}
        empty={t('settings.noSessions')}
      >
        {(sessions) => (
          <Stack gap="sm">
            {sessions.map((session) => (
              <SessionRow key={session.id} session={session} onEnded={again} />
            ))}
            {sessions.length > 1 && (
              <Button
                variant="light"
                color="red"
                w="fit-content"
                loading={endOthers.isPending}
                onClick={() => endOthers.mutate()}
              >
                {t('settings.endOthers')}
              </Button>
            )}
          </Stack>
        )}
      </Pages>
    </Card>
  )
}

function SessionRow({ session, onEnded }: { session: Session; onEnded: () => void }) {
  const { t } = useTranslation()
  const { user_agent, created_at, last_used_at, current, can } = session
  const device = user_agent === null ? undefined : deviceOf(user_agent)
  const name = device ? t('settings.device', device) : (user_agent ?? t('settings.unknownDevice'))
  const ending = useMutation({
    mutationFn: () => end(session),
    onSuccess: () => noticeDone(t('settings.sessionEnded', { device: name })),
    onError: noticeFailure,
    onSettled: onEnded,
  })
  return (
    <Group justify="space-between" wrap="nowrap">
      <div>
        <Group gap="xs">
          <Text size="sm" fw={600} lineClamp={2} title={user_agent ?? ''} style={{ overflowWrap: 'anywhere' }}>
            {name}
          </Text>
          {current && <Badge variant="light">{t('settings.thisDevice')}</Badge>}
        </Group>
        <Text size="sm" c="dimmed">
          {t('settings.sessionTimes', { since: showInstant(created_at), used: showInstant(last_used_at) })}
        </Text>
      </div>
      {!current && can.includes('end') && (
        <Button
          size="compact-sm"
          variant="default"
          flex="none"
          loading={ending.isPending}
          aria-label={t('settings.endSessionOf', { device: name })}
          onClick={() => ending.mutate()}
        >
          {t('settings.endSession')}
        </Button>
      )}
    </Group>
  )
}

function end({ id }: Session): Promise<unknown> {
  return bodyOf(api.DELETE('/api/me/sessions/{id}', { params: { path: { id } } }))
}
