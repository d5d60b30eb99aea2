import { Badge, Group, Stack, Tabs, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { TextLink } from '../ui/links.tsx'
import { usePageTitle } from '../ui/page-title.ts'
import { Loaded } from '../ui/states.tsx'
import { useUnsaved } from '../ui/unsaved.ts'
import { Builder } from './builder.tsx'
import { type Read, surveyOf } from './queries.ts'
import { Results } from './results/results.tsx'
import { Share } from './share.tsx'
import { SurveyMenu } from './survey-menu.tsx'

/** One survey: its questions, whom it is for, and what came of it. */
export function SurveyPage() {
  const { t } = useTranslation()
  const { id } = useParams({ from: '/surveys/$id' })
  const query = useQuery(surveyOf(id))
  return (
    <Stack gap="md">
      <TextLink to="/surveys" size="sm">
        {t('surveys.all')}
      </TextLink>
      <Loaded query={query}>{(read) => <Survey key={id} {...read} />}</Loaded>
    </Stack>
  )
}

function Survey(read: Read) {
  const { t } = useTranslation()
  usePageTitle(read.survey.title)
  const { tab } = useSearch({ from: '/surveys/$id' })
  const navigate = useNavigate()
  const { id } = read.survey
  // Here, as what is in a hidden tab asks nobody.
  const [unsaved, setUnsaved] = useState({ questions: false, share: false })
  useUnsaved(() => unsaved.questions || unsaved.share)
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <Title order={1} maw="100%" style={{ overflowWrap: 'anywhere' }}>
          {read.survey.title}
        </Title>
        <Group gap="xs">
          <Badge variant="light">{t(`surveys.${read.survey.state}`)}</Badge>
          <SurveyMenu survey={read.survey} />
        </Group>
      </Group>
      <Tabs
        keepMounted={false}
        value={tab ?? 'questions'}
        onChange={(value) =>
          void navigate({
            to: '/surveys/$id',
            params: { id },
            search: (now) => ({ ...now, tab: value ?? undefined }),
          })
        }
      >
        <Tabs.List mb="md">
          <Tabs.Tab value="questions">{t('surveys.questions')}</Tabs.Tab>
          <Tabs.Tab value="share">{t('surveys.share')}</Tabs.Tab>
          {read.survey.can.includes('see_results') && <Tabs.Tab value="results">{t('surveys.results')}</Tabs.Tab>}
        </Tabs.List>
        {/* These two are kept, as they hold what is not saved yet. */}
        <Tabs.Panel value="questions" keepMounted>
          <Builder {...read} onUnsaved={(questions) => setUnsaved((now) => ({ ...now, questions }))} />
        </Tabs.Panel>
        <Tabs.Panel value="share" keepMounted>
          <Share {...read} onUnsaved={(share) => setUnsaved((now) => ({ ...now, share }))} />
        </Tabs.Panel>
        <Tabs.Panel value="results">
          {read.survey.can.includes('see_results') && <Results survey={read.survey} />}
        </Tabs.Panel>
      </Tabs>
    </Stack>
  )
}
