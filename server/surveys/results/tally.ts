import type { Logger } from 'pino'
import type { Db } from '../../db/connect.ts'
import { transact } from '../../db/transact.ts'
import { publishedForm } from '../answering/actions.ts'
import { cellsOf, Tally } from './tally-rules.ts'
import * as store from './tally-store.ts'

/** Replies a transaction. How many can be counted without holding others up depends on how long they are. */
const FEWEST = 25
const MOST = 500
const FAST_MS = 5
const SLOW_MS = 15

const EVERY_MS = 500

/**
 * Counts the replies that are not counted yet: those of one survey, or of all. Each is counted once, however many servers
 * do this at a time, and everything that was stored before the call is counted after it.
 */
export async function tallyReplies(db: Db, surveyId?: string): Promise<void> {
  if (surveyId !== undefined) return tallySurvey(db, surveyId)
  for (let next = await store.findUntallied(db); next !== undefined; next = await store.findUntallied(db)) {
    await tallySurvey(db, next)
  }
}

async function tallySurvey(db: Db, surveyId: string): Promise<void> {
  let limit = FEWEST
  while (await store.hasUntallied(db, surveyId)) {
    const { taken, took } = await transact(db, (trx) => tallySome(trx, surveyId, limit))
    if (taken < limit) return
    if (took < FAST_MS) limit = Math.min(limit * 2, MOST)
    else if (took > SLOW_MS) limit = Math.max(Math.floor(limit / 2), FEWEST)
  }
}

/** Gives how many replies were there to be counted, and how long that took, in milliseconds. */
async function tallySome(trx: Db, surveyId: string, limit: number): Promise<{ taken: number; took: number }> {
  const started = performance.now()
  await store.lockTallies(trx, surveyId)
  const ids = await store.takeUntallied(trx, surveyId, limit)
  const tally = new Tally()
  for (const { form_version, answers, day } of await store.listReplies(trx, surveyId, ids)) {
    const form = await publishedForm(trx, surveyId, form_version)
    if (!form) throw new Error(`A reply to survey ${surveyId} names its version ${form_version}, which is missing.`)
    tally.add(form_version, cellsOf(form, answers, day))
  }
  await store.addToTallies(trx, surveyId, tally.rows())
  if (ids.length > 0) await store.mixTallies(trx, surveyId)
  return { taken: ids.length, took: performance.now() - started }
}

/**
 * Counts replies as they come, so that results have little left to count. `stop` resolves once nothing of it runs any
 * more.
 */
export function tallyInBackground(db: Db, log: Logger): { stop(): Promise<void> } {
  let running: Promise<void> | undefined
  const run = async () => {
    try {
      await tallyReplies(db)
    } catch (error) {
      log.error({ err: error }, 'counting replies failed; it is tried again at once')
    } finally {
      running = undefined
    }
  }
  const timer = setInterval(() => {
    running ??= run()
  }, EVERY_MS)
  return {
    async stop() {
      clearInterval(timer)
      await running
    },
  }
}
