import assert from 'node:assert/strict'
import { setImmediate } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Db } from '../server/db/connect.ts'
import { hasSingleWriter } from '../server/db/dialect.ts'
import { transact } from '../server/db/transact.ts'
import type { Answer } from './harness.ts'

/** Turns of the event loop; a request that waits for nothing is answered in a few of them. */
const MANY_TURNS = 500

/** Does `work` in a transaction that is committed only once `request` has been sent and waits for it. */
export async function during(
  db: Db,
  work: (trx: Db) => Promise<unknown>,
  request: () => Promise<Answer>,
): Promise<Answer> {
  const begun = Promise.withResolvers<void>()
  const end = Promise.withResolvers<void>()
  const transaction = transact(db, async (trx) => {
    await work(trx)
    begun.resolve()
    await end.promise
  })
  await begun.promise
  let isAnswered = false
  const answer = request().finally(() => {
    isAnswered = true
  })
  await untilItWaits(db, () => isAnswered)
  assert.equal(isAnswered, false, 'The request did not wait.')
  end.resolve()
  await transaction
  return answer
}

/** PostgreSQL knows who waits for a lock. On SQLite, all that a request does until then is done in this process. */
async function untilItWaits(db: Db, isAnswered: () => boolean): Promise<void> {
  if (hasSingleWriter(db)) {
    for (let turn = 0; turn < MANY_TURNS && !isAnswered(); turn++) await setImmediate()
    return
  }
  while (!isAnswered() && !(await isAnybodyWaiting(db)));
}

async function isAnybodyWaiting(db: Db): Promise<boolean> {
  const waiting = sql`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
  return (await waiting.execute(db)).rows.length > 0
}
