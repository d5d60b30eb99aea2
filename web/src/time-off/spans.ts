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
export function showSpan(span: Span): string {
  const { start, end } = span
  return [start === end ? showDay(start) : showDays(start, end), partOf(span)].filter(Boolean).join(', ')
}

/** Which part of its days a span takes, where it takes not all of them: `from noon, until noon`. */
export function partOf({ start, end, start_half, end_half, hours }: Span): string {
  const isOneDay = start === end
  const parts = [
    isOneDay && start_half === end_half && i18next.t(`span.${start_half}`),
    !isOneDay && start_half === 'afternoon' && i18next.t('span.fromNoon'),
    !isOneDay && end_half === 'morning' && i18next.t('span.untilNoon'),
    hours && showHours(hours),
  ]
  return parts.filter(Boolean).join(', ')
}
