import { type Selectable, sql } from 'kysely'
import type { Db } from '../../db/connect.ts'
import { lockRows } from '../../db/dialect.ts'
import { prepared } from '../../db/prepared.ts'
import type { Tables } from '../../db/tables.ts'
import type { PlainSurvey } from '../store.ts'
import type { Increment } from './tally-rules.ts'

/** Databases take a bounded number of parameters a statement; a row has six. */
const ROWS_A_STATEMENT = 1_000

/** What is tallied of a reply. */
export type TalliedReply = Pick<Selectable<Tables['survey_replies']>, 'form_version' | 'answers' | 'day'>

/** At how many replies more of a survey is counted, as `stepOf` has it; a case when all that comes is. */
const STEP = sql<number>`case when anonymous = 1 and results_when = 'steps' then
  case when whole_replies = 1 and text_threshold > threshold then text_threshold else threshold end else 1 end`

const anyUntallied = prepared((db: Db, _: object) =>
  db
    .selectFrom('survey_untallied')
    .leftJoin('surveys', 'surveys.id', 'survey_untallied.survey_id')
    .select('survey_id')
    .groupBy(['survey_id', 'anonymous', 'results_when', 'whole_replies', 'threshold', 'text_threshold'])
    .having((eb) => eb(eb.fn.countAll(), '>=', STEP))
    .limit(1),
)

/** A survey that has replies which are not tallied and do not wait for others; undefined when there is none. */
export async function findUntallied(db: Db): Promise<string | undefined> {
  const [row] = await anyUntallied(db, {}, undefined)
  return row?.survey_id
}

const untalliedOf = prepared((db: Db, p: { id: string; before: number }) =>
  db.selectFrom('survey_untallied').select('survey_id').where('survey_id', '=', p.id).limit(1).offset(p.before),
)

/** Whether a survey has so many replies that are not tallied. */
export async function hasUntallied(db: Db, surveyId: string, count = 1): Promise<boolean> {
  return (await untalliedOf(db, { id: surveyId, before: count - 1 }, undefined)).length > 0
}

/**
 * Gives a survey, and lets nobody else tally its replies, or delete it, until the transaction ends. Its first form stands
 * for it: a lock on the survey itself would hold up replies. Where these write the list of untallied ones anew, which is
 * only where it is anonymous and each is known, they wait.
 */
export async function lockTallies(trx: Db, surveyId: string): Promise<PlainSurvey | undefined> {
  const query = trx.selectFrom('surveys').selectAll().where('id', '=', surveyId)
  const survey = await query.executeTakeFirst()
  if (survey?.anonymous === 1 && survey.audience !== 'anyone') await lockRows(trx, query).execute()
  const form = trx.selectFrom('survey_forms').select('version').where('survey_id', '=', surveyId)
  await lockRows(trx, form.where('version', '=', 1)).execute()
  return survey
}

/** Takes so many replies off the list of those that are not tallied; gives their ids. */
export async function takeUntallied(trx: Db, surveyId: string, limit: number): Promise<string[]> {
  const some = trx
    .selectFrom('survey_untallied')
    .select('reply_id')
    .where('survey_id', '=', surveyId)
    .orderBy('reply_id')
    .limit(limit)
  const taken = await trx
    .deleteFrom('survey_untallied')
    .where('survey_id', '=', surveyId)
    .where('reply_id', 'in', some)
    .returning('reply_id')
    .execute()
  return taken.map(({ reply_id }) => reply_id)
}

/** These replies of a survey; none for those that are gone. */
export async function listReplies(trx: Db, surveyId: string, ids: readonly string[]): Promise<TalliedReply[]> {
  // Another server may have been faster.
  if (ids.length === 0) return []
  return trx
    .selectFrom('survey_replies')
    .select(['form_version', 'answers', 'day'])
    .where('survey_id', '=', surveyId)
    .where('id', 'in', ids)
    .execute()
}

/** More than five hundred people can say in ten numbers. */
const MOST_MIXED = 5_000

/**
 * Writes the tallies of an anonymous survey anew, all at once and in their order, so that it does not show which of them the
 * latest replies have added to or begun. Not behind a public link, where nobody is known, nor where it would take long.
 */
export async function mixTallies(trx: Db, surveyId: string): Promise<void> {
  const taken = await takeTallies(trx, { id: surveyId }, undefined)
  const rows = taken.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
  for (let start = 0; start < rows.length; start += ROWS_A_STATEMENT) {
    await trx
      .insertInto('survey_tallies')
      .values(rows.slice(start, start + ROWS_A_STATEMENT))
      .execute()
  }
}

const takeTallies = prepared((db: Db, p: { id: string }) => {
  const anonymous = db.selectFrom('surveys').select('id').where('id', '=', p.id).where('anonymous', '=', sql.lit(1))
  const some = db.selectFrom('survey_tallies').select('cell').where('survey_id', '=', p.id)
  return db
    .deleteFrom('survey_tallies')
    .where('survey_id', 'in', anonymous.where('audience', '!=', sql.lit('anyone')))
    .where((eb) => eb.not(eb.exists(some.limit(sql.lit(1)).offset(sql.lit(MOST_MIXED)))))
    .returningAll()
})

function keyOf({ form_version, question_id, cell }: Selectable<Tables['survey_tallies']>): string {
  return `${String(form_version).padStart(10, '0')}\n${question_id}\n${cell}`
}

/** Adds these counts to a survey's tallies. */
export async function addToTallies(trx: Db, surveyId: string, rows: readonly Increment[]): Promise<void> {
  for (let start = 0; start < rows.length; start += ROWS_A_STATEMENT) {
    await trx
      .insertInto('survey_tallies')
      .values(rows.slice(start, start + ROWS_A_STATEMENT).map((row) => ({ survey_id: surveyId, ...row })))
      .onConflict((conflict) =>
        conflict
          .columns(['survey_id', 'form_version', 'question_id', 'cell'])
          .doUpdateSet((eb) => ({ count: eb('survey_tallies.count', '+', eb.ref('excluded.count')) })),
      )
      .execute()
  }
}
