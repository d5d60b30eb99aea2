import i18next from 'i18next'
import { showDay, showDays, showHours } from '../ui/formats.ts'
import type { TimeOffRequest } from './queries.ts'

type Half = TimeOffRequest['start_half']

/** Which days and half days somebody is, or wants to be, away. */
export interface Span {
  start: string
  end: string
  start_half: Half
  end_half: Half
  hours?: number | null
}

/** A span in words: `3 – 7 Jul 2026, until noon`. */
export function showSpan({ start, end, start_half, end_half, hours }: Span): string {
  const days = start === end ? showDay(start) : showDays(start, end)
  const parts = [...partsOf(start === end, start_half, end_half), ...(hours ? [showHours(hours)] : [])]
  return [days, ...parts].join(', ')
}

function partsOf(isOneDay: boolean, start_half: Half, end_half: Half): string[] {
  if (isOneDay) return start_half === end_half ? [i18next.t(`span.${start_half}`)] : []
  return [
    ...(start_half === 'afternoon' ? [i18next.t('span.fromNoon')] : []),
    ...(end_half === 'morning' ? [i18next.t('span.untilNoon')] : []),
  ]
}
