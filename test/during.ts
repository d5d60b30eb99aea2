import assert from 'node:assert/strict'
import { setTimeout } from 'node:timers/promises'
import type { Db } from '../server/db/connect.ts'
import { transact } from '../server/db/transact.ts'
import type { Answer } from './harness.ts'

/** Long enough for a request that waits for nothing to be answered. */
const A_WHILE_MS = 300

/** Does `work` in a transaction that is committed only after `request` has been sent and had time to be answered. */
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
  await setTimeout(A_WHILE_MS)
  assert.equal(isAnswered, false, 'The request did not wait.')
  end.resolve()
  await transaction
  return answer
}
