import { Progress, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { NpsResult, RatingResult } from '../../../../server/surveys/results/schema.ts'
import { showNumber, showShare } from '../../ui/formats.ts'
import { Bars, rowOf } from './bars.tsx'
import { Middle } from './middle.tsx'

const PARTS = [
  { name: 'detractors', color: 'red' },
  { name: 'passives', color: 'gray' },
  { name: 'promoters', color: 'green' },
] as const

/** Every step of a scale, and how many chose it. */
export function RatingChart({ question }: { question: RatingResult }) {
  return (
    <Stack gap="xs">
      <ScaleBars question={question} />
      <Middle mean={question.mean} median={question.median} />
    </Stack>
  )
}

/** How many would recommend it: the score, what it comes from, and every answer. */
export function NpsChart({ question }: { question: NpsResult }) {
  const { t } = useTranslation()
  const shareOf = (name: (typeof PARTS)[number]['name']) => question[name].share ?? 0
  return (
    <Stack gap="xs">
      {question.score !== null && (
        <>
          <Text fw={700}>
            {t('results.score', { score: showNumber(question.score, { maximumFractionDigits: 0 }) })}
          </Text>
          <Progress.Root size="lg" aria-hidden>
            {PARTS.map(({ name, color }) => (
              <Progress.Section key={name} value={shareOf(name) * 100} color={color} />
            ))}
          </Progress.Root>
          <Text size="sm">
            {PARTS.map(({ name }) => t(`results.${name}`, { share: showShare(shareOf(name)) })).join(' · ')}
          </Text>
        </>
      )}
      <ScaleBars question={question} />
      <Middle mean={question.mean} median={question.median} />
    </Stack>
  )
}

function ScaleBars({ question: { title, values } }: { question: Pick<RatingResult, 'title' | 'values'> }) {
  const rows = values.map(({ value, ...part }) => rowOf(String(value), showNumber(value), part))
  return <Bars label={title} isNarrow rows={rows} />
}
