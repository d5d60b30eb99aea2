import { violatedUnique } from '../db/database-errors.ts'
import { AppError } from '../errors.ts'

/** A name as compared: `Sick leave`, `sick  leave` and a full-width `Ｓick leave` are one. */
export function uniqueNameKey(name: string): string {
  return name.normalize('NFKC').trim().replace(/\s+/g, ' ').toLowerCase()
}

/** The outcome of a write. @throws AppError `conflict` with this sentence when it would give a name a second time. */
export async function refuseTakenName<T>(write: Promise<T>, sentence: string): Promise<T> {
  try {
    return await write
  } catch (error) {
    if (violatedUnique(error)?.includes('name_key')) throw new AppError('conflict', sentence, { cause: error })
    throw error
  }
}
