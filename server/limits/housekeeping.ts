import type { Db } from '../db/connect.ts'
import { deleteAllowances } from './store.ts'

/** Rows a statement, so that none holds others up. */
const ROWS_A_ROUND = 500

/** Forgets what was used in windows that are over. */
export async function forgetUsed(db: Db, now: Date): Promise<void> {
  let deleted: number
  do {
    deleted = await deleteAllowances(db, now.toISOString(), ROWS_A_ROUND)
  } while (deleted === ROWS_A_ROUND)
}
