import type { CSSProperties } from 'react'
import { daysFrom } from '../../../../server/time-off/days.ts'
import type { Schema } from '../../api/client.ts'
import styles from './grid.module.css'
import { isWeekend, monthsOf, type Period, placeOf } from './period.ts'

export type Holiday = Schema<'Holiday'>

interface Props {
  view: 'month' | 'year'
  period: Period
  today: string
  holidays: readonly Holiday[]
}

/** What lies behind the bars of all rows: lines, days that are off, and today. */
export function Ground({ view, period, today, holidays }: Props) {
  const days = daysFrom(period.from, period.to)
  const off = view === 'month' ? days.filter(isWeekend) : []
  return (
    <div className={styles.ground} aria-hidden>
      {view === 'month'
        ? days.map((day) => <span key={day} className={styles.line} style={styleOf(day, period)} />)
        : monthsOf(period).map(({ first }) => (
            <span key={first} className={styles.line} style={styleOf(first, period)} />
          ))}
      {off.map((day) => (
        <span key={day} className={styles.off} style={styleOf(day, period)} />
      ))}
      {holidays.map(({ date, off }) => (
        <span key={date} className={styles.off} style={styleOf(date, period, off)} />
      ))}
      {days.includes(today) && <span className={styles.today} style={styleOf(today, period)} />}
    </div>
  )
}

function styleOf(day: string, period: Period, off: Holiday['off'] = 'day'): CSSProperties {
  const { left, width } = placeOf(
    {
      ...{ start: day, start_half: off === 'afternoon' ? 'afternoon' : 'morning' },
      ...{ end: day, end_half: off === 'morning' ? 'morning' : 'afternoon' },
    },
    period,
  )
  return { left: `${left}%`, width: `${width}%` }
}
