import { Badge, Button, Card, FileButton, Group, Select, Stack, Text, Title } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { api, bodyOf, pageOf, Refusal, type Schema } from '../api/client.ts'
import { showInstant } from '../ui/formats.ts'
import { TextLink } from '../ui/links.tsx'
import { noticeFailure } from '../ui/notices.tsx'
import { Pages } from '../ui/pages.tsx'

const STATES = ['draft', 'scheduled', 'open', 'full', 'closed'] as const

/** The surveys that I have made, or help with. */
export function SurveysPage() {
  const { t, i18n } = useTranslation()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const { state: wanted } = useSearch({ from: '/surveys' })
  const state = STATES.find((one) => one === wanted)
  const show = {
    onSuccess: ({ id }: { id: string }) => {
      void queries.invalidateQueries({ queryKey: ['surveys'] })
      void navigate({ to: '/surveys/$id', params: { id } })
    },
    onError: noticeFailure,
  }
  const make = useMutation({
    ...show,
    mutationFn: () =>
      bodyOf(api.POST('/api/surveys', { body: { title: t('surveys.newTitle'), language: i18n.language } })),
  })
  const read = useMutation({
    ...show,
    mutationFn: async (file: File) => {
      const body = surveyIn(await file.text())
      if (!body) throw new Refusal(422, t('surveys.noFile', { name: file.name }), {})
      return bodyOf(api.POST('/api/surveys/import', { body }))
    },
  })
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <Title order={1}>{t('room.surveys')}</Title>
        <Group gap="xs">
          <FileButton accept="application/json,.json" onChange={(file) => file && read.mutate(file)}>
            {(props) => (
              <Button variant="default" loading={read.isPending} {...props}>
                {t('surveys.import')}
              </Button>
            )}
          </FileButton>
          <Button loading={make.isPending} onClick={() => make.mutate()}>
            {t('surveys.make')}
          </Button>
        </Group>
      </Group>
      <Select
        w={220}
        aria-label={t('surveys.state')}
        placeholder={t('surveys.anyState')}
        data={STATES.map((value) => ({ value, label: t(`surveys.${value}`) }))}
        value={state ?? null}
        clearable
        onChange={(value) => void navigate({ to: '/surveys', search: { state: value ?? undefined } })}
      />
      <Pages
        queryKey={['surveys', 'mine', state ?? null]}
        pageAt={(page) => pageOf(api.GET('/api/surveys', { params: { query: { ...page, ...(state && { state }) } } }))}
        empty={t(state ? 'surveys.noneOfState' : 'surveys.none')}
      >
        {(surveys) => (
          <Stack gap="sm">
            {surveys.map((survey) => (
              <SurveyCard key={survey.id} survey={survey} />
            ))}
          </Stack>
        )}
      </Pages>
    </Stack>
  )
}

function SurveyCard({ survey: { id, title, state, reply_count, due_at } }: { survey: Schema<'SurveySummary'> }) {
  const { t } = useTranslation()
  const until = due_at === null ? undefined : t('home.until', { when: showInstant(due_at) })
  return (
    <Card withBorder>
      <Group justify="space-between" wrap="nowrap" align="start">
        <TextLink to="/surveys/$id" params={{ id }} fw={600} style={{ overflowWrap: 'anywhere' }}>
          {title}
        </TextLink>
        <Badge variant="light" style={{ flex: 'none' }}>
          {t(`surveys.${state}`)}
        </Badge>
      </Group>
      <Text size="sm" c="dimmed">
        {[t('surveys.replies', { count: reply_count }), until].filter(Boolean).join(' · ')}
      </Text>
    </Card>
  )
}

/** The survey file that a text is; what is wrong in one, the server says. Undefined for what is none. */
function surveyIn(text: string): Schema<'SurveyFileInput'> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    const isFile = typeof value === 'object' && value !== null && 'teamroom_survey' in value
    return isFile ? (value as Schema<'SurveyFileInput'>) : undefined
  } catch {
    return undefined
  }
}
