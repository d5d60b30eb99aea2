import { Badge, Group, List, Stack, Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { showDay, showDays, showNames } from '../../ui/formats.ts'
import { Empty } from '../../ui/states.tsx'
import { showSpan } from '../spans.ts'
import type { Holiday } from './grid-ground.tsx'
import type { Absence, Row } from './people.ts'
import { type Period, touches, weeksOf } from './period.ts'
import styles from './week-list.module.css'
import { whatOf } from './words.ts'

interface Props {
  period: Period
  today: string
  firstDayOfWeek: number
  holidays: readonly Holiday[]
  rows: readonly Row[]
}

/** Somebody's absence. */
interface Listed {
  id: string
  name: string
  absence: Absence
}

/**
 * Who is away, week by week, in words: for phones, and for whoever would rather read. Each absence stands in the first week
 * that has days of it; the weeks after that name who is still away. Of this month, what is over is folded away.
 */
export function WeekList({ period, today, firstDayOfWeek, holidays, rows }: Props) {
  const { t } = useTranslation()
  const entries = rows
    .flatMap(({ id, name, absences }) => absences.map((absence) => ({ id, name, absence })))
    .sort((a, b) => (a.absence.start < b.absence.start ? -1 : 1))
  const weeks = weeksOf(period, firstDayOfWeek)
  const isThisMonth = period.from <= today && today <= period.to
  const over = isThisMonth ? weeks.filter(({ to }) => to < today) : []
  const show = (some: readonly Period[]) => {
    const first = some[0]?.from ?? period.from
    return (
      <Stack gap="lg">
        {some.map((week) => {
          const away = entries.filter(({ absence }) => touches(absence, week))
          const isNew = ({ absence }: Listed) => absence.start >= week.from || week.from === first
          return (
            <Week
              key={week.from}
              week={week}
              isNow={week.from <= today && today <= week.to}
              holidays={holidays.filter(({ date }) => week.from <= date && date <= week.to)}
              entries={away.filter(isNew)}
              still={away.filter((one) => !isNew(one))}
            />
          )
        })}
      </Stack>
    )
  }
  return (
    <Stack gap="lg">
      {over.length > 0 && (
        <details>
          <Text component="summary" size="sm" py={4}>
            {t('calendar.over')}
          </Text>
          {show(over)}
        </details>
      )}
      {show(weeks.slice(over.length))}
    </Stack>
  )
}

interface WeekProps {
  week: Period
  isNow: boolean
  holidays: readonly Holiday[]
  /** Those that begin in this week, or before the first one that is shown. */
  entries: readonly Listed[]
  /** Those that stand in a week before this one. */
  still: readonly Listed[]
}

function Week({ week: { from, to }, isNow, holidays, entries, still }: WeekProps) {
  const { t } = useTranslation()
  return (
    <section className={styles.week} aria-labelledby={`week-${from}`}>
      <Group gap="xs" mb={4}>
        <Title order={3} size="h5" id={`week-${from}`}>
          {from === to ? showDay(from) : showDays(from, to)}
        </Title>
        {isNow && <Badge variant="light">{t('calendar.thisWeek')}</Badge>}
      </Group>
      {holidays.map(({ date, name }) => (
        <Text key={date} size="sm">
          {showDay(date)}: {name}
        </Text>
      ))}
      {entries.length + still.length === 0 && <Empty>{t('calendar.nobodyAway')}</Empty>}
      {entries.length > 0 && (
        <List listStyleType="none" spacing={6} withPadding={false}>
          {entries.map(({ id, name, absence }) => (
            <List.Item key={id + absence.start + absence.start_half}>
              <Entry name={name} absence={absence} />
            </List.Item>
          ))}
        </List>
      )}
      {still.length > 0 && (
        <Text size="sm" c="dimmed" mt={4}>
          {t('calendar.stillAway', { names: showNames(still.map(({ name }) => name)) })}
        </Text>
      )}
    </section>
  )
}

function Entry({ name, absence }: { name: string; absence: Absence }) {
  const { t } = useTranslation()
  return (
    <>
      <Group gap="xs">
        <Text size="sm" fw={600}>
          {name}
        </Text>
        {absence.status === 'pending' && (
          <Badge color="yellow" variant="light">
            {t('calendar.pending')}
          </Badge>
        )}
      </Group>
      <Text size="sm" c="dimmed">
        {showSpan(absence)} · {whatOf(absence)}
      </Text>
    </>
  )
}
