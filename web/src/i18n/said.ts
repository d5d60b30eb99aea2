import i18next from 'i18next'
import { showDay, showHours, showInstant } from '../ui/formats.ts'
import { type Sayings, translator } from './patterns.ts'

let current: { sayings: Sayings; translate: (text: string) => string } | undefined

/** A day or an instant, as the server's sentences have them. */
const DATE = /(?<![\w.-])\d{4}-\d\d-\d\d(?:T[\d:.]+Z)?(?![\w-])/g

/**
 * What the server said, in the reader's language. The server speaks English; the catalogues of other languages have its
 * sentences under `said`. One that is not there stays as it is. In English only days and instants are written anew.
 */
export function said(text: string): string {
  const sayings: Sayings | undefined = i18next.getResource(i18next.language, 'translation', 'said')
  if (!sayings) return text.replace(DATE, show)
  if (current?.sayings !== sayings) current = { sayings, translate: translator(sayings, show) }
  return current.translate(text)
}

/** Days, instants and hours stand in the server's sentences as in its data. */
function show(value: string): string {
  const hours = value.match(/^(-?[\d.]+) h$/)?.[1]
  if (hours !== undefined) return showHours(Number(hours))
  if (!/^\d{4}-\d\d-\d\d(T[\d:.]+Z)?$/.test(value) || Number.isNaN(Date.parse(value))) return value
  return value.includes('T') ? showInstant(value) : showDay(value)
}
