import type { Db } from '../db/connect.ts'
import { AppError } from '../errors.ts'
import type { Caller } from '../http/access.ts'
import { audiencesOf, scopeOf } from '../surveys/access.ts'
import { stateOf } from '../surveys/rules.ts'
import { findWorkedOn, type PlainSurvey } from '../surveys/store.ts'
import { findSurvey } from './survey-store.ts'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Not there, or not for this reader to know of, in the survey backend's words. */
export function noSurvey(): AppError {
  return new AppError('not_found', "Survey doesn't exist")
}

/** A survey by an id of any form, whoever asks. */
export async function findAnySurvey(db: Db, id: string | number): Promise<PlainSurvey | undefined> {
  const text = String(id).toLowerCase()
  return UUID.test(text) ? findSurvey(db, text) : undefined
}

/** Whether somebody may reply to a survey without a key, now or at some other time. */
export function isMeantFor(survey: PlainSurvey, caller: Caller | null): boolean {
  return audiencesOf(caller).includes(survey.audience)
}

/** Whether somebody may read what a survey asks: those it is meant for, once it has opened, and whoever may edit it. */
export async function mayRead(db: Db, survey: PlainSurvey, caller: Caller | null, now: string): Promise<boolean> {
  const state = stateOf(survey, now)
  if (state !== 'draft' && state !== 'scheduled' && isMeantFor(survey, caller)) return true
  return caller !== null && (await findWorkedOn(db, scopeOf(caller), survey.id)) !== undefined
}
