import type { Db } from '../db/connect.ts'

/** The surveys that have been removed and are still there. */
export async function listRemoved(db: Db): Promise<string[]> {
  const rows = await db.selectFrom('surveys').select('id').where('removed_at', 'is not', null).execute()
  return rows.map(({ id }) => id)
}

/** Deletes so many of a survey's replies, or of its single-use links; gives how many there were to be deleted. */
export async function deleteSome(
  db: Db,
  table: 'survey_replies' | 'survey_links',
  surveyId: string,
  limit: number,
): Promise<number> {
  const some = db.selectFrom(table).select('id').where('survey_id', '=', surveyId).orderBy('id').limit(limit)
  const { numDeletedRows } = await db
    .deleteFrom(table)
    .where('survey_id', '=', surveyId)
    .where('id', 'in', some)
    .executeTakeFirst()
  return Number(numDeletedRows)
}

/** The same for what is counted of its replies. */
export async function deleteTallies(db: Db, surveyId: string, limit: number): Promise<number> {
  const key = ['form_version', 'question_id', 'cell'] as const
  const { numDeletedRows } = await db
    .deleteFrom('survey_tallies')
    .where('survey_id', '=', surveyId)
    .where(({ eb, refTuple, selectFrom }) =>
      eb(
        refTuple(...key),
        'in',
        selectFrom('survey_tallies')
          .select(key)
          .where('survey_id', '=', surveyId)
          .orderBy('form_version')
          .orderBy('question_id')
          .orderBy('cell')
          .limit(limit)
          .$asTuple(...key),
      ),
    )
    .executeTakeFirst()
  return Number(numDeletedRows)
}

/** The same for the list of replies that are not counted. */
export async function deleteUntallied(db: Db, surveyId: string, limit: number): Promise<number> {
  const some = db
    .selectFrom('survey_untallied')
    .select('reply_id')
    .where('survey_id', '=', surveyId)
    .orderBy('reply_id')
    .limit(limit)
  const { numDeletedRows } = await db
    .deleteFrom('survey_untallied')
    .where('survey_id', '=', surveyId)
    .where('reply_id', 'in', some)
    .executeTakeFirst()
  return Number(numDeletedRows)
}

/** The same for what people wrote. */
export async function deleteWords(db: Db, surveyId: string, limit: number): Promise<number> {
  const some = db.selectFrom('survey_words').select('id').where('survey_id', '=', surveyId).orderBy('id').limit(limit)
  const { numDeletedRows } = await db
    .deleteFrom('survey_words')
    .where('survey_id', '=', surveyId)
    .where('id', 'in', some)
    .executeTakeFirst()
  return Number(numDeletedRows)
}

/** Deletes a survey, with its forms, its editors and the list of those who have replied. */
export async function deleteSurvey(db: Db, surveyId: string): Promise<void> {
  await db.deleteFrom('surveys').where('id', '=', surveyId).execute()
}
