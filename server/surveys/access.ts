import type { Db } from '../db/connect.ts'
import type { Audience } from '../db/tables.ts'
import { AppError, notFound } from '../errors.ts'
import { isOver } from './rules.ts'
import { SURVEY_ACTS, type SurveyAct } from './schema.ts'
import { isFinalOnceClosed } from './settled-rules.ts'
import { findWorkedOn, type Maker, type PlainSurvey, type Reader, type Scope, type SurveyRow } from './store.ts'

type Thing = Pick<SurveyRow, 'owner_id' | 'is_editor'>
/** `no` has the sentence that the caller is refused with. */
type Decision = 'yes' | 'not_found' | { no: string }

/** Every permission of those who work on surveys. To everyone else a survey does not exist under its id. */
export function decide({ id, role }: Reader, act: SurveyAct | 'read', survey: Thing): Decision {
  const isManager = role === 'admin' || survey.owner_id === id
  const isEditor = survey.is_editor === 1
  if (!isManager && !isEditor) return 'not_found'
  switch (act) {
    case 'read':
    case 'edit':
    case 'publish':
    case 'close':
    case 'reopen':
    case 'copy':
    case 'renew_public_key':
    case 'manage_links':
    case 'see_results':
    case 'export_replies':
      return 'yes'
    case 'delete':
      return isManager ? 'yes' : { no: 'Only its owner or an administrator can delete this survey.' }
    case 'manage_editors':
      return isManager ? 'yes' : { no: 'Only its owner or an administrator can choose who edits this survey.' }
    case 'leave':
      return isEditor ? 'yes' : { no: 'Only an editor can leave a survey.' }
  }
}

/** Which surveys somebody works on: `decide` finds exactly these, and lists have them. */
export function scopeOf(reader: Reader): Scope {
  return { reader, isEverything: reader.role === 'admin' }
}

/** What a survey is reached by that somebody wants to answer; a single-use link is as good as the account that made it. */
export type Way = 'public_key' | 'id' | { madeBy: Maker | null }

/**
 * Whether somebody may answer a survey that they have reached. Its id is no secret, so it is a way to surveys of the older
 * paths only, which have nothing else, and only until somebody renews the public key.
 */
export function decideAnswer(
  caller: object | null,
  way: Way,
  survey: Pick<PlainSurvey, 'audience' | 'open_by_id' | 'owner_id'>,
): 'yes' | 'not_found' | 'unauthenticated' {
  const { audience, open_by_id } = survey
  if (typeof way === 'object') return audience === 'invited' && vouches(way.madeBy, survey) ? 'yes' : 'not_found'
  if (audience === 'invited' || (way === 'id' && open_by_id !== 1)) return 'not_found'
  return audiencesOf(caller).includes(audience) ? 'yes' : 'unauthenticated'
}

/** Whether the links that somebody has made for a survey work: for as long as they could make others. */
export function vouches(maker: Maker | null, { owner_id }: Pick<PlainSurvey, 'owner_id'>): boolean {
  if (maker === null || maker.disabled_at !== null) return false
  return decide(maker, 'manage_links', { owner_id, is_editor: maker.is_editor }) === 'yes'
}

/** The audiences that somebody belongs to without a link of their own: only an account is a member. */
export function audiencesOf(caller: object | null): Audience[] {
  return caller === null ? ['anyone'] : ['anyone', 'members']
}

/** A survey that somebody may do this with. @throws AppError `not_found`, or `forbidden` with the reason. */
export async function findFor(db: Db, reader: Reader, act: SurveyAct | 'read', id: string): Promise<SurveyRow> {
  const survey = await findWorkedOn(db, scopeOf(reader), id)
  if (!survey) throw notFound()
  requireAct(reader, act, survey)
  return survey
}

/** @throws AppError `not_found`, or `forbidden` with the reason. */
export function requireAct(reader: Reader, act: SurveyAct | 'read', survey: Thing): void {
  const decision = decide(reader, act, survey)
  if (decision === 'yes') return
  throw decision === 'not_found' ? notFound() : new AppError('forbidden', decision.no)
}

/** By which act somebody ends an editor's part in a survey: their own by leaving, unless they manage the survey. */
export function endOf(reader: Reader, editorId: string, survey: Thing): 'remove' | 'leave' {
  const isManager = decide(reader, 'manage_editors', survey) === 'yes'
  return reader.id === editorId && !isManager ? 'leave' : 'remove'
}

/** What the reader can do about an editor of a survey. */
export function editorActsOf(reader: Reader, editorId: string, survey: Thing): ('remove' | 'leave')[] {
  const end = endOf(reader, editorId, survey)
  return decide(reader, end === 'leave' ? 'leave' : 'manage_editors', survey) === 'yes' ? [end] : []
}

/** What the reader can do with a survey as it is at this instant. */
export function actsOf(survey: SurveyRow, now: string): SurveyAct[] {
  return SURVEY_ACTS.filter((act) => decide(survey.reader, act, survey) === 'yes' && fits(act, survey, now))
}

/** Whether an act makes sense in a survey's state. Something to publish is always one edit away. */
function fits(act: SurveyAct, survey: PlainSurvey, now: string): boolean {
  switch (act) {
    case 'close':
      return survey.published_version > 0 && !isOver(survey, now)
    case 'reopen':
      return (
        survey.closed_at !== null &&
        (survey.due_at === null || survey.due_at > now) &&
        !isFinalOnceClosed(survey, survey.reply_count)
      )
    case 'renew_public_key':
      return survey.audience !== 'invited'
    case 'manage_links':
      return survey.audience === 'invited'
    case 'export_replies':
      return survey.anonymous === 0 || survey.whole_replies === 1
    default:
      return true
  }
}
