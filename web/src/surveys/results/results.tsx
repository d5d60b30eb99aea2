import { Card, Group, Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type {
  QuestionResult,
  Results as ResultsBody,
  ShownResult,
  Wording,
} from '../../../../server/surveys/results/schema.ts'
import { api, bodyOf } from '../../api/client.ts'
import { Empty, Loaded } from '../../ui/states.tsx'
import type { Survey } from '../queries.ts'
import { ExportLinks } from './export-links.tsx'
import { type Filter, FilterSelect } from './filter-select.tsx'
import { HiddenQuestion, HiddenResults, Steps } from './hidden.tsx'
import { useLiveResults } from './live.ts'
import { Overview } from './overview.tsx'
import { QuestionChart } from './question-chart.tsx'

const resultsOf = (surveyId: string, filter: Filter | undefined) => ({
  queryKey: ['surveys', surveyId, 'results', filter ?? null],
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    bodyOf(
      api.GET('/api/surveys/{id}/results', { params: { path: { id: surveyId }, query: filter ?? {} }, signal }),
    ) as unknown as Promise<ResultsBody>,
})

/** What came of a survey, as it comes in; or of those replies alone that gave a certain answer. */
export function Results({ survey }: { survey: Survey }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const { question, answer } = useSearch({ from: '/surveys/$id' })
  const filter = question !== undefined && answer !== undefined ? { question, answer } : undefined
  useLiveResults(survey.id)
  const all = useQuery(resultsOf(survey.id, undefined))
  const filtered = useQuery({ ...resultsOf(survey.id, filter), enabled: filter !== undefined })
  const query = filter ? filtered : all
  const choose = (chosen: Filter | undefined) =>
    void navigate({
      to: '/surveys/$id',
      params: { id: survey.id },
      search: { tab: 'results', ...chosen },
      resetScroll: false,
    })
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <FilterSelect
          questions={filterable(survey, all.data)}
          label={t(survey.anonymous ? 'results.compare' : 'results.filter')}
          filter={filter}
          onChange={choose}
        />
        {survey.can.includes('export_replies') && <ExportLinks surveyId={survey.id} />}
      </Group>
      {filter && query.isPending && (
        <Text role="status" ta="center" size="sm">
          {t('results.counting')}
        </Text>
      )}
      <Loaded query={query}>
        {(results) => (
          <Stack gap="md">
            {!(filter && results.hidden) && <Overview results={results} />}
            <Steps survey={survey} results={results} />
            {results.hidden && <HiddenResults survey={survey} why={results.hidden_because} />}
            {!results.hidden && results.questions.length === 0 && <Empty>{t('results.none')}</Empty>}
            {results.questions.map((one) => (
              <QuestionCard key={one.id} question={one} survey={survey} isFiltered={filter !== undefined} />
            ))}
          </Stack>
        )}
      </Loaded>
    </Stack>
  )
}

/** The questions that results can be filtered by: of an anonymous survey, the one that it says. */
function filterable({ anonymous, split_by }: Survey, results: ResultsBody | undefined): ShownResult[] {
  const shown = (results?.questions ?? []).filter((one): one is ShownResult => one.hidden_because === null)
  return anonymous ? shown.filter(({ id }) => id === split_by) : shown
}

interface CardProps {
  question: QuestionResult
  survey: Survey
  isFiltered: boolean
}

function QuestionCard({ question, survey, isFiltered }: CardProps) {
  const { t } = useTranslation()
  const isShown = question.hidden_because === null
  const facts = [
    isShown && t('results.answered', { answered: question.answered, asked: question.asked }),
    question.removed && t('results.removed'),
  ].filter(Boolean)
  return (
    <Card withBorder component="section" aria-label={question.title}>
      <Title order={2} size="h5" style={{ overflowWrap: 'anywhere' }}>
        {question.title}
      </Title>
      <Text size="sm" c="dimmed" mb="xs">
        {facts.join(' · ')}
      </Text>
      {isShown ? (
        <QuestionChart question={question} survey={survey} isFiltered={isFiltered} />
      ) : (
        <HiddenQuestion question={question} survey={survey} />
      )}
      {isShown && question.wordings.map((wording) => <WordingLine key={wording.version} {...wording} />)}
    </Card>
  )
}

/** How a question, and what there is to choose, was worded from a version on. */
function WordingLine({ version, title, labels }: Wording) {
  const { t } = useTranslation()
  const said = [title, ...labels.map(({ label }) => label)].join(' · ')
  return (
    <Text size="xs" c="dimmed" mt={4} style={{ overflowWrap: 'anywhere' }}>
      {t('results.wording', { version, title: said })}
    </Text>
  )
}
