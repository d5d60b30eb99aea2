import type { Db } from '../db/connect.ts'
import type { Audience } from '../db/tables.ts'
import { notFound } from '../errors.ts'
import { allowed, demand, forbidden, UNKNOWN, type Verdict } from '../verdict.ts'
import type { EditorAct } from './editors/schema.ts'
import { isOver } from './rules.ts'
import { SURVEY_ACTS, type SurveyAct } from './schema.ts'
import { isFinalOnceClosed } from './settled-rules.ts'
import { findWorkedOn, type Maker, type PlainSurvey, type Reader, type Scope, type SurveyRow } from './store.ts'

type Thing = Pick<SurveyRow, 'owner_id' | 'is_editor'>

/** Every permission of those who work on surveys. To everyone else a survey does not exist under its id. */
export function decide({ id, role }: Reader, act: SurveyAct | 'read', survey: Thing): Verdict {
  const isManager = role === 'admin' || survey.owner_id === id
  const isEditor = survey.is_editor === 1
  if (!isManager && !isEditor) return UNKNOWN
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
      return isManager ? 'yes' : forbidden('Only its owner or an administrator can delete this survey.')
    case 'manage_editors':
      return isManager ? 'yes' : forbidden('Only its owner or an administrator can choose who edits this survey.')
    case 'leave':
      return isEditor ? 'yes' : forbidden('Only an editor can leave a survey.')
  }
}

/** Which surveys an account works on: `decide` finds exactly these, and lists have them. */
export function scopeOf(reader: Reader): Scope {
  return { reader, isEverything: reader.role === 'admin' }
}

/** By what a survey is reached to be answered; a single-use link is as good as the account that made it. */
export type Way = 'public_key' | 'id' | { madeBy: Maker | null }

/**
 * Whether a caller may answer a survey that they have reached. Its id is no secret, so it is a way to surveys of the older
 * paths only, which have nothing else, and only until their public key is renewed.
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

/** Whether the links that an account has made for a survey work: for as long as it could make others. */
export function vouches(maker: Maker | null, { owner_id }: Pick<PlainSurvey, 'owner_id'>): boolean {
  if (maker === null || maker.disabled_at !== null) return false
  return decide(maker, 'manage_links', { owner_id, is_editor: maker.is_editor }) === 'yes'
}

/** The audiences that a caller belongs to without a single-use link: only an account is a member. */
export function audiencesOf(caller: object | null): Audience[] {
  return caller === null ? ['anyone'] : ['anyone', 'members']
}

/** A survey that its reader may do this with. @throws AppError `not_found`, or `forbidden` with the reason. */
export async function findFor(db: Db, reader: Reader, act: SurveyAct | 'read', id: string): Promise<SurveyRow> {
  const survey = await findWorkedOn(db, scopeOf(reader), id)
  if (!survey) throw notFound()
  demand(decide(reader, act, survey))
  return survey
}

/** Whether a reader may do this about an editor of a survey: those who manage it remove editors, others leave themselves. */
export function decideAboutEditor(reader: Reader, act: EditorAct, editorId: string, survey: Thing): Verdict {
  const verdict = decide(reader, 'manage_editors', survey)
  if (act === 'remove') return verdict
  const isAlone = reader.id === editorId && verdict !== 'yes'
  return isAlone ? decide(reader, 'leave', survey) : forbidden('Only an editor can leave a survey.')
}

/** What the reader can do with a survey as it is at this instant. */
export function actsOf(survey: SurveyRow, now: string): SurveyAct[] {
  return allowed(SURVEY_ACTS, (act) => decide(survey.reader, act, survey)).filter((act) => fits(act, survey, now))
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
