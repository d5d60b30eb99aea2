import type { Audience } from '../db/tables.ts'
import { AppError, invalidField } from '../errors.ts'
import { checkTimeZone } from '../people/company/rules.ts'
import type { SettingsInput, State } from './schema.ts'
import { changedSettled, requireNotFinal, requireSettled, SETTLED_DEFAULTS } from './settled-rules.ts'
import type { Settings, SurveyRow } from './store.ts'

/** A page that was opened before the deadline is given this long to be sent. */
const GRACE_MS = 5 * 60_000

type Dated = Pick<SurveyRow, 'published_version' | 'closed_at' | 'opens_at' | 'due_at' | 'reply_cap' | 'reply_count'>

/** What a survey is at an instant. */
export function stateOf(survey: Dated, now: string): State {
  if (survey.published_version === 0) return 'draft'
  if (survey.closed_at !== null || (survey.due_at !== null && survey.due_at <= now)) return 'closed'
  if (survey.opens_at !== null && survey.opens_at > now) return 'scheduled'
  return survey.reply_cap !== null && survey.reply_count >= survey.reply_cap ? 'full' : 'open'
}

/** Why a survey that is in this state takes no replies. */
export function refusal(survey: Dated, state: Exclude<State, 'open'>): AppError {
  switch (state) {
    case 'draft':
      return new AppError('conflict', 'This survey is not published yet.')
    case 'scheduled':
      return new AppError('conflict', `This survey opens at ${survey.opens_at}.`)
    case 'full':
      return new AppError('conflict', 'This survey has all the replies that it asked for.')
    case 'closed':
      return new AppError('gone', 'This survey is closed.')
  }
}

/**
 * Makes sure that a survey takes replies now. `openedAt` is when the page was opened that the reply comes from, if that is
 * known: what was opened in time is taken for five minutes after the deadline.
 * @throws AppError `conflict` or `gone`, which says why not.
 */
export function requireOpen(survey: Dated, now: string, openedAt: string | null = null): void {
  const isInGrace = openedAt !== null && survey.due_at !== null && openedAt <= survey.due_at && !isOver(survey, now)
  const state = stateOf(isInGrace ? { ...survey, due_at: null } : survey, now)
  if (state !== 'open') throw refusal(survey, state)
}

/** Whether there is nothing left to close: somebody has, or no reply comes in any more after the deadline. */
export function isOver({ closed_at, due_at }: Pick<Dated, 'closed_at' | 'due_at'>, now: string): boolean {
  return closed_at !== null || (due_at !== null && Date.parse(now) - Date.parse(due_at) > GRACE_MS)
}

/** How many replies a survey behind a public link takes where nothing else was decided: anybody can send them. */
export const PUBLIC_REPLY_CAP = 10_000

export const DEFAULTS = {
  description: '',
  audience: 'members',
  anonymous: 1,
  ...SETTLED_DEFAULTS,
  one_reply_each: 1,
  listed: 1,
  reply_cap: null,
  opens_at: null,
  due_at: null,
  language: null,
} as const

/**
 * The settings that `current` becomes with these changes. `replyCount` is 0 for a new survey; `now` is an ISO instant.
 * With `mayBePast` a deadline may have passed: a file from elsewhere says what was decided then.
 * @throws AppError `invalid` for what does not fit together, or `conflict` for what publishing or replies have settled.
 */
export function changedSettings(
  current: Settings,
  change: SettingsInput,
  replyCount: number,
  now: string,
  { mayBePast = false, isPublished = false } = {},
): Settings {
  const audience = change.audience ?? current.audience
  const settings: Settings = {
    title: change.title ?? current.title,
    description: change.description ?? current.description,
    audience,
    anonymous: flag(change.anonymous, current.anonymous),
    ...changedSettled(current, change),
    one_reply_each: flag(change.one_reply_each, impliedOnce(audience) ?? onceOf(current)),
    listed: flag(change.listed, current.listed),
    reply_cap: change.reply_cap === undefined ? impliedCap(audience, current) : change.reply_cap,
    opens_at: instant('opens_at', change.opens_at, current.opens_at),
    due_at: instant('due_at', change.due_at, current.due_at),
    language: change.language === undefined ? current.language : change.language,
    time_zone: change.time_zone === undefined ? current.time_zone : checkTimeZone(change.time_zone),
  }
  requireFitting(settings)
  if (!mayBePast && settings.due_at !== null && settings.due_at !== current.due_at && settings.due_at <= now) {
    throw invalidField('due_at', 'Must not be in the past.')
  }
  if (isPublished) requireSettled(current, settings)
  if (settings.due_at !== current.due_at && isOver({ closed_at: null, due_at: current.due_at }, now)) {
    requireNotFinal(current, replyCount)
  }
  if (replyCount > 0) requireSameMode(current, settings)
  if (settings.reply_cap !== null && settings.reply_cap < replyCount) {
    throw invalidField('reply_cap', `There are ${replyCount} replies already.`)
  }
  return settings
}

/** Each of the invited has a link for one reply, and behind a public link nobody can be told from anybody else. */
function impliedOnce(audience: Audience): number | undefined {
  return { invited: 1, anyone: 0, members: undefined }[audience]
}

/** What was decided; where nothing was, a survey that becomes one for anyone has a cap. */
function impliedCap(audience: Audience, current: Settings): number | null {
  const opens = audience === 'anyone' && current.audience !== 'anyone'
  return opens ? (current.reply_cap ?? PUBLIC_REPLY_CAP) : current.reply_cap
}

/** What was decided, or, where it followed from the audience before, what would have been without deciding. */
function onceOf({ audience, one_reply_each }: Settings): number {
  return audience === 'anyone' ? DEFAULTS.one_reply_each : one_reply_each
}

function requireFitting({ audience, one_reply_each, opens_at, due_at }: Settings): void {
  const implied = impliedOnce(audience)
  if (implied !== undefined && one_reply_each !== implied) {
    const why = implied === 1 ? 'A link of one’s own is good for one reply.' : 'Behind a public link all are alike.'
    throw invalidField('one_reply_each', why)
  }
  if (opens_at !== null && due_at !== null && opens_at >= due_at) {
    throw invalidField('due_at', 'Must be later than opens_at.')
  }
}

/** What people relied on when they replied stays as it was. */
function requireSameMode(before: Settings, after: Settings): void {
  for (const name of ['anonymous', 'audience', 'one_reply_each'] as const) {
    if (before[name] === after[name]) continue
    throw new AppError('conflict', `There are replies already, given with ${name} as it is: make a copy of the survey.`)
  }
}

function flag(change: boolean | undefined, current: number): number {
  return change === undefined ? current : Number(change)
}

function instant(field: string, change: string | null | undefined, current: string | null): string | null {
  if (change === undefined) return current
  if (change === null) return null
  const text = new Date(change).toISOString()
  // Beyond these years neither calendars nor the two databases agree on much.
  if (!/^(19|2\d)/.test(text)) throw invalidField(field, 'Must be between 1900-01-01 and 2999-12-31.')
  return text
}
