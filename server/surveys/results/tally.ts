import type { Db } from '../../db/connect.ts'
import { transact } from '../../db/transact.ts'
import { publishedForm } from '../answering/actions.ts'
import type { Form } from '../form/form.ts'
import type { PlainSurvey } from '../store.ts'
import { stepOf } from './disclosure-rules.ts'
import { gather, NOTHING_HELD, release } from './release-rules.ts'
import { addTexts, findHeld, putHeld } from './released-store.ts'
import { cellsOf, Tally } from './tally-rules.ts'
import * as store from './tally-store.ts'

/** Replies a transaction. How many can be counted without holding others up depends on how long they are. */
const FEWEST = 25
const MOST = 500
const FAST_MS = 5
const SLOW_MS = 15

const EVERY_MS = 500

/**
 * Counts the replies that are not counted yet, of one survey or of all; those of an anonymous survey once there are enough
 * for another step. Each is counted once, however many servers do this at a time, and everything that was stored before
 * the call is counted after it, or waits for others.
 */
export async function tallyReplies(db: Db, surveyId?: string): Promise<void> {
  if (surveyId !== undefined) return tallySurvey(db, surveyId)
  for (let next = await store.findUntallied(db); next !== undefined; next = await store.findUntallied(db)) {
    await tallySurvey(db, next)
  }
}

/** Whether every reply is counted that does not wait for others. */
export async function isTallied(db: Db): Promise<boolean> {
  return (await store.findUntallied(db)) === undefined
}

async function tallySurvey(db: Db, surveyId: string): Promise<void> {
  let limit = FEWEST
  while (await store.hasUntallied(db, surveyId)) {
    const { isDone, took } = await transact(db, (trx) => tallySome(trx, surveyId, limit))
    if (isDone) return
    if (took < FAST_MS) limit = Math.min(limit * 2, MOST)
    else if (took > SLOW_MS) limit = Math.max(Math.floor(limit / 2), FEWEST)
  }
}

/** Gives whether nothing is left to be counted, and how long it took, in milliseconds. */
async function tallySome(trx: Db, surveyId: string, most: number): Promise<{ isDone: boolean; took: number }> {
  const started = performance.now()
  const survey = await store.lockTallies(trx, surveyId)
  const step = survey ? stepOf(survey) : 1
  if (!(await store.hasUntallied(trx, surveyId, step))) return { isDone: true, took: 0 }
  const limit = Math.max(most, step)
  const ids = await store.takeUntallied(trx, surveyId, limit)
  if (ids.length < step) throw new Error(`Only ${ids.length} replies to survey ${surveyId} were there to be released.`)
  const replies = await store.listReplies(trx, surveyId, ids)
  if (survey?.anonymous === 1) await releaseReplies(trx, survey, replies)
  else await addReplies(trx, surveyId, replies)
  return { isDone: ids.length < limit, took: performance.now() - started }
}

async function addReplies(trx: Db, surveyId: string, replies: readonly store.TalliedReply[]): Promise<void> {
  const forms = await formsOf(trx, surveyId, replies)
  const tally = new Tally()
  for (const { form_version, answers, day } of replies) {
    tally.add(form_version, cellsOf(forms.get(form_version) as Form, answers, day))
  }
  await store.addToTallies(trx, surveyId, tally.rows())
}

/** Shows what may be shown of these replies, and holds the rest until there is more of it. */
async function releaseReplies(trx: Db, survey: PlainSurvey, replies: readonly store.TalliedReply[]): Promise<void> {
  const { id, audience, results_when } = survey
  const held = await findHeld(trx, id)
  const forms = await formsOf(trx, id, [...replies, ...held.cells, ...held.texts])
  const released =
    results_when === 'closed'
      ? { ...gather(held, replies, forms, survey), held: NOTHING_HELD }
      : release(held, replies, forms, survey)
  await store.addToTallies(trx, id, released.cells)
  await addTexts(trx, id, released.texts, audience !== 'anyone')
  await putHeld(trx, id, released.held)
  await store.mixTallies(trx, id)
}

async function formsOf(
  trx: Db,
  surveyId: string,
  versioned: readonly { form_version: number }[],
): Promise<Map<number, Form>> {
  const forms = new Map<number, Form>()
  for (const version of new Set(versioned.map(({ form_version }) => form_version))) {
    const form = await publishedForm(trx, surveyId, version)
    if (!form) throw new Error(`A reply to survey ${surveyId} names its version ${version}, which is missing.`)
    forms.set(version, form)
  }
  return forms
}

/**
 * Counts replies as they come, so that results have little left to count. `stop` resolves once nothing of it runs any
 * more.
 */
export function tallyInBackground(db: Db, onFailure: (error: unknown) => void): { stop(): Promise<void> } {
  let running: Promise<void> | undefined
  const run = async () => {
    try {
      await tallyReplies(db)
    } catch (error) {
      onFailure(error)
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
