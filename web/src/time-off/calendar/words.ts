import i18next from 'i18next'
import { showDay, showDays, showHours } from '../../ui/formats.ts'
import type { Absence } from './people.ts'

type Part = Pick<Absence, 'start' | 'start_half' | 'end' | 'end_half' | 'hours'>

/** Which part of its days an absence takes, for what takes not all of them: `morning`. */
export function partOf({ start, start_half, end, end_half, hours }: Part): string {
  if (hours !== undefined) return showHours(hours)
  if (start === end) return start_half === end_half ? i18next.t(`calendar.${start_half}`) : ''
  const parts = [
    ...(start_half === 'afternoon' ? [i18next.t('calendar.fromAfternoon')] : []),
    ...(end_half === 'morning' ? [i18next.t('calendar.untilNoon')] : []),
  ]
  return parts.join(', ')
}

/** When somebody is away: `3 – 7 Jul 2026, until noon`. */
export function whenOf(absence: Part): string {
  const { start, end } = absence
  return [start === end ? showDay(start) : showDays(start, end), partOf(absence)].filter(Boolean).join(', ')
}

/** What somebody is away for, where the reader may know it. */
export function whatOf({ leave_type }: Pick<Absence, 'leave_type'>): string {
  return leave_type?.name ?? i18next.t('calendar.away')
}

/** All about an absence but whose it is. */
export function sentenceOfAbsence(absence: Absence): string {
  const waits = absence.status === 'pending' ? [i18next.t('calendar.pending')] : []
  return [whatOf(absence), whenOf(absence), ...waits].join(', ')
}
