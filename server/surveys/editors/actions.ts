import { usernameKey } from '../../auth/rules.ts'
import { findUserByKey, lockUser, type UserRow } from '../../auth/users/store.ts'
import type { Db } from '../../db/connect.ts'
import { transact } from '../../db/transact.ts'
import { invalidField, notFound } from '../../errors.ts'
import { findFor, requireAct } from '../access.ts'
import type { Guard } from '../actions.ts'
import { lockSurvey, type Reader, type SurveyRow, updateSurvey } from '../store.ts'
import { requireFitting } from './rules.ts'
import type { Editor } from './schema.ts'
import * as store from './store.ts'

/** Who says of which survey who edits it, when (an ISO instant), and what may object once it is locked. */
export interface Managing {
  reader: Reader
  surveyId: string
  guard: Guard
  now: string
}

/**
 * Makes an account an editor of a survey, which raises the survey's version; one that is an editor already stays one.
 * Gives the survey as it is afterwards.
 * @throws AppError `not_found` for a survey or an account that is not there, `forbidden` for an editor, `invalid` for a
 * disabled account or a name by which nobody logs in, `conflict` for the owner's, and whatever `guard` throws.
 */
export function addEditor(
  db: Db,
  { reader, surveyId, guard, now }: Managing,
  who: { id: string } | { username: string },
): Promise<{ survey: SurveyRow; editor: Editor }> {
  return transact(db, async (trx) => {
    await lockSurvey(trx, surveyId)
    const survey = await findFor(trx, reader, 'manage_editors', surveyId)
    const user = await lockAccount(trx, who)
    guard(survey)
    requireFitting(user, survey)
    if (await store.insertEditor(trx, surveyId, user.id)) await updateSurvey(trx, surveyId, {}, now)
    const changed = await findFor(trx, reader, 'read', surveyId)
    return { survey: changed, editor: { id: user.id, username: user.username } }
  })
}

/**
 * Makes somebody no longer an editor of a survey, which raises its version. Editors may remove themselves.
 * @throws AppError `not_found`, `forbidden` for an editor who means another one, and whatever `guard` throws.
 */
export async function removeEditor(db: Db, { reader, surveyId, guard, now }: Managing, userId: string): Promise<void> {
  await transact(db, async (trx) => {
    await lockSurvey(trx, surveyId)
    const survey = await findFor(trx, reader, 'read', surveyId)
    requireAct(reader, reader.id === userId && survey.is_editor === 1 ? 'leave' : 'manage_editors', survey)
    guard(survey)
    if (!(await store.deleteEditor(trx, surveyId, userId))) throw notFound()
    await updateSurvey(trx, surveyId, {}, now)
  })
}

async function lockAccount(trx: Db, who: { id: string } | { username: string }): Promise<UserRow> {
  if ('id' in who) {
    const user = await lockUser(trx, who.id)
    if (!user) throw notFound()
    return user
  }
  const found = await findUserByKey(trx, { username_key: usernameKey(who.username) })
  const user = found && (await lockUser(trx, found.id))
  // A name can be guessed: whether somebody has left is nothing that a guess tells.
  if (!user || user.disabled_at !== null) throw invalidField('username', 'There is no such account.')
  return user
}
