import { randomInt } from 'node:crypto'
import { type Insertable, sql } from 'kysely'
import type { Db } from '../../db/connect.ts'
import { json, lockRows } from '../../db/dialect.ts'
import { prepared } from '../../db/prepared.ts'
import type { Tables } from '../../db/tables.ts'
import { linksWithMakers, makerOf } from '../links/makers-store.ts'
import type { Maker, PlainSurvey } from '../store.ts'

/** A survey as its key finds it, and the single-use link that the key is, if it is one, with who made that. */
export interface Addressed extends PlainSurvey {
  link_id: string | null
  madeBy: Maker | null
}

const byLinkKey = prepared((db: Db, p: { key: string }) =>
  db
    .selectFrom('surveys')
    .selectAll('surveys')
    .where('link_key', '=', p.key)
    .where('audience', '!=', sql.lit('invited'))
    .where('removed_at', 'is', null),
)

const byToken = prepared((db: Db, p: { hash: string }) =>
  linksWithMakers(db)
    .innerJoin('surveys', 'surveys.id', 'survey_links.survey_id')
    .where('survey_links.revoked_at', 'is', null)
    .selectAll('surveys')
    .select('survey_links.id as link_id')
    .where('survey_links.token_hash', '=', p.hash)
    .where('surveys.audience', '=', sql.lit('invited'))
    .where('surveys.removed_at', 'is', null),
)

/** The survey that a public key leads to. */
export async function findByPublicKey(db: Db, key: string): Promise<PlainSurvey | undefined> {
  const [survey] = await byLinkKey(db, { key }, undefined)
  return survey
}

/** The survey that a public key or the token of a single-use link leads to; `hash` is that of the same text. */
export async function findByKey(db: Db, key: string, hash: string): Promise<Addressed | undefined> {
  const [survey] = await byLinkKey(db, { key }, undefined)
  if (survey) return { ...survey, link_id: null, madeBy: null }
  const [invited] = await byToken(db, { hash }, undefined)
  return invited && { ...invited, madeBy: makerOf(invited) }
}

const makerById = prepared((db: Db, p: { id: string }) =>
  linksWithMakers(db).where('survey_links.id', '=', p.id).where('survey_links.revoked_at', 'is', null),
)

/** Who has made a link; null when the account is gone, or the link has been revoked. */
export async function findMaker(db: Db, linkId: string): Promise<Maker | null> {
  const [link] = await makerById(db, { id: linkId }, undefined)
  return link ? makerOf(link) : null
}

/** Adds a reply; false when it, or another one of the same person's where each replies once, is there already. */
export async function insertReply(trx: Db, reply: Insertable<Tables['survey_replies']>): Promise<boolean> {
  const [inserted] = await addReply(trx, { ...reply, answers: json(reply.answers) }, undefined)
  return inserted !== undefined
}

