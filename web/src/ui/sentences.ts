import i18next from 'i18next'
import { Refusal } from '../api/client.ts'

/** An error in words that say what to do. */
export function sentenceOf(error: unknown): string {
  if (!(error instanceof Refusal)) return i18next.t('state.unreachable')
  if (error.status === 401) return i18next.t('state.sessionEnded')
  if (error.status === 412) return i18next.t('state.changed')
  if (error.message) return error.message
  const fields = Object.entries(error.fields).map(([field, said]) => `${field}: ${said.join(' ')}`)
  return fields.join(' ') || i18next.t(error.status === 404 ? 'state.missing' : 'state.refused')
}
