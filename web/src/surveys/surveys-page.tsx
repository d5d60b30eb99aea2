import { Badge, Card, Group, Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, pageOf } from '../api/client.ts'
import { showInstant } from '../ui/formats.ts'
import { Loaded } from '../ui/states.tsx'

/** The surveys that I have made, or help with. */
export function SurveysPage() {
  const { t } = useTranslation()
  const query = useQuery({
    queryKey: ['surveys', 'mine'],
    queryFn: async () => (await pageOf(api.GET('/api/surveys', {}))).rows,
  })
  return (
    <Stack gap="md">
      <Title order={1}>{t('room.surveys')}</Title>
      <Loaded query={query} isEmpty={(surveys) => surveys.length === 0} empty={t('surveys.none')}>
        {(surveys) => (
          <Stack gap="sm">
            {surveys.map(({ id, title, state, reply_count, due_at }) => (
              <Card key={id} withBorder>
                <Group justify="space-between">
                  <Text fw={600}>{title}</Text>
                  <Badge variant="light">{t(`surveys.${state}`)}</Badge>
                </Group>
                <Text size="sm" c="dimmed">
                  {[
                    t('surveys.replies', { count: reply_count }),
                    due_at && t('home.until', { when: showInstant(due_at) }),
                  ]
                    .filter(Boolean)
                    .join(' · ')}
                </Text>
              </Card>
            ))}
          </Stack>
        )}
      </Loaded>
    </Stack>
  )
}
