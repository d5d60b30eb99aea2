import type { Db } from '../db/connect.ts'
import { AppError } from '../errors.ts'
import type { Caller } from '../http/access.ts'
import { decideAnswer, scopeOf, type Way } from '../surveys/access.ts'
import { findByPublicKey } from '../surveys/answering/store.ts'
import { stateOf } from '../surveys/rules.ts'
import { findWorkedOn, type PlainSurvey } from '../surveys/store.ts'
import { findSurvey } from './survey-store.ts'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const KEY = /^[\w-]{22}$/

/** A survey, and what its reader has reached it by. */
export interface Reached {
  survey: PlainSurvey
  way: Way
}

/** Not there, or not for this reader to know of, in the survey backend's words. */
export function noSurvey(): AppError {
  return new AppError('not_found', "Survey doesn't exist")
}

/** What clients of these paths take for the id of a survey: that, where it leads to the survey, or else its public key. */
export function handleOf({ id, open_by_id, link_key }: PlainSurvey): string {
  return open_by_id === 1 ? id : link_key
}

/** A survey by such an id, of any form, before anything is asked of its reader. */
export async function reachSurvey(db: Db, handle: string | number): Promise<Reached | undefined> {
  const text = String(handle)
  if (KEY.test(text)) {
    const survey = await findByPublicKey(db, text)
    return survey && { survey, way: 'public_key' }
  }
  const id = text.toLowerCase()
  const survey = UUID.test(id) ? await findSurvey(db, id) : undefined
  return survey && { survey, way: 'id' }
}

/** Whether a caller may reply to a survey, now or at some other time. */
export function mayAnswer({ survey, way }: Reached, caller: Caller | null): boolean {
  return decideAnswer(caller, way, survey) === 'yes'
}

/** Whether a caller may read what a survey asks: those who may answer it, once it has opened, and those who work on it. */
export async function mayRead(db: Db, reached: Reached, caller: Caller | null, now: string): Promise<boolean> {
  const state = stateOf(reached.survey, now)
  if (state !== 'draft' && state !== 'scheduled' && mayAnswer(reached, caller)) return true
  return caller !== null && (await findWorkedOn(db, scopeOf(caller), reached.survey.id)) !== undefined
}
