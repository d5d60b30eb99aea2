import { Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { DateResult, NumberResult } from '../../../../server/surveys/results/schema.ts'
import { showDay, showNumber } from '../../ui/formats.ts'
import { type BarRow, Bars, rowOf } from './bars.tsx'
import { Middle } from './middle.tsx'

/** How often numbers were given, the least and the greatest, and what lies in the middle. */
export function NumberHistogram({
  question: { title, bins, answered, min, max, mean, median },
}: {
  question: NumberResult
}) {
  const { t } = useTranslation()
  if (min === null && mean !== null) return <NoHistogram mean={mean} />
  return (
    <Stack gap="xs">
      <Bars label={title} isNarrow rows={binRows(bins, answered, (value) => showNumber(value))} />
      {min !== null && max !== null && (
        <Text size="sm">{t('results.range', { min: showNumber(min), max: showNumber(max) })}</Text>
      )}
      <Middle mean={mean} median={median} />
    </Stack>
  )
}

/** How often days were given, the first and the last, and what lies in the middle. */
export function DateHistogram({
  question: { title, bins, answered, earliest, latest, median },
}: {
  question: DateResult
}) {
  const { t } = useTranslation()
  if (earliest === null && answered > 0) return <NoHistogram />
  return (
    <Stack gap="xs">
      <Bars label={title} rows={binRows(bins, answered, (day) => showDay(day))} />
      {earliest !== null && latest !== null && median !== null && (
        <Text size="sm">
          {t('results.dayRange', { min: showDay(earliest), max: showDay(latest), median: showDay(median) })}
        </Text>
      )}
    </Stack>
  )
}

/** What an anonymous survey says of numbers and days, each of which is what one person gave. */
function NoHistogram({ mean }: { mean?: number }) {
  const { t } = useTranslation()
  return (
    <Stack gap="xs">
      {mean !== undefined && <Text size="sm">{t('results.onlyMean', { mean: showNumber(mean) })}</Text>}
      <Text size="sm" c="dimmed">
        {t('results.onlyCount')}
      </Text>
    </Stack>
  )
}

/** The longest bar is that of the part with the most answers. */
function binRows<T extends number | string>(
  bins: readonly { from: T; to: T; count: number }[],
  answered: number,
  show: (bound: T) => string,
): BarRow[] {
  const most = Math.max(1, ...bins.map(({ count }) => count))
  return bins.map(({ from, to, count }) => {
    const label = from === to ? show(from) : `${show(from)} – ${show(to)}`
    const row = rowOf(String(from), label, { count, share: answered === 0 ? null : count / answered })
    return { ...row, share: count / most }
  })
}
