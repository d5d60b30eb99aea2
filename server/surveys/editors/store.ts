import type { Db } from '../../db/connect.ts'
import type { PageRequest } from '../../http/paging.ts'

/** The editors of a survey, in the order of their ids; one row more than the page holds. */
export function listEditors(
  db: Db,
  surveyId: string,
  { limit, after }: PageRequest,
): Promise<{ id: string; username: string }[]> {
  return db
    .selectFrom('survey_editors')
    .innerJoin('users', 'users.id', 'survey_editors.user_id')
    .select(['users.id', 'users.username'])
    .where('survey_editors.survey_id', '=', surveyId)
    .$if(after !== undefined, (query) => query.where('survey_editors.user_id', '>', after?.[0] as string))
    .orderBy('survey_editors.user_id')
    .limit(limit + 1)
    .execute()
}

/** Makes somebody an editor; false when they are one already. */
export async function insertEditor(trx: Db, surveyId: string, userId: string): Promise<boolean> {
  const row = await trx
    .insertInto('survey_editors')
    .values({ survey_id: surveyId, user_id: userId })
    .onConflict((conflict) => conflict.doNothing())
    .returning('user_id')
    .executeTakeFirst()
  return row !== undefined
}

/** False when they were none. */
export async function deleteEditor(trx: Db, surveyId: string, userId: string): Promise<boolean> {
  const { numDeletedRows } = await trx
    .deleteFrom('survey_editors')
    .where('survey_id', '=', surveyId)
    .where('user_id', '=', userId)
    .executeTakeFirst()
  return numDeletedRows > 0n
}
