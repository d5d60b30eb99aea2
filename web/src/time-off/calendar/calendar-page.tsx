import { Alert, Button, Group, Loader, Stack, Text, Title } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Schema } from '../../api/client.ts'
import { company } from '../../ui/company.ts'
import { showDay, showDays } from '../../ui/formats.ts'
import { dayIn } from '../../ui/now.ts'
import { usePageTitle } from '../../ui/page-title.ts'
import { sentenceOf } from '../../ui/sentences.ts'
import { Empty, Loaded } from '../../ui/states.tsx'
import { Feeds } from './feeds.tsx'
import { Grid } from './grid.tsx'
import { Legend } from './legend.tsx'
import { rowsOf, teamsOf } from './people.ts'
import { periodOf } from './period.ts'
import { absences, holidays, useEverybody } from './queries.ts'
import { daysOf } from './search.ts'
import { Toolbar } from './toolbar.tsx'
import { WeekList } from './week-list.tsx'

const PHONE = '(max-width: 48em)'
const YEAR = { year: 'numeric' } as const
const MONTH = { month: 'long', year: 'numeric' } as const

/** The team calendar: who is away, by the month, the week or the year. And how to have that in a calendar program. */
export function CalendarPage() {
  const { t } = useTranslation()
  usePageTitle(t('calendar.title'))
  const query = useQuery(company)
  return (
    <Stack gap="lg">
      <Title order={1}>{t('calendar.title')}</Title>
      <Loaded query={query}>{(settings) => <Calendar settings={settings} />}</Loaded>
      <Feeds />
    </Stack>
  )
}

function Calendar({ settings }: { settings: Schema<'Company'> }) {
  const search = useSearch({ from: '/time-off/calendar' })
  const isPhone = useMediaQuery(PHONE, undefined, { getInitialValueInEffect: false })
  const today = dayIn(settings.time_zone)
  const days = daysOf(search)
  const view = days ? 'list' : (search.view ?? (isPhone ? 'list' : 'month'))
  const { month = (days?.from ?? today).slice(0, 7), team } = search
  const { from, to } = days ?? periodOf(view, month)
  const period = useMemo(() => ({ from, to }), [from, to])
  const everybody = useEverybody(today)
  const away = useQuery(absences(period, team))
  const off = useQuery(holidays(period))
  const employees = useMemo(() => everybody.data?.pages.flatMap(({ rows }) => rows) ?? [], [everybody.data])
  const rows = useMemo(() => rowsOf(employees, away.data ?? [], team), [employees, away.data, team])
  const title = days ? showDays(from, to) : showDay(from, view === 'year' ? YEAR : MONTH)
  const shown = { title, period, today, holidays: off.data ?? [], rows }
  return (
    <Stack gap="sm">
      <Toolbar search={search} view={view} month={month} title={title} teams={teamsOf(employees)} />
      <Loaded query={away}>
        {() => (
          <>
            <Progress query={everybody} count={employees.length} />
            {rows.length === 0 && !everybody.isPending && <Nobody team={team} />}
            {rows.length > 0 && view !== 'list' && (
              <>
                <Grid view={view} {...shown} />
                <Legend holidays={shown.holidays} />
              </>
            )}
            {view === 'list' && <WeekList {...shown} firstDayOfWeek={settings.first_day_of_week} />}
          </>
        )}
      </Loaded>
    </Stack>
  )
}

function Nobody({ team }: { team: string | undefined }) {
  const { t } = useTranslation()
  return <Empty>{t(team === undefined ? 'calendar.noEmployees' : 'calendar.emptyTeam', { team })}</Empty>
}

/** Says how many people are there so far, while more are on their way, or that they did not all come. */
function Progress({ query, count }: { query: ReturnType<typeof useEverybody>; count: number }) {
  const { t } = useTranslation()
  if (query.isError) {
    return (
      <Alert color="red" role="alert" title={t('calendar.notAll', { count })}>
        <Group>
          <Text size="sm">{sentenceOf(query.error)}</Text>
          <Button size="xs" variant="default" onClick={() => void query.fetchNextPage()}>
            {t('state.again')}
          </Button>
        </Group>
      </Alert>
    )
  }
  if (!query.isPending && !query.hasNextPage) return null
  return (
    <Group gap="xs" role="status">
      <Loader size="xs" />
      <Text size="sm">{t('calendar.loading', { count })}</Text>
    </Group>
  )
}
