import { Badge, Group, List, Stack, Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { showDay, showDays } from '../../ui/formats.ts'
import { Empty } from '../../ui/states.tsx'
import type { Holiday } from './grid-ground.tsx'
import type { Absence, Row } from './people.ts'
import { type Period, touches, weeksOf } from './period.ts'
import styles from './week-list.module.css'
import { whatOf, whenOf } from './words.ts'

interface Props {
  period: Period
  today: string
  firstDayOfWeek: number
  holidays: readonly Holiday[]
  rows: readonly Row[]
}

/**
 * Who is away, week by week, in words: for phones, and for whoever would rather read. Of this month, what is over is folded
 * away.
 */
export function WeekList({ period, today, firstDayOfWeek, holidays, rows }: Props) {
  const { t } = useTranslation()
  const entries = rows.flatMap(({ id, name, absences }) => absences.map((absence) => ({ id, name, absence })))
  const weeks = weeksOf(period, firstDayOfWeek)
  const isThisMonth = period.from <= today && today <= period.to
  const over = isThisMonth ? weeks.filter(({ to }) => to < today) : []
  const show = (some: readonly Period[]) => (
    <Stack gap="lg">
      {some.map((week) => (
        <Week
          key={week.from}
          week={week}
          isNow={week.from <= today && today <= week.to}
          holidays={holidays.filter(({ date }) => week.from <= date && date <= week.to)}
          entries={entries
            .filter(({ absence }) => touches(absence, week))
            .sort((a, b) => (a.absence.start < b.absence.start ? -1 : 1))}
        />
      ))}
    </Stack>
  )
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
  entries: readonly { id: string; name: string; absence: Absence }[]
}

function Week({ week: { from, to }, isNow, holidays, entries }: WeekProps) {
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
      {entries.length === 0 ? (
        <Empty>{t('calendar.nobodyAway')}</Empty>
      ) : (
        <List listStyleType="none" spacing={6} withPadding={false}>
          {entries.map(({ id, name, absence }) => (
            <List.Item key={id + absence.start + absence.start_half}>
              <Entry name={name} absence={absence} />
            </List.Item>
          ))}
        </List>
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
        {whenOf(absence)} · {whatOf(absence)}
      </Text>
    </>
  )
}
