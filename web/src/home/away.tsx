import { Group, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import i18next from 'i18next'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import type { Schema } from '../api/client.ts'
import { partOf, showSpan } from '../time-off/spans.ts'
import { showDay, showDays } from '../ui/formats.ts'
import { TextLink } from '../ui/links.tsx'
import { Loaded } from '../ui/states.tsx'
import { HomeCard } from './home-card.tsx'
import { awaySoon } from './queries.ts'

type Absence = Schema<'AbsentPerson'>['absences'][number]

/** So many of each: the calendar has the rest. */
const SHOWN = 6

/** Who is away today, and who is about to be. */
export function Away() {
  const { t } = useTranslation()
  const query = useQuery(awaySoon)
  return (
    <HomeCard title={t('home.away')}>
      <Loaded query={query}>
        {({ today: { day, absences }, week }) => (
          <>
            <Absences
              title={t('home.today', { day: showDay(day, { weekday: 'long', day: 'numeric', month: 'long' }) })}
              days={{ from: day, to: day }}
              absences={absences}
              empty={t('home.nobodyAway')}
              describe={(absence) => untilWhen(absence, day)}
            />
            <Absences
              title={t('home.week', { days: showDays(week.from, week.to) })}
              days={week}
              absences={week.absences}
              empty={t(absences.some(({ absence }) => absence.end > day) ? 'home.nobodyElseAway' : 'home.nobodyAway')}
              describe={showSpan}
            />
            <TextLink to="/time-off/calendar" size="sm" mt="xs">
              {t('home.calendar')}
            </TextLink>
          </>
        )}
      </Loaded>
    </HomeCard>
  )
}

/** Until when somebody is away who is today, or for which part of the day. */
function untilWhen(absence: Absence, today: string): string {
  const { start, end, end_half } = absence
  if (end > today) return i18next.t('home.awayUntil', { day: showDay(end) })
  const part = start === today ? partOf(absence) : end_half === 'morning' && i18next.t('span.untilNoon')
  return part || i18next.t('home.allDay')
}

interface Props {
  title: string
  /** Those that it speaks of. */
  days: { from: string; to: string }
  absences: readonly { employee: { id: string; name: string }; absence: Absence }[]
  /** What it says when there are none. */
  empty: string
  describe: (absence: Absence) => string
}

function Absences({ title, days: { from, to }, absences, empty, describe }: Props) {
  const { t } = useTranslation()
  const id = useId()
  const rest = absences.length - SHOWN
  return (
    <section aria-labelledby={id}>
      <Title order={3} size="h6" id={id} mt={4}>
        {title}
      </Title>
      {absences.length === 0 && (
        <Text size="sm" c="dimmed">
          {empty}
        </Text>
      )}
      {absences.slice(0, SHOWN).map(({ employee, absence }) => (
        <Group key={employee.id + absence.start + absence.start_half} justify="space-between" wrap="nowrap" gap="xs">
          <Text size="sm" truncate>
            {employee.name}
          </Text>
          <Text size="sm" c="dimmed" flex="none">
            {describe(absence)}
          </Text>
        </Group>
      ))}
      {rest > 0 && (
        <TextLink to="/time-off/calendar" search={{ from, to }} size="sm">
          {t('home.more', { count: rest })}
        </TextLink>
      )}
    </section>
  )
}
