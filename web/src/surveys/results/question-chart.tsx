import { Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { OTHER } from '../../../../server/surveys/form/other.ts'
import type { ChoiceResult, RankingResult, ShownResult } from '../../../../server/surveys/results/schema.ts'
import { showNumber } from '../../ui/formats.ts'
import type { Survey } from '../queries.ts'
import { Answers } from './answers.tsx'
import { Bars, rowOf } from './bars.tsx'
import { DateHistogram, NumberHistogram } from './histograms.tsx'
import { MatrixChart } from './matrix-chart.tsx'
import { NpsChart, RatingChart } from './scale-charts.tsx'

interface Props {
  question: ShownResult
  survey: Survey
  /** Whether only some replies are counted; what people wrote is not to be had of those alone. */
  isFiltered: boolean
}

/** The chart that fits a question's type. */
export function QuestionChart({ question, survey, isFiltered }: Props) {
  const { t } = useTranslation()
  const answers = (count: number) => {
    if (isFiltered) return <Text size="sm">{t('results.textsUnfiltered')}</Text>
    if (survey.anonymous && count < survey.text_threshold) {
      return (
        <Text size="sm" c="dimmed">
          {t('results.othersTooFew', { count: survey.text_threshold })}
        </Text>
      )
    }
    return <Answers surveyId={survey.id} questionId={question.id} count={count} />
  }
  switch (question.type) {
    case 'text':
    case 'long_text':
      return question.answered > 0 && answers(question.answered)
    case 'single_choice':
    case 'multiple_choice':
      return (
        <Stack gap="sm">
          <ChoiceBars question={question} />
          {question.other !== null && question.other.count > 0 && answers(question.other.count)}
        </Stack>
      )
    case 'rating':
      return <RatingChart question={question} />
    case 'nps':
      return <NpsChart question={question} />
    case 'yes_no': {
      const rows = (['yes', 'no'] as const).map((key) => rowOf(key, t(`builder.${key}`), question[key]))
      return <Bars label={question.title} rows={rows} />
    }
    case 'number':
      return <NumberHistogram question={question} />
    case 'date':
      return <DateHistogram question={question} />
    case 'ranking':
      return <RankingBars question={question} />
    case 'matrix':
      return <MatrixChart question={question} />
  }
}

function ChoiceBars({ question }: { question: ChoiceResult }) {
  const { t } = useTranslation()
  const rows = question.choices.map((choice) =>
    rowOf(choice.id, choice.removed ? t('results.removedChoice', { label: choice.label }) : choice.label, choice),
  )
  const other = question.other ? [rowOf(OTHER, t('builder.otherChoice'), question.other)] : []
  return <Bars label={question.title} rows={[...rows, ...other]} />
}

/** The best one first; a bar is as long as the share of the others that it was put before. */
function RankingBars({ question }: { question: RankingResult }) {
  const { t } = useTranslation()
  const isOfSome = question.choices.some(({ removed, ranked }) => !removed && ranked < question.answered)
  const rows = question.choices
    .toSorted((a, b) => (b.score ?? 0) - (a.score ?? 0))
    .map(({ id, label, removed, ranked, mean_rank, first, score }) => ({
      key: id,
      label: removed ? t('results.removedChoice', { label }) : label,
      value:
        mean_rank === null
          ? '–'
          : t(isOfSome ? 'results.rankOfSome' : 'results.rank', {
              ...{ ranked: showNumber(ranked), rank: showNumber(mean_rank), first: showNumber(first) },
            }),
      share: score ?? 0,
    }))
  return <Bars label={question.title} rows={rows} />
}
