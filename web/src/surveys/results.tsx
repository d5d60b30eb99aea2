import { Alert, Card, Group, Progress, Select, SimpleGrid, Stack, Table, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { QuestionResult, Results as ResultsBody } from '../../../server/surveys/results/schema.ts'
import { api, bodyOf } from '../api/client.ts'
import { showDay, showNumber, showShare } from '../ui/formats.ts'
import { Loaded } from '../ui/states.tsx'
import { Answers } from './answers.tsx'
import { ExportLinks } from './export-links.tsx'
import { useLiveResults } from './live.ts'
import type { Survey } from './queries.ts'

interface Filter {
  question: string
  answer: string
}

/** What came of a survey, as it comes in. */
export function Results({ survey }: { survey: Survey }) {
  const { t } = useTranslation()
  const [filter, setFilter] = useState<Filter | null>(null)
  useLiveResults(survey.id, filter === null)
  const query = useQuery({
    queryKey: ['surveys', survey.id, 'results', filter],
    queryFn: () =>
      bodyOf(
        api.GET('/api/surveys/{id}/results', { params: { path: { id: survey.id }, query: filter ?? {} } }),
      ) as unknown as Promise<ResultsBody>,
  })
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <FilterSelect survey={survey} filter={filter} onChange={setFilter} />
        <ExportLinks surveyId={survey.id} />
      </Group>
      <Loaded query={query}>
        {(results) => (
          <Stack gap="md">
            <Overview results={results} />
            {results.hidden && <Alert color="blue">{t('results.hidden')}</Alert>}
            {results.questions.map((question) => (
              <Card key={question.id} withBorder component="section" aria-label={question.title}>
                <Title order={2} size="h5">
                  {question.title}
                </Title>
                <Text size="sm" c="dimmed" mb="xs">
                  {t('results.answered', { answered: question.answered, asked: question.asked })}
                  {question.removed && ` · ${t('results.removed')}`}
                </Text>
                <QuestionChart question={question} surveyId={survey.id} />
                {question.wordings.map(({ version, title }) => (
                  <Text key={version} size="xs" c="dimmed">
                    {t('results.wording', { version, title })}
                  </Text>
                ))}
              </Card>
            ))}
          </Stack>
        )}
      </Loaded>
    </Stack>
  )
}

function Overview({ results }: { results: ResultsBody }) {
  const { t } = useTranslation()
  const most = Math.max(1, ...results.days.map(({ replies }) => replies))
  return (
    <Stack gap="md">
      <SimpleGrid cols={2}>
        <Figure name={t('results.replies')} value={showNumber(results.reply_count)} />
        {results.completion !== null && <Figure name={t('results.completion')} value={showShare(results.completion)} />}
      </SimpleGrid>
      {results.days.length > 0 && (
        <Card withBorder>
          <Text size="sm" c="dimmed" mb="xs">
            {t('results.days')}
          </Text>
          <Stack gap={2}>
            {results.days.slice(-7).map(({ day, replies }) => (
              <Bar
                key={day}
                label={showDay(day, { day: 'numeric', month: 'short' })}
                value={replies}
                share={replies / most}
              />
            ))}
          </Stack>
        </Card>
      )}
    </Stack>
  )
}

function Figure({ name, value }: { name: string; value: string }) {
  return (
    <Card withBorder>
      <Text size="sm" c="dimmed">
        {name}
      </Text>
      <Text size="xl" fw={700}>
        {value}
      </Text>
    </Card>
  )
}

interface BarProps {
  label: string
  value: string | number
  /** 0 to 1. */
  share: number
}

/** One row of a chart, which says in words what its bar shows. */
function Bar({ label, value, share }: BarProps) {
  return (
    <Group gap="sm" wrap="nowrap">
      <Text size="sm" w="35%" truncate title={label}>
        {label}
      </Text>
      <Progress flex={1} value={share * 100} size="lg" aria-label={`${label}: ${value}`} />
      <Text size="sm" w={90} ta="end">
        {value}
      </Text>
    </Group>
  )
}

function Counts({ rows }: { rows: { key: string; label: string; count: number; share: number | null }[] }) {
  return (
    <Stack gap={4}>
      {rows.map(({ key, label, count, share }) => (
        <Bar key={key} label={label} value={`${showNumber(count)} · ${showShare(share ?? 0)}`} share={share ?? 0} />
      ))}
    </Stack>
  )
}

