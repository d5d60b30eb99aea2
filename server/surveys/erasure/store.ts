import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../../db/connect.ts'
import type { Answers } from '../answering/schema.ts'

/** Whose replies and links: those of an account, and those behind links to an address. */
export interface Respondent {
  account: string | null
  address: string | null
}

export interface NamedReply {
  survey_id: string
  id: string
  form_version: number
  answers: Answers
  day: string
}

function linksTo(db: Db, address: string | null) {
  return db.selectFrom('survey_links').select('id').where(sql<boolean>`lower(address) = ${address}`)
}

/** Each by an index of its own: either of them would lead past the other one's. */
function namedBy(db: Db, { account, address }: Respondent): RawBuilder<boolean>[] {
  return [sql`user_id = ${account}`, sql`link_id in ${linksTo(db, address)}`]
}

/** The surveys with replies that name somebody, in the order of their ids. */
export async function listRepliedSurveys(trx: Db, whose: Respondent): Promise<string[]> {
  const ids = new Set<string>()
  for (const isTheirs of namedBy(trx, whose)) {
    const rows = await trx.selectFrom('survey_replies').select('survey_id').distinct().where(isTheirs).execute()
    for (const { survey_id } of rows) ids.add(survey_id)
  }
  return [...ids].sort()
}

/** Some of the replies to a survey that name somebody. */
export async function listNamedReplies(
  trx: Db,
  surveyId: string,
  whose: Respondent,
  limit: number,
): Promise<NamedReply[]> {
  const replies: NamedReply[] = []
  for (const isTheirs of namedBy(trx, whose)) {
    const rows = await trx
      .selectFrom('survey_replies')
      .select(['survey_id', 'id', 'form_version', 'answers', 'day'])
      .where(isTheirs)
      .where('survey_id', '=', surveyId)
      .limit(limit)
      .execute()
    replies.push(...rows.filter(({ id }) => replies.every((reply) => reply.id !== id)))
    if (replies.length >= limit) break
  }
  return replies.slice(0, limit)
}

/** Has the replies that name somebody name nobody any more. Returns how many. */
export async function unlinkReplies(trx: Db, whose: Respondent): Promise<number> {
  let count = 0
  for (const isTheirs of namedBy(trx, whose)) {
    const { numUpdatedRows } = await trx
      .updateTable('survey_replies')
      .set({ user_id: null, link_id: null, once_key: null })
      .where(isTheirs)
      .executeTakeFirst()
    count += Number(numUpdatedRows)
  }
  return count
}

/** Takes these replies off the list of those that are not tallied; gives which of them were on it. */
export async function takeUntalliedOf(trx: Db, surveyId: string, ids: readonly string[]): Promise<Set<string>> {
  const rows = await trx
    .deleteFrom('survey_untallied')
    .where('survey_id', '=', surveyId)
    .where('reply_id', 'in', ids)
    .returning('reply_id')
    .execute()
  return new Set(rows.map(({ reply_id }) => reply_id))
}

/** Deletes these replies, which are not in the tallies any more, and counts so many less. */
export async function deleteReplies(trx: Db, surveyId: string, ids: readonly string[]): Promise<void> {
  await trx.deleteFrom('survey_replies').where('survey_id', '=', surveyId).where('id', 'in', ids).execute()
  await trx.deleteFrom('survey_tallies').where('survey_id', '=', surveyId).where('count', '=', 0).execute()
  await trx
    .updateTable('surveys')
    .set((eb) => ({ reply_count: eb('reply_count', '-', ids.length), version: eb('version', '+', 1) }))
    .where('id', '=', surveyId)
    .execute()
}

/** Revokes the single-use links to somebody, which bear a pseudonym from now on. Returns how many. */
export async function renameLinks(trx: Db, address: string | null, pseudonym: string, now: string): Promise<number> {
  const { numUpdatedRows } = await trx
    .updateTable('survey_links')
    .set((eb) => ({ address: pseudonym, revoked_at: eb.fn.coalesce('revoked_at', eb.val(now)) }))
    .where('id', 'in', linksTo(trx, address))
    .executeTakeFirst()
  return Number(numUpdatedRows)
}

/** Has the links that an account made be nobody's, as when it is deleted. Returns how many. */
export async function disownLinks(trx: Db, account: string | null): Promise<number> {
  const { numUpdatedRows } = await trx
    .updateTable('survey_links')
    .set({ created_by: null })
    .where('created_by', '=', account)
    .executeTakeFirst()
  return Number(numUpdatedRows)
}
