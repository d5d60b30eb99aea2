import type { Db } from '../db/connect.ts'
import { transact } from '../db/transact.ts'
import * as store from './removal-store.ts'
import { lockTallies } from './results/tally-store.ts'

/** Rows a transaction, so that none holds others up. */
const ROWS_A_ROUND = 500

type DeleteSome = (trx: Db, surveyId: string, limit: number) => Promise<number>

/** What there may be very much of; links come after the replies that name them. */
const PARTS: DeleteSome[] = [
  (trx, id, limit) => store.deleteSome(trx, 'survey_replies', id, limit),
  (trx, id, limit) => store.deleteSome(trx, 'survey_links', id, limit),
  store.deleteUntallied,
  store.deleteTallies,
  store.deleteWords,
]

/** Deletes surveys that have been removed: all that belongs to them little by little, then themselves. */
export async function deleteRemovedSurveys(db: Db): Promise<void> {
  for (const id of await store.listRemoved(db)) {
    for (const deleteSome of PARTS) await deleteAll(db, id, deleteSome)
    await transact(db, async (trx) => {
      // A server that was counting its replies just now may have added a few tallies since.
      await lockTallies(trx, id)
      await deleteAll(trx, id, store.deleteTallies)
      await store.deleteSurvey(trx, id)
    })
  }
}

async function deleteAll(db: Db, surveyId: string, deleteSome: DeleteSome): Promise<void> {
  let deleted: number
  do {
    deleted = await transact(db, (trx) => deleteSome(trx, surveyId, ROWS_A_ROUND))
  } while (deleted === ROWS_A_ROUND)
}
