import { Badge, Button, Card, Group, Stack, Text, Title } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { api, bodyOf, pageOf } from '../api/client.ts'
import { showInstant } from '../ui/formats.ts'
import { TextLink } from '../ui/links.tsx'
import { noticeFailure } from '../ui/notices.tsx'
import { Loaded } from '../ui/states.tsx'

/** The surveys that I have made, or help with. */
export function SurveysPage() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const query = useQuery({
    queryKey: ['surveys', 'mine'],
    queryFn: async () => (await pageOf(api.GET('/api/surveys', {}))).rows,
  })
  const make = useMutation({
    mutationFn: () => bodyOf(api.POST('/api/surveys', { body: { title: t('surveys.newTitle') } })),
    onSuccess: ({ id }) => {
      void queries.invalidateQueries({ queryKey: ['surveys'] })
      void navigate({ to: '/surveys/$id', params: { id } })
    },
    onError: noticeFailure,
  })
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <Title order={1}>{t('room.surveys')}</Title>
        <Button loading={make.isPending} onClick={() => make.mutate()}>
          {t('surveys.make')}
        </Button>
      </Group>
      <Loaded query={query} isEmpty={(surveys) => surveys.length === 0} empty={t('surveys.none')}>
        {(surveys) => (
          <Stack gap="sm">
            {surveys.map(({ id, title, state, reply_count, due_at }) => (
              <Card key={id} withBorder>
                <Group justify="space-between">
                  <TextLink to="/surveys/$id" params={{ id }} fw={600}>
                    {title}
                  </TextLink>
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
