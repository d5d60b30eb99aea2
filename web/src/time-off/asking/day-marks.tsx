import i18next from 'i18next'
import type { Schema } from '../../api/client.ts'
import { showDay } from '../../ui/formats.ts'
import type { AbsentPerson, Person } from '../queries.ts'
import './day-marks.css'
import { hoursOn } from './wish.ts'

const NAMES_SAID = 5

/** What is known of a day before anybody asks for it. */
export interface DayMarks {
  holiday: string | undefined
  works: boolean
  /** Whether I have asked for it already. */
  mine: 'approved' | 'pending' | undefined
  /** The names of the colleagues who are away. */
  away: string[]
}

interface Known {
  person: Person
  holidays: readonly Schema<'Holiday'>[]
  away: readonly AbsentPerson[]
}

/** What is known of a day. */
export function marksOf(day: string, { person, holidays, away }: Known): DayMarks {
  const holiday = holidays.find(({ date }) => date === day)
  const onDay = away.flatMap(({ employee, absences }) => {
    const absence = absences.find(({ start, end }) => start <= day && day <= end)
    return absence ? [{ employee, status: absence.status }] : []
  })
  return {
    holiday: holiday?.name,
    works: hoursOn(person, day) > 0 && holiday?.off !== 'day',
    mine: onDay.find(({ employee }) => employee.id === person.id)?.status,
    away: onDay.filter(({ employee }) => employee.id !== person.id).map(({ employee }) => employee.name),
  }
}

/** A day and what is known of it, in words. */
export function sayDay(day: string, { holiday, works, mine, away }: DayMarks): string {
  const said = [
    showDay(day, { dateStyle: 'full' }),
    holiday,
    !works && !holiday && i18next.t('ask.not_working'),
    mine && i18next.t(`ask.mine_${mine}`),
    away.length > 0 && i18next.t('ask.awayNames', { names: someOf(away) }),
  ]
  return said.filter(Boolean).join('; ')
}

/** Some of many names, and how many there are besides. */
function someOf(names: readonly string[]): string {
  const rest = names.length - NAMES_SAID
  return [...names.slice(0, NAMES_SAID), ...(rest > 0 ? [`+${rest}`] : [])].join(', ')
}

/** A day as the calendar shows it: its number, and under it what is known of it. */
export function DayFace({ day, marks: { holiday, mine, away } }: { day: string; marks: DayMarks }) {
  return (
    <span className="day-face">
      {Number(day.slice(8))}
      <span className="day-marks" aria-hidden>
        {holiday && <HolidayMark />}
        {mine && <MineMark status={mine} />}
        {away.length > 0 && <AwayMark count={away.length} />}
      </span>
    </span>
  )
}

/** Marks a holiday. */
export function HolidayMark() {
  return <span className="holiday-mark" />
}

/** Marks my own time off; hollow while it waits. */
export function MineMark({ status }: { status: NonNullable<DayMarks['mine']> }) {
  return <span className="mine-mark" data-status={status} />
}

/** Marks that colleagues are away, and how many. */
export function AwayMark({ count }: { count: number }) {
  return <span className="away-mark" data-count={count} />
}
