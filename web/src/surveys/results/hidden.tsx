import { Alert, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { HiddenResult, Results } from '../../../../server/surveys/results/schema.ts'
import { showNumber } from '../../ui/formats.ts'
import type { Survey } from '../queries.ts'

/** Why an anonymous survey shows nothing. */
export function HiddenResults({ survey, why }: { survey: Survey; why: Results['hidden_because'] }) {
  const { t } = useTranslation()
  const sentences = {
    too_few: t('results.too_few', { count: stepOf(survey) }),
    not_closed: t('results.not_closed'),
    filter: t('results.notCompared'),
    group: t('results.groupTooSmall', { count: survey.threshold }),
  }
  return <Alert color="blue">{sentences[why as keyof typeof sentences]}</Alert>
}

/** Of how many replies the results are that an anonymous survey shows, and when there are more. */
export function Steps({ survey, results }: { survey: Survey; results: Results }) {
  const { t } = useTranslation()
  const left = survey.reply_count - results.reply_count
  if (!survey.anonymous || survey.results_when === 'closed' || results.hidden) return null
  const values = {
    shown: showNumber(results.reply_count),
    count: survey.reply_count,
    next: showNumber(results.next_at ?? 0),
  }
  if (results.next_at === null) return left > 0 ? <Text size="sm">{t('results.leftOut', { count: left })}</Text> : null
  return <Text size="sm">{t(left > 0 ? 'results.inSteps' : 'results.inStepsAll', values)}</Text>
}

/** Why a question of an anonymous survey shows nothing. */
export function HiddenQuestion({ survey, question }: { survey: Survey; question: HiddenResult }) {
  const { t } = useTranslation()
  const isText = question.type === 'text' || question.type === 'long_text'
  const count = isText ? survey.text_threshold : survey.threshold
  const sentences = {
    too_few: t('results.questionTooFew', { count }),
    depends: t('results.questionDepends'),
    group: t('results.questionOfGroup', { count }),
    versions: t('results.questionVersions'),
  }
  return (
    <Text size="sm" c="dimmed">
      {sentences[question.hidden_because]}
    </Text>
  )
}

/** With how many new replies more of a survey is shown. */
function stepOf({ threshold, text_threshold, results_when, whole_replies }: Survey): number {
  return whole_replies && results_when === 'steps' ? Math.max(threshold, text_threshold) : threshold
}