const addReply = prepared((db: Db, reply: Insertable<Tables['survey_replies']>) =>
  db
    .insertInto('survey_replies')
    .values({
      survey_id: reply.survey_id,
      id: reply.id,
      form_version: reply.form_version,
      answers: reply.answers,
      day: reply.day,
      submitted_at: reply.submitted_at,
      user_id: reply.user_id,
      link_id: reply.link_id,
      once_key: reply.once_key,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id'),
)

/** How many other replies a new one is written down with. */
const CROWD = 31

const COLUMNS = ['survey_id', 'id', 'form_version', 'answers', 'day'] as const

/**
 * Writes an anonymous reply down once more, in one go with others from around it and in the order of their random ids:
 * neither where a row lies nor which transaction wrote it then tells the new one from the others. The survey must be locked,
 * as it is once the reply is counted.
 */
export async function hideAmongOthers(trx: Db, surveyId: string, id: string): Promise<void> {
  // Were it always the one in the middle, it would not be hidden.
  const before = randomInt(CROWD + 1)
  const [first] = await nthBefore(trx, { survey_id: surveyId, id, before }, undefined)
  const replies = await takeReplies(trx, { survey_id: surveyId, from: first?.id ?? '', count: CROWD + 1 }, undefined)
  const values = replies
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .flatMap((reply) => COLUMNS.map((column) => (column === 'answers' ? json(reply[column]) : reply[column])))
  await putReplies(trx, values, replies.length)
}

const nthBefore = prepared((db: Db, p: { survey_id: string; id: string; before: number }) =>
  db
    .selectFrom('survey_replies')
    .select('id')
    .where('survey_id', '=', p.survey_id)
    .where('id', '<=', p.id)
    .orderBy('id', 'desc')
    .limit(sql.lit(1))
    .offset(p.before),
)

const takeReplies = prepared((db: Db, p: { survey_id: string; from: string; count: number }) =>
  db
    .deleteFrom('survey_replies')
    .where('survey_id', '=', p.survey_id)
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('survey_replies')
        .select('id')
        .where('survey_id', '=', p.survey_id)
        .where('id', '>=', p.from)
        .orderBy('id')
        .limit(p.count),
    )
    .returning(COLUMNS),
)

/** Takes the values of so many replies, one after the other. */
const putReplies = prepared((db: Db, values: unknown[], count: number) =>
  db.insertInto('survey_replies').values(
    Array.from({ length: count }, (_, row) => {
      const entries = COLUMNS.map((name, column) => [name, values[row * COLUMNS.length + column]])
      return Object.fromEntries(entries) as Insertable<Tables['survey_replies']>
    }),
  ),
)

const addUntallied = prepared((db: Db, p: { survey_id: string; reply_id: string }) =>
  db.insertInto('survey_untallied').values({ survey_id: p.survey_id, reply_id: p.reply_id }).returning('reply_id'),
)

/** Notes that the tallies know nothing of a reply yet. */
export async function insertUntallied(trx: Db, surveyId: string, replyId: string): Promise<void> {
  await addUntallied(trx, { survey_id: surveyId, reply_id: replyId }, undefined)
}

const takeUntallied = prepared((db: Db, p: { id: string; most: number }) =>
  db
    .deleteFrom('survey_untallied')
    .where('survey_id', '=', p.id)
    .where((eb) => {
      const notes = eb.selectFrom('survey_untallied').select('reply_id').where('survey_id', '=', p.id)
      return eb.not(eb.exists(notes.limit(sql.lit(1)).offset(p.most)))
    })
    .returningAll(),
)

/**
 * Writes all such notes of a survey anew, in the order of the replies' random ids: they may stay for long, and would tell
 * the order in which they came. Where there are more than `most`, they are counted within the next second. The survey
 * must be locked.
 */
export async function mixUntallied(trx: Db, surveyId: string, most: number): Promise<void> {
  const notes = await takeUntallied(trx, { id: surveyId, most }, undefined)
  if (notes.length === 0) return
  const sorted = notes.toSorted((a, b) => (a.reply_id < b.reply_id ? -1 : 1))
  await trx.insertInto('survey_untallied').values(sorted).execute()
}

/** As many as nobody comes to, and fewer than a column holds. */
const MOST_BEGUN = 1_000_000_000

/** Counts somebody who has begun to answer, and says nothing else of them. */
export async function countBegun(db: Db, surveyId: string): Promise<void> {
  await db
    .updateTable('surveys')
    .set((eb) => ({ begun_count: eb('begun_count', '+', 1) }))
    .where('id', '=', surveyId)
    .where('begun_count', '<', MOST_BEGUN)
    .execute()
}

const countOne = prepared((db: Db, p: { id: string; begun: number }) =>
  db
    .updateTable('surveys')
    .set((eb) => ({ reply_count: eb('reply_count', '+', sql.lit(1)), begun_count: eb('begun_count', '+', p.begun) }))
    .where('id', '=', p.id)
    .where((eb) => eb.or([eb('reply_cap', 'is', null), eb('reply_count', '<', eb.ref('reply_cap'))]))
    .returningAll(),
)

/**
 * Counts one more reply, and keeps the survey as it is until the transaction ends: gives it as it is then, or undefined
 * when it has all the replies that it takes. It may have been removed meanwhile. Whoever replies has begun to, which may be
 * counted already: `wasBegun`.
 */
export async function countReply(trx: Db, surveyId: string, wasBegun: boolean): Promise<PlainSurvey | undefined> {
  const [survey] = await countOne(trx, { id: surveyId, begun: wasBegun ? 0 : 1 }, undefined)
  return survey
}

/** Who has replied to an anonymous survey, which nobody else changes until the transaction ends. */
export async function lockParticipants(trx: Db, surveyId: string): Promise<string[]> {
  const query = trx.selectFrom('survey_participants').select('participants').where('survey_id', '=', surveyId)
  return (await lockRows(trx, query).executeTakeFirstOrThrow()).participants
}

/** Who has replied to an anonymous survey. */
export async function listParticipants(db: Db, surveyId: string): Promise<string[]> {
  const query = db.selectFrom('survey_participants').select('participants').where('survey_id', '=', surveyId)
  return (await query.executeTakeFirstOrThrow()).participants
}

/** Writes the list anew, sorted, so that it says nothing but who is in it. */
export async function putParticipants(trx: Db, surveyId: string, participants: readonly string[]): Promise<void> {
  await trx
    .updateTable('survey_participants')
    .set({ participants: json(participants.toSorted()) })
    .where('survey_id', '=', surveyId)
    .execute()
}

const byId = prepared((db: Db, p: { survey_id: string; id: string }) =>
  db.selectFrom('survey_replies').select('id').where('survey_id', '=', p.survey_id).where('id', '=', p.id),
)

/** Whether a reply is stored. */
export async function hasReply(db: Db, surveyId: string, id: string): Promise<boolean> {
  return (await byId(db, { survey_id: surveyId, id }, undefined)).length > 0
}

/** Whether somebody has replied to a survey whose replies have names. */
export async function hasReplied(db: Db, surveyId: string, onceKey: string): Promise<boolean> {
  const query = db.selectFrom('survey_replies').select('id').where('survey_id', '=', surveyId)
  return (await query.where('once_key', '=', onceKey).executeTakeFirst()) !== undefined
}
