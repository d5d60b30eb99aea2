import type { Db } from '../../db/connect.ts'
import type { PlainSurvey } from '../store.ts'
import { listReplies, type ReplyRow } from './store.ts'

/** Replies that are read at once: more were no faster, and took more memory. First so many as could all be long. */
const MOST = 100
const FIRST = 20
/** In characters of JSON: what is read at once, so that long answers take no more memory than short ones. */
const AT_ONCE = 128 * 1024

/**
 * All replies to a survey, slice by slice in the order of their ids; of an anonymous one, those that have been released.
 * Those that there are at the start are each there once; of those that come meanwhile some are.
 */
export async function* replySlices(
  db: Db,
  survey: Pick<PlainSurvey, 'id' | 'published_version' | 'anonymous'>,
): AsyncGenerator<ReplyRow[]> {
  const which = { surveyId: survey.id, newest: survey.published_version }
  let [after, limit] = ['', FIRST]
  for (;;) {
    const rows = await listReplies(db, { ...which, after, limit }, survey.anonymous === 1)
    if (rows.length > 0) yield rows
    if (rows.length < limit) return
    after = (rows.at(-1) as ReplyRow).id
    const length = rows.reduce((sum, { answers }) => sum + JSON.stringify(answers).length, 0)
    limit = Math.max(1, Math.min(MOST, Math.floor(AT_ONCE / (length / rows.length))))
  }
}
