import { useTranslation } from 'react-i18next'
import { daysFrom } from '../../../../server/time-off/days.ts'
import { showDay, showNumber } from '../../ui/formats.ts'
import styles from './grid.module.css'
import type { Row } from './people.ts'
import { isWeekend, monthsOf, type Period, touches } from './period.ts'

interface Props {
  view: 'month' | 'year'
  period: Period
  today: string
  rows: readonly Row[]
}

/** The days of a month, each with how many people are away, or the months of a year. Bars name their days themselves. */
export function GridHead({ view, period, today, rows }: Props) {
  const { t } = useTranslation()
  return (
    <div className={styles.head} aria-hidden>
      <span className={styles.corner}>{view === 'month' && t('calendar.howMany')}</span>
      {view === 'month' ? <Days period={period} today={today} rows={rows} /> : <Months period={period} today={today} />}
    </div>
  )
}

function Days({ period, today, rows }: Omit<Props, 'view'>) {
  const days = daysFrom(period.from, period.to)
  const approved = rows.flatMap(({ absences }) => absences.filter(({ status }) => status === 'approved'))
  const countOf = (day: string) => approved.filter((absence) => touches(absence, { from: day, to: day })).length
  return (
    <div className={styles.columns} style={{ gridTemplateColumns: `repeat(${days.length}, minmax(0, 1fr))` }}>
      {days.map((day) => (
        <span
          key={day}
          className={styles.column}
          data-today={day === today || undefined}
          data-weekend={isWeekend(day) || undefined}
        >
          <span>{showDay(day, { weekday: 'narrow' })}</span>
          <b>{Number(day.slice(8))}</b>
          <small>{countOf(day) > 0 && showNumber(countOf(day))}</small>
        </span>
      ))}
    </div>
  )
}

function Months({ period, today }: Pick<Props, 'period' | 'today'>) {
  const months = monthsOf(period)
  return (
    <div
      className={styles.columns}
      style={{ gridTemplateColumns: months.map(({ days }) => `minmax(0, ${days}fr)`).join(' ') }}
    >
      {months.map(({ first }) => (
        <b key={first} className={styles.column} data-today={first.slice(0, 7) === today.slice(0, 7) || undefined}>
          {showDay(first, { month: 'short' })}
        </b>
      ))}
    </div>
  )
}
