import { type CSSProperties, memo, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { daysBetween } from '../../../../server/time-off/days.ts'
import styles from './grid.module.css'
import { Ground, type Holiday } from './grid-ground.tsx'
import { GridHead } from './grid-head.tsx'
import type { Absence, Row } from './people.ts'
import { type Period, placeOf, touches } from './period.ts'
import { sentenceOfAbsence } from './words.ts'

/** In hundredths of the period: a shorter bar has no room for words. */
const ROOM_FOR_WORDS = 8

interface Props {
  view: 'month' | 'year'
  /** What the period is called. */
  title: string
  period: Period
  today: string
  holidays: readonly Holiday[]
  rows: readonly Row[]
}

/**
 * A row a person, with a bar for each absence, over the days of a month or of a year. It scrolls inside itself; read
 * aloud, it is a list of people and of what takes them away.
 */
export function Grid({ view, title, period, today, holidays, rows }: Props) {
  const { t } = useTranslation()
  const scroller = useRef<HTMLElement>(null)
  useEffect(() => {
    if (scroller.current) showDay(scroller.current, today, period)
  }, [today, period])
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be within reach of the keyboard.
    <section ref={scroller} className={styles.scroller} data-view={view} aria-label={title} tabIndex={0}>
      <div className={styles.sheet}>
        <GridHead view={view} period={period} today={today} rows={rows} />
        <div className={styles.body}>
          <Ground view={view} period={period} today={today} holidays={holidays} />
          <ul className={styles.rows} aria-label={t('calendar.people')}>
            {rows.map((row) => (
              <PersonRow key={row.id} row={row} period={period} />
            ))}
          </ul>
        </div>
      </div>
    </section>
  )
}

/** Scrolls sideways to a day, where there is no room for all of them; to the first one when it is not in the period. */
function showDay(scroller: HTMLElement, day: string, { from, to }: Period): void {
  const isThere = from <= day && day <= to
  const share = isThere ? daysBetween(from, day) / (daysBetween(from, to) + 1) : 0
  scroller.scrollLeft = share * scroller.scrollWidth - scroller.clientWidth / 2
}

const PersonRow = memo(({ row: { name, absences }, period }: { row: Row; period: Period }) => (
  <li className={styles.row}>
    <span className={styles.name} title={name}>
      {name}
    </span>
    <ul className={styles.track}>
      {absences
        .filter((absence) => touches(absence, period))
        .map((absence) => (
          <Bar key={absence.start + absence.start_half} absence={absence} period={period} />
        ))}
    </ul>
  </li>
))

function Bar({ absence, period }: { absence: Absence; period: Period }) {
  const { left, width, goesOnBefore, goesOnAfter } = placeOf(absence, period)
  const sentence = sentenceOfAbsence(absence)
  const colour = absence.leave_type && { '--colour': absence.leave_type.colour }
  return (
    <li
      className={styles.bar}
      style={{ left: `${left}%`, width: `${width}%`, ...colour } as CSSProperties}
      data-status={absence.status}
      data-before={goesOnBefore || undefined}
      data-after={goesOnAfter || undefined}
      data-short={width < ROOM_FOR_WORDS || undefined}
      data-hours={absence.hours !== undefined || undefined}
      title={sentence}
    >
      {sentence}
    </li>
  )
}
