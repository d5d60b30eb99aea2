import { usernameKey } from '../../auth/rules.ts'
import { findUserByKey, lockUser, type UserRow } from '../../auth/users/store.ts'
import type { Db } from '../../db/connect.ts'
import { transact } from '../../db/transact.ts'
import { invalidField, notFound } from '../../errors.ts'
import { allowed, demand } from '../../verdict.ts'
import { decideAboutEditor, findFor } from '../access.ts'
import type { Guard } from '../actions.ts'
import { lockSurvey, type Reader, type SurveyRow, updateSurvey } from '../store.ts'
import { requireGain } from './rules.ts'
import { EDITOR_ACTS, type Editor } from './schema.ts'
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
 * @throws AppError `not_found` for a survey that is not there, `forbidden` for an editor, `conflict` for the owner's account,
 * and whatever `guard` throws. Where nobody can log in with the account, its id is `not_found`, its name is `invalid`.
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
    requireGain(reader, user, survey)
    if (await store.insertEditor(trx, surveyId, user.id)) await updateSurvey(trx, surveyId, {}, now)
    const changed = await findFor(trx, reader, 'read', surveyId)
    return { survey: changed, editor: toEditor(reader, user, changed) }
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
    const isLeaving = decideAboutEditor(reader, 'leave', userId, survey) === 'yes'
    demand(decideAboutEditor(reader, isLeaving ? 'leave' : 'remove', userId, survey), () => guard(survey))
    if (!(await store.deleteEditor(trx, surveyId, userId))) throw notFound()
    await updateSurvey(trx, surveyId, {}, now)
  })
}

/** An editor as answers show them. */
export function toEditor(
  reader: Reader,
  { id, username }: { id: string; username: string },
  survey: SurveyRow,
): Editor {
  return { id, username, can: allowed(EDITOR_ACTS, (act) => decideAboutEditor(reader, act, id, survey)) }
}

async function lockAccount(trx: Db, who: { id: string } | { username: string }): Promise<UserRow> {
  const found = 'id' in who ? who : await findUserByKey(trx, { username_key: usernameKey(who.username) })
  const user = found && (await lockUser(trx, found.id))
  // Names can be guessed, and ids are seen in many places: neither tells whether an account is disabled.
  if (user && user.disabled_at === null) return user
  throw 'id' in who ? notFound() : invalidField('username', 'There is no such account.')
}
