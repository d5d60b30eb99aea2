import { setImmediate } from 'node:timers/promises'
import { AppError } from '../../errors.ts'
import { publishedForm } from '../answering/actions.ts'
import type { Form } from '../form/form.ts'
import type { Sources } from './actions.ts'
import type { Filter } from './filter-rules.ts'
import { type ScannedReply, scanReplies } from './store.ts'

/** Replies a statement; and characters of answers, which take more time than replies do. */
const FEWEST = 50
const MOST = 1_000
const MANY_CHARACTERS = 1_000_000
/** How long the event loop is held at a time. */
const TURN_MS = 15

/**
 * Gives each reply to `add`, with the form that it answers, a few at a time. Those that a filter's pattern does not fit come
 * without their answers. `isGone` tells when nobody waits for that any more.
 * @throws AppError `unavailable` when nobody does.
 */
export async function eachReply(
  { db, reader }: Sources,
  surveyId: string,
  filter: Filter | undefined,
  isGone: () => boolean,
  add: (form: Form, reply: ScannedReply) => void,
): Promise<void> {
  let [limit, after] = [FEWEST, '']
  for (;;) {
    const replies = await scanReplies(reader, surveyId, filter, after, limit)
    if (isGone()) throw new AppError('unavailable', 'Nobody waits for it any more.', { retryAfter: 1 })
    let turn = performance.now()
    for (const reply of replies) {
      add((await publishedForm(db, surveyId, reply.form_version)) as Form, reply)
      if (performance.now() - turn < TURN_MS) continue
      await setImmediate()
      turn = performance.now()
    }
    const last = replies.at(-1)
    if (replies.length < limit || !last) return
    after = last.id
    const characters = replies.reduce((sum, { answers }) => sum + (answers?.length ?? 0), 0)
    limit = characters > MANY_CHARACTERS ? Math.max(Math.floor(limit / 2), FEWEST) : Math.min(limit * 2, MOST)
  }
}
