import i18next from 'i18next'
import { locale } from '../i18n/index.ts'

const HOURS_A_DAY = 8

/** A calendar day: `Fri, 3 Jul 2026`. */
export function showDay(day: string, options: Intl.DateTimeFormatOptions = { dateStyle: 'medium' }): string {
  return new Intl.DateTimeFormat(locale(), { ...options, timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`))
}

/** Days from one to another: `3 – 7 Jul 2026`. */
export function showDays(start: string, end: string): string {
  const format = new Intl.DateTimeFormat(locale(), { dateStyle: 'medium', timeZone: 'UTC' })
  return format.formatRange(new Date(`${start}T00:00:00Z`), new Date(`${end}T00:00:00Z`))
}

/** An instant, in the reader's own time zone. */
export function showInstant(instant: string, options: Intl.DateTimeFormatOptions = {}): string {
  const style = Object.keys(options).length > 0 ? options : ({ dateStyle: 'medium', timeStyle: 'short' } as const)
  return new Intl.DateTimeFormat(locale(), style).format(new Date(instant))
}

/** A number, with few places. */
export function showNumber(value: number, options: Intl.NumberFormatOptions = { maximumFractionDigits: 2 }): string {
  return new Intl.NumberFormat(locale(), options).format(value)
}

/** Some of which one will do: `a, b or c`. */
export function showEither(names: readonly string[]): string {
  return new Intl.ListFormat(locale(), { type: 'disjunction' }).format(names)
}

/** A share, 0 to 1: `42 %`. */
export function showShare(share: number): string {
  return showNumber(share, { style: 'percent', maximumFractionDigits: 0 })
}

/** Hours as people say them, with days of eight hours: `2 days 4 h`. */
export function showHours(hours: number): string {
  const sign = hours < 0 ? '−' : ''
  const total = Math.abs(hours)
  const days = Math.floor(total / HOURS_A_DAY)
  const rest = Math.round((total - days * HOURS_A_DAY) * 100) / 100
  const parts = [
    ...(days > 0 ? [i18next.t('hours.days', { count: days, shown: showNumber(days) })] : []),
    ...(rest > 0 || days === 0 ? [i18next.t('hours.hours', { shown: showNumber(rest) })] : []),
  ]
  return sign + parts.join(' ')
}

/** Names as a sentence has them, each once: `Ann, Ben and Cleo`. */
export function showNames(names: readonly string[]): string {
  return new Intl.ListFormat(locale()).format(new Set(names))
}
