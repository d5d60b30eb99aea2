import { versionTag } from '../http/etag.ts'
import { actsOf } from './access.ts'
import { type Edited, settingsOf } from './actions.ts'
import { stateOf } from './rules.ts'
import { type OpenSurvey, SURVEY_ACTS, type Survey, type SurveyFile, type SurveySummary } from './schema.ts'
import type { PlainSurvey, SurveyRow } from './store.ts'

/** A survey as lists show it. `now` is an ISO instant. */
export function toSummary(row: SurveyRow, now: string): SurveySummary {
  return {
    id: row.id,
    can: actsOf(row, now),
    ...settingsOf(row),
    state: stateOf(row, now),
    owner: row.owner_id === null ? null : { id: row.owner_id, username: row.owner_username as string },
    public_key: row.audience === 'invited' ? null : row.link_key,
    open_by_id: row.open_by_id === 1,
    reply_count: row.reply_count,
    form_version: row.form_version,
    published_version: row.published_version || null,
    published_at: row.published_at,
    closed_at: row.closed_at,
    version: row.version,
    created_at: row.created_at,
    updated_at: row.updated_at,
  }
}

/** A survey with its questions. */
export function toSurvey({ survey, form }: Edited, now: string): Survey {
  const { welcome, thanks, sections, questions } = form
  return { ...toSummary(survey, now), welcome, thanks, sections, questions }
}

/** A survey as those find it listed who may reply; `replied` has those that the reader has replied to. */
export function toOpenSurvey(row: PlainSurvey, replied: ReadonlySet<string>): OpenSurvey {
  return {
    id: row.id,
    title: row.title,
    description: row.description,
    public_key: row.link_key,
    anonymous: row.anonymous === 1,
    one_reply_each: row.one_reply_each === 1,
    due_at: row.due_at,
    time_zone: row.time_zone,
    replied: replied.has(row.id),
  }
}

/** A survey as a file. */
export function toFile({ survey, form: { welcome, thanks, sections, questions } }: Edited): SurveyFile {
  return { teamroom_survey: 1, ...settingsOf(survey), welcome, thanks, sections, questions }
}

/** The ETag of a survey: first its version, for writing, then what it shows that moves on by itself. */
export function tagOf({ survey }: Pick<Edited, 'survey'>, now: string): string {
  const state = ['draft', 'scheduled', 'open', 'full', 'closed'].indexOf(stateOf(survey, now))
  // A changed role changes what its reader can do, and no version.
  const can = actsOf(survey, now)
  const acts = SURVEY_ACTS.reduce((bits, act, i) => (can.includes(act) ? bits + 2 ** i : bits), 0)
  return versionTag(survey.version, survey.owner_version, survey.reply_count, state, acts)
}
