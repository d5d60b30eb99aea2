import type { Db } from '../../db/connect.ts'
import { publishedForm } from '../answering/actions.ts'
import { cellsOf, Tally } from '../results/tally-rules.ts'
import { addToTallies, lockTallies } from '../results/tally-store.ts'
import * as store from './store.ts'

/** Somebody may have sent very many, and no statement takes that many ids. */
const REPLIES_AT_ONCE = 500

/** What becomes of replies that name somebody who is erased. */
export interface NamedReplies extends store.Respondent {
  as: 'unlink' | 'delete'
}

/**
 * Takes a person out of the replies that name them, or deletes these replies; what was counted of those is taken off the
 * tallies, so that they go on adding up. Anonymous replies name nobody. Returns how many there were.
 */
export async function eraseReplies(trx: Db, { as, ...whose }: NamedReplies): Promise<number> {
  if (as === 'unlink') return store.unlinkReplies(trx, whose)
  let count = 0
  for (const surveyId of await store.listRepliedSurveys(trx, whose)) {
    // Until it ends, nobody else tallies them.
    await lockTallies(trx, surveyId)
    for (;;) {
      const replies = await store.listNamedReplies(trx, surveyId, whose, REPLIES_AT_ONCE)
      if (replies.length === 0) break
      await deleteCounted(trx, surveyId, replies)
      count += replies.length
    }
  }
  return count
}

async function deleteCounted(trx: Db, surveyId: string, replies: readonly store.NamedReply[]): Promise<void> {
  const ids = replies.map(({ id }) => id)
  const waiting = await store.takeUntalliedOf(trx, surveyId, ids)
  const counted = replies.filter(({ id }) => !waiting.has(id))
  await untally(trx, surveyId, counted)
  await store.deleteReplies(trx, surveyId, ids)
}

async function untally(trx: Db, surveyId: string, replies: readonly store.NamedReply[]): Promise<void> {
  const tally = new Tally()
  for (const { form_version, answers, day } of replies) {
    const form = await publishedForm(trx, surveyId, form_version)
    if (!form) throw new Error(`A reply to survey ${surveyId} names its version ${form_version}, which is missing.`)
    tally.add(form_version, cellsOf(form, answers, day))
  }
  const less = tally.rows().map((row) => ({ ...row, count: -row.count }))
  await addToTallies(trx, surveyId, less)
}

/** Gives single-use links to a person another name and revokes them, and disowns those they made. Returns how many. */
export async function eraseLinks(trx: Db, whose: store.Respondent, pseudonym: string, now: string): Promise<number> {
  const renamed = await store.renameLinks(trx, whose.address, pseudonym, now)
  return renamed + (await store.disownLinks(trx, whose.account))
}
