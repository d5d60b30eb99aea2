import { AppError, invalidField, notFound } from '../../errors.ts'
import { toMinutes } from '../../time-off/hours.ts'
import type { Pattern } from './rules.ts'

export const FULL_TIME = [8, 8, 8, 8, 8, 0, 0]
const MAX_PATTERNS = 100

/** A week of hours in minutes. @throws AppError `invalid` on `field` when it has no work in it, or parts of minutes. */
export function weekOf(field: string, hours: readonly number[]): number[] {
  if (hours.every((day) => day === 0)) throw invalidField(field, 'A week needs some work in it.')
  return hours.map((day, i) => toMinutes(`${field}.${i}`, day))
}

/**
 * The patterns of a person whose employment begins on another day: the first one always begins with it, and what was
 * over by then is gone.
 */
export function startingOn(patterns: readonly Pattern[], start: string): Pattern[] {
  const later = patterns.slice(1).filter(({ effective_from }) => effective_from > start)
  const first = patterns[patterns.length - later.length - 1]
  return first ? [{ ...first, effective_from: start }, ...later] : later
}

/**
 * The patterns with another from a day on.
 * @throws AppError `invalid` for a day before the employment, `conflict` when there are too many.
 */
export function withPattern(patterns: readonly Pattern[], added: Pattern, start: string): Pattern[] {
  if (added.effective_from < start) {
    const sentence = `Must not be before the first day of employment, ${start}.`
    throw new AppError('invalid', '', { errors: { path: { effective_from: [sentence] } } })
  }
  const others = patterns.filter(({ effective_from }) => effective_from !== added.effective_from)
  if (others.length >= MAX_PATTERNS) {
    throw new AppError('conflict', `There are ${MAX_PATTERNS} working patterns already: delete one first.`)
  }
  return [...others, added].sort((a, b) => (a.effective_from < b.effective_from ? -1 : 1))
}

/** The patterns without the one from a day on. @throws AppError `not_found`, `conflict` for the first one. */
export function withoutPattern(patterns: readonly Pattern[], from: string): Pattern[] {
  const index = patterns.findIndex(({ effective_from }) => effective_from === from)
  if (index === -1) throw notFound()
  if (index === 0) throw new AppError('conflict', 'The first working pattern stays: it can be replaced.')
  return patterns.filter(({ effective_from }) => effective_from !== from)
}
