import type { Db } from './connect.ts'
import { transact, type Work } from './transact.ts'

/** Takes a transaction back, and carries what it would have given. */
class Rehearsed extends Error {
  readonly value: unknown

  constructor(value: unknown) {
    super('A rehearsal is taken back.')
    this.value = value
  }
}

/**
 * Runs `work` as `transact` does, and takes back everything that it did: gives what it would have given, and throws what
 * it would have thrown. Not possible inside another transaction, which it would take back as well.
 */
export async function rehearse<T>(db: Db, work: Work<T>): Promise<T> {
  if (db.isTransaction) throw new Error('A part of a transaction cannot be taken back.')
  try {
    return await transact(db, async (trx) => {
      throw new Rehearsed(await work(trx))
    })
  } catch (error) {
    if (error instanceof Rehearsed) return error.value as T
    throw error
  }
}
