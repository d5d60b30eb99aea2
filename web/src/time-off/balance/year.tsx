import { Group, Skeleton, Stack, Text } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { earlier, lastPlannableDay } from '../../../../server/time-off/days.ts'
import { showDay, showHours } from '../../ui/formats.ts'
import { TextLink } from '../../ui/links.tsx'
import { Loaded } from '../../ui/states.tsx'
import { type Balance, balanceOf } from '../queries.ts'
import { pointsOf } from './points.ts'

const BalanceChart = lazy(async () => ({ default: (await import('./balance-chart.tsx')).BalanceChart }))

interface Props {
  /** Its leave year is shown. */
  balance: Balance
  today: string
  /** The end of the leave year, in the address. */
  search: { employee?: string | undefined }
}

/** A leave year as a line, with the forecast of its end. */
export function Year({ balance: { employee_id, leave_type, leave_year, on }, today, search }: Props) {
  const { t } = useTranslation()
  const { start, end } = leave_year ?? { start: `${on.slice(0, 4)}-01-01`, end: `${on.slice(0, 4)}-12-31` }
  const last = earlier(end, lastPlannableDay(today))
  const query = useQuery({ ...balanceOf(employee_id, leave_type.id, last), placeholderData: keepPreviousData })
  return (
    <Loaded query={query}>
      {({ lines }) => {
        const points = pointsOf(lines, start, last, today)
        const [first, final] = [points[0]?.hours ?? 0, points.at(-1)?.hours ?? 0]
        const ends = { type: leave_type.name, start: showDay(start), first: showHours(first) }
        const sentence = t('balance.chart', { ...ends, end: showDay(last), last: showHours(final) })
        return (
          <Stack gap="xs">
            <Suspense fallback={<Skeleton h={260} />}>
              <BalanceChart points={points} today={today} sentence={sentence} />
            </Suspense>
            <Group gap="xs">
              <Text size="sm">
                {t(last > today ? 'balance.forecastFor' : 'balance.endedWith', {
                  day: showDay(last),
                  hours: showHours(final),
                })}
              </Text>
              <TextLink to="/time-off/balance" search={{ ...search, type: leave_type.id, on: last }} size="sm">
                {t('balance.linesOfYear')}
              </TextLink>
            </Group>
          </Stack>
        )
      }}
    </Loaded>
  )
}
