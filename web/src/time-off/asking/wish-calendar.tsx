import { Group, Stack, Text, useMatches } from '@mantine/core'
import { DatePicker } from '@mantine/dates'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { showDay } from '../../ui/formats.ts'
import { sentenceOf } from '../../ui/sentences.ts'
import { endOfMonth, monthOf } from '../days.ts'
import { LocalDates } from '../local-dates.tsx'
import { awayFrom, holidaysOf, type Person } from '../queries.ts'
import { AwayMark, DayFace, HolidayMark, MineMark, marksOf, sayDay } from './day-marks.tsx'

interface Props {
  person: Person
  start: string
  end: string
  /** The first month that is shown, by its first day. */
  month: string
  onMonth: (month: string) => void
  /** The last day is '' as long as only the first one is chosen. */
  onChange: (start: string, end: string) => void
}

/** Chooses days, and shows what is known of them: holidays, days without work, one's own time off, and who is away. */
export function WishCalendar({ person, start, end, month, onMonth, onChange }: Props) {
  const { t } = useTranslation()
  const columns = useMatches({ base: 1, lg: 2 })
  const until = endOfMonth(month, columns - 1)
  const holidays = useQuery({ ...holidaysOf(person.id, month, until), placeholderData: keepPreviousData })
  const away = useQuery({ ...awayFrom(month, until, person.team), placeholderData: keepPreviousData })
  const failure = holidays.error ?? away.error
  const known = { person, holidays: holidays.data ?? [], away: away.data ?? [] }
  return (
    <Stack gap="xs" w="fit-content">
      <LocalDates>
        <DatePicker
          type="range"
          allowSingleDateInRange
          role="group"
          aria-label={t('ask.calendar')}
          value={[start || null, end >= start ? end || null : null]}
          onChange={([first, last]) => onChange(first ?? '', last ?? '')}
          date={month}
          onDateChange={(date) => onMonth(monthOf(date))}
          numberOfColumns={columns}
          columnsToScroll={1}
          hideOutsideDates
          highlightToday
          maxLevel="year"
          {...(person.start_date && { minDate: person.start_date })}
          {...(person.end_date && { maxDate: person.end_date })}
          ariaLabels={{
            previousMonth: t('ask.previousMonth'),
            nextMonth: t('ask.nextMonth'),
            previousYear: t('ask.previousYear'),
            nextYear: t('ask.nextYear'),
          }}
          getDayAriaLabel={(day) => sayDay(day, marksOf(day, known))}
          getDayProps={(day) => {
            const marks = marksOf(day, known)
            return { title: sayDay(day, marks), ...(!marks.works && { className: 'day-off' }) }
          }}
          renderDay={(day) => <DayFace day={day} marks={marksOf(day, known)} />}
        />
      </LocalDates>
      <Group gap="xs">
        <Sign mark={<HolidayMark />}>{t('ask.signHoliday')}</Sign>
        <Sign mark={<MineMark status="approved" />}>{t('ask.signMine')}</Sign>
        <Sign mark={<MineMark status="pending" />}>{t('ask.signPending')}</Sign>
        <Sign mark={<AwayMark count={2} />}>{t('ask.signAway')}</Sign>
      </Group>
      {failure && (
        <Text size="xs" role="alert">
          {sentenceOf(failure)}
        </Text>
      )}
      {known.holidays.map(({ date, name }) => (
        <Text key={date} size="xs" c="dimmed">
          {showDay(date, { day: 'numeric', month: 'short' })}: {name}
        </Text>
      ))}
    </Stack>
  )
}

function Sign({ mark, children }: { mark: React.ReactNode; children: string }) {
  return (
    <Group gap={6} wrap="nowrap">
      <span className="day-marks" aria-hidden>
        {mark}
      </span>
      <Text size="xs" c="dimmed">
        {children}
      </Text>
    </Group>
  )
}
