import i18next from 'i18next'
import { showSpan } from '../spans.ts'
import type { Absence } from './people.ts'

/** What somebody is away for, where the reader may know it. */
export function whatOf({ leave_type }: Pick<Absence, 'leave_type'>): string {
  return leave_type?.name ?? i18next.t('calendar.away')
}

/** All about an absence but whose it is. */
export function sentenceOfAbsence(absence: Absence): string {
  const waits = absence.status === 'pending' ? [i18next.t('calendar.pending')] : []
  return [whatOf(absence), showSpan(absence), ...waits].join(', ')
}
