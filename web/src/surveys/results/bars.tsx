import type { Part } from '../../../../server/surveys/results/schema.ts'
import { showNumber, showShare } from '../../ui/formats.ts'
import styles from './bars.module.css'

export interface BarRow {
  key: string
  label: string
  value: string
  /** 0 to 1. */
  share: number
}

interface Props {
  label: string
  rows: readonly BarRow[]
  /** For short labels, which stand beside their bars: days, numbers. */
  isNarrow?: boolean
}

/** A bar chart that is a list: each row says in words what its bar shows. */
export function Bars({ label, rows, isNarrow = false }: Props) {
  return (
    <ul className={`${styles.bars} ${isNarrow ? styles.narrow : ''}`} aria-label={label}>
      {rows.map(({ key, label: name, value, share }) => (
        <li key={key}>
          <span className={styles.label}>{name}</span>
          <span className={styles.value}>{value}</span>
          <span className={styles.track} aria-hidden>
            <div className={styles.bar} style={{ width: `${share * 100}%` }} />
          </span>
        </li>
      ))}
    </ul>
  )
}

/** A row of a chart that says how many answered so, and which share of all that is. */
export function rowOf(key: string, label: string, { count, share }: Part): BarRow {
  return { key, label, value: `${showNumber(count)} · ${showShare(share ?? 0)}`, share: share ?? 0 }
}
