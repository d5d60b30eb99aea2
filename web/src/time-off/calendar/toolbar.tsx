import { Group, SegmentedControl, Title } from '@mantine/core'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { ButtonLink } from '../../ui/links.tsx'
import { SearchSelect } from '../../ui/search-select.tsx'
import { monthAway, VIEWS, type View } from './period.ts'
import { type CalendarSearch, daysOf } from './search.ts'

const CALENDAR = '/time-off/calendar'

interface Props {
  search: CalendarSearch
  view: View
  month: string
  /** What the period is called. */
  title: string
  teams: readonly string[]
}

/** Goes to other months, views and teams. */
export function Toolbar({ search, view, month, title, teams }: Props) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const show = (changed: CalendarSearch) => void navigate({ to: CALENDAR, search: { ...search, ...changed } })
  /** Another month or another view is no longer about the days that the address has named. */
  const other = { ...search, from: undefined, to: undefined }
  const step = view === 'year' ? 'calendar.stepYear' : 'calendar.stepMonth'
  return (
    <Group justify="space-between" align="end">
      <Group gap="xs">
        <ButtonLink
          to={CALENDAR}
          search={{ ...other, month: monthAway(view, month, -1) }}
          variant="default"
          px="xs"
          aria-label={t(`${step}.before`)}
        >
          <IconChevronLeft size={18} aria-hidden />
        </ButtonLink>
        <ButtonLink to={CALENDAR} search={{ ...other, month: undefined }} variant="default">
          {t('calendar.today')}
        </ButtonLink>
        <ButtonLink
          to={CALENDAR}
          search={{ ...other, month: monthAway(view, month, 1) }}
          variant="default"
          px="xs"
          aria-label={t(`${step}.after`)}
        >
          <IconChevronRight size={18} aria-hidden />
        </ButtonLink>
        <Title order={2} size="h3" aria-live="polite">
          {title}
        </Title>
      </Group>
      <Group gap="sm" align="end">
        <SearchSelect
          label={t('calendar.team')}
          placeholder={t('calendar.everybody')}
          data={[...new Set([...teams, ...(search.team === undefined ? [] : [search.team])])]}
          value={search.team ?? null}
          onChange={(team) => show({ team: team ?? undefined })}
          clearable
          clearButtonProps={{ 'aria-label': t('calendar.everybody') }}
          nothingFoundMessage={t('calendar.noTeam')}
          w={200}
        />
        <SegmentedControl
          aria-label={t('calendar.view')}
          data={VIEWS.map((value) => ({ value, label: t(`calendar.${value}`) }))}
          value={view}
          onChange={(chosen) => show({ ...other, ...(daysOf(search) && { month }), view: chosen })}
        />
      </Group>
    </Group>
  )
}
