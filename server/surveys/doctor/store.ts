import { type Selectable, sql } from 'kysely'
import type { Db } from '../../db/connect.ts'
import type { Tables } from '../../db/tables.ts'
import type { Form } from '../form/form.ts'
import type { Held } from '../results/release-rules.ts'

type SurveyRow = Selectable<Tables['surveys']>

/** The next surveys by id, but not those that are being deleted. */
export function listNextSurveys(db: Db, after: string, limit: number): Promise<SurveyRow[]> {
  const query = db.selectFrom('surveys').selectAll().where('id', '>', after).where('removed_at', 'is', null)
  return query.orderBy('id').limit(limit).execute()
}

/** How many replies each of these surveys has. */
export async function countReplies(db: Db, surveyIds: readonly string[]): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('survey_replies')
    .select(['survey_id', (eb) => eb.fn.countAll<number>().as('count')])
    .where('survey_id', 'in', surveyIds)
    .groupBy('survey_id')
    .execute()
  return new Map(rows.map(({ survey_id, count }) => [survey_id, Number(count)]))
}

/** Every version of what these surveys ask. */
export function listForms(
  db: Db,
  surveyIds: readonly string[],
): Promise<{ survey_id: string; version: number; form: Form }[]> {
  const query = db.selectFrom('survey_forms').select(['survey_id', 'version', 'form'])
  return query.where('survey_id', 'in', surveyIds).execute()
}

/** What is counted of these surveys. */
export function listTallies(db: Db, surveyIds: readonly string[]): Promise<Selectable<Tables['survey_tallies']>[]> {
  return db.selectFrom('survey_tallies').selectAll().where('survey_id', 'in', surveyIds).execute()
}

/** What of these surveys is not shown yet. */
export async function mapHeld(db: Db, surveyIds: readonly string[]): Promise<Map<string, Held>> {
  const rows = await db.selectFrom('survey_held').selectAll().where('survey_id', 'in', surveyIds).execute()
  return new Map(rows.map(({ survey_id, held }) => [survey_id, held]))
}

/** Who has replied to these surveys, as far as that is kept apart from the replies. */
export function listParticipants(
  db: Db,
  surveyIds: readonly string[],
): Promise<{ survey_id: string; participants: string[] }[]> {
  return db.selectFrom('survey_participants').selectAll().where('survey_id', 'in', surveyIds).execute()
}

/** The next replies, by survey and id, of those that are counted. */
export function listCountedReplies(
  db: Db,
  surveyIds: readonly string[],
  after: { survey_id: string; id: string },
  limit: number,
): Promise<Pick<Selectable<Tables['survey_replies']>, 'survey_id' | 'id' | 'form_version' | 'answers' | 'day'>[]> {
  return db
    .selectFrom('survey_replies as r')
    .select(['r.survey_id', 'r.id', 'r.form_version', 'r.answers', 'r.day'])
    .where('r.survey_id', 'in', surveyIds)
    .where(sql<boolean>`(r.survey_id, r.id) > (${after.survey_id}, ${after.id})`)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('survey_untallied as u')
            .select('u.reply_id')
            .whereRef('u.survey_id', '=', 'r.survey_id')
            .whereRef('u.reply_id', '=', 'r.id'),
        ),
      ),
    )
    .orderBy('r.survey_id')
    .orderBy('r.id')
    .limit(limit)
    .execute()
}

/** The next of what people wrote in these surveys, by survey, question and id. */
export function listNextWords(
  db: Db,
  surveyIds: readonly string[],
  after: { survey_id: string; question_id: string; id: string },
  limit: number,
): Promise<Selectable<Tables['survey_words']>[]> {
  return db
    .selectFrom('survey_words')
    .selectAll()
    .where('survey_id', 'in', surveyIds)
    .where(sql<boolean>`(survey_id, question_id, id) > (${after.survey_id}, ${after.question_id}, ${after.id})`)
    .orderBy('survey_id')
    .orderBy('question_id')
    .orderBy('id')
    .limit(limit)
    .execute()
}

/** How many rows there are of surveys, and replies, that are not there. */
export async function countOrphans(db: Db): Promise<{ tallies: number; untallied: number }> {
  const { rows } = await sql<{ tallies: number; untallied: number }>`select
    (select count(*) from survey_tallies as t where not exists (select 1 from surveys as s where s.id = t.survey_id)) as tallies,
    (select count(*) from survey_untallied as u where not exists
      (select 1 from surveys as s where s.id = u.survey_id and s.removed_at is not null) and not exists
      (select 1 from survey_replies as r where r.survey_id = u.survey_id and r.id = u.reply_id)) as untallied`.execute(
    db,
  )
  return rows[0] as { tallies: number; untallied: number }
}