/** The chart that fits a question's type. */
function QuestionChart({ question, surveyId }: { question: QuestionResult; surveyId: string }) {
  const { t } = useTranslation()
  const middle = (mean: number | null, median: number | null) =>
    mean === null || median === null
      ? null
      : t('results.middle', { mean: showNumber(mean), median: showNumber(median) })
  switch (question.type) {
    case 'text':
    case 'long_text':
      return <Answers surveyId={surveyId} questionId={question.id} />
    case 'single_choice':
    case 'multiple_choice': {
      const rows = question.choices.map(({ id, ...rest }) => ({ key: id, ...rest }))
      const other = question.other ? [{ key: 'other', label: t('builder.otherChoice'), ...question.other }] : []
      return (
        <Stack gap="sm">
          <Counts rows={[...rows, ...other]} />
          {question.other !== null && question.other.count > 0 && (
            <Answers surveyId={surveyId} questionId={question.id} />
          )}
        </Stack>
      )
    }
    case 'rating':
    case 'nps':
      return (
        <Stack gap="xs">
          <Counts
            rows={question.values.map(({ value, ...rest }) => ({ key: String(value), label: String(value), ...rest }))}
          />
          <Text size="sm">{middle(question.mean, question.median)}</Text>
          {question.type === 'nps' && question.score !== null && (
            <Text size="sm">
              {t('results.nps', {
                score: showNumber(question.score, { maximumFractionDigits: 0 }),
                promoters: showShare(question.promoters.share ?? 0),
                passives: showShare(question.passives.share ?? 0),
                detractors: showShare(question.detractors.share ?? 0),
              })}
            </Text>
          )}
        </Stack>
      )
    case 'yes_no':
      return (
        <Counts
          rows={[
            { key: 'yes', label: t('builder.yes'), ...question.yes },
            { key: 'no', label: t('builder.no'), ...question.no },
          ]}
        />
      )
    case 'number':
      return (
        <Stack gap="xs">
          <Counts rows={binRows(question.bins, question.answered, (value) => showNumber(value))} />
          <Text size="sm">{middle(question.mean, question.median)}</Text>
        </Stack>
      )
    case 'date':
      return <Counts rows={binRows(question.bins, question.answered, (day) => showDay(day))} />
    case 'ranking':
      return (
        <Stack gap={4}>
          {question.choices
            .toSorted((a, b) => (b.score ?? 0) - (a.score ?? 0))
            .map(({ id, label, mean_rank, score }) => (
              <Bar
                key={id}
                label={label}
                value={mean_rank === null ? '' : t('results.rank', { rank: showNumber(mean_rank) })}
                share={score ?? 0}
              />
            ))}
        </Stack>
      )
    case 'matrix':
      return (
        <Table.ScrollContainer
          minWidth={400}
          scrollAreaProps={{ viewportProps: { tabIndex: 0, role: 'group', 'aria-label': question.title } }}
        >
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Td />
                {question.rows[0]?.columns.map(({ id, label }) => (
                  <Table.Th key={id}>{label}</Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {question.rows.map(({ id, label, columns }) => (
                <Table.Tr key={id}>
                  <Table.Th>{label}</Table.Th>
                  {columns.map((column) => (
                    <Table.Td key={column.id}>
                      {showNumber(column.count)} · {showShare(column.share ?? 0)}
                    </Table.Td>
                  ))}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )
  }
}

function binRows<T extends number | string>(
  bins: readonly { from: T; to: T; count: number }[],
  answered: number,
  show: (bound: T) => string,
) {
  return bins.map(({ from, to, count }) => ({
    key: String(from),
    label: from === to ? show(from) : `${show(from)} – ${show(to)}`,
    count,
    share: answered === 0 ? null : count / answered,
  }))
}

interface FilterProps {
  survey: Survey
  filter: Filter | null
  onChange: (filter: Filter | null) => void
}

/** Only the replies that gave one answer; offered for what has choices. */
function FilterSelect({ survey, filter, onChange }: FilterProps) {
  const { t } = useTranslation()
  const data = survey.questions.flatMap((question) => {
    const group = question.title
    const item = (answer: string, label: string) => ({ value: `${question.id} ${answer}`, label })
    if (question.type === 'single_choice' || question.type === 'multiple_choice') {
      return [{ group, items: question.choices.map(({ id, label }) => item(id, label)) }]
    }
    if (question.type === 'yes_no')
      return [{ group, items: [item('true', t('builder.yes')), item('false', t('builder.no'))] }]
    return []
  })
  if (data.length === 0) return <span />
  return (
    <Select
      w={300}
      maw="100%"
      placeholder={t('results.filter')}
      aria-label={t('results.filter')}
      data={data}
      clearable
      value={filter === null ? null : `${filter.question} ${filter.answer}`}
      onChange={(value) => {
        const [question, answer] = value?.split(' ') ?? []
        onChange(question !== undefined && answer !== undefined ? { question, answer } : null)
      }}
    />
  )
}
