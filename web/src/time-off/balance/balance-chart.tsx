import '@mantine/charts/styles.css'
import { LineChart } from '@mantine/charts'
import { useTranslation } from 'react-i18next'
import { showDay, showHours } from '../../ui/formats.ts'
import { monthsBetween, type Point, stepsOf } from './points.ts'

const QUIET = 'var(--mantine-color-dimmed)'

interface Props {
  points: Point[]
  today: string
  /** What it shows, in a sentence. */
  sentence: string
}

/** How a balance goes through a leave year: what has been is a solid line, what is to come a broken one. */
export function BalanceChart({ points, today, sentence }: Props) {
  const { t } = useTranslation()
  const from = points[0]?.at ?? 0
  const to = points.at(-1)?.at ?? from
  const now = Date.parse(today)
  const steps = stepsOf(points)
  return (
    <div role="img" aria-label={sentence}>
      <LineChart
        h={260}
        data={points}
        dataKey="at"
        curveType="stepAfter"
        withDots={false}
        withLegend
        legendProps={{ itemSorter: null }}
        accessibilityLayer={false}
        series={[
          { name: 'past', label: t('balance.soFar'), color: 'var(--mantine-primary-color-filled)' },
          { name: 'forecast', label: t('balance.forecast'), color: 'orange.6', strokeDasharray: '6 4' },
        ]}
        referenceLines={
          from <= now && now <= to
            ? [{ x: now, label: t('balance.today'), labelPosition: sideOf(now, from, to), color: QUIET }]
            : []
        }
        valueFormatter={showHours}
        xAxisProps={{
          type: 'number',
          scale: 'time',
          domain: [from, to],
          ticks: monthsBetween(from, to),
          tickFormatter: (at: number) => showDay(dayOf(at), { month: 'short' }),
        }}
        yAxisProps={{ width: 76, ticks: steps, domain: [steps[0] ?? 0, steps.at(-1) ?? 0] }}
        // Without a point under the pointer there is no day.
        tooltipProps={{ labelFormatter: (at) => (typeof at === 'number' ? showDay(dayOf(at)) : '') }}
      />
    </div>
  )
}

/** On which side of a line its words have room. */
function sideOf(at: number, from: number, to: number) {
  return at > (from + to) / 2 ? 'insideBottomRight' : 'insideBottomLeft'
}

function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10)
}
