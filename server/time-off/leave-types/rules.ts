import type { Tables } from '../../db/tables.ts'
import { AppError } from '../../errors.ts'

type Blackout = Tables['leave_types']['blackouts'][number]

/** Refuses blackouts that end before they begin, and names each. @throws AppError `invalid` */
export function checkBlackouts(blackouts: readonly Blackout[]): void {
  const wrong = [...blackouts.entries()].filter(([, { start, end }]) => end < start)
  if (wrong.length === 0) return
  const fields = wrong.map(([index]) => [`blackouts.${index}.end`, ['Must not be before the start.']])
  throw new AppError('invalid', '', { errors: { json: Object.fromEntries(fields) } })
}
