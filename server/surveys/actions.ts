import { randomBytes } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import type { Db } from '../db/connect.ts'
import { transact } from '../db/transact.ts'
import { AppError, invalidField } from '../errors.ts'
import { newId } from '../ids.ts'
import { findCompany } from '../people/company/store.ts'
import { findFor } from './access.ts'
import type { Form, FormHtml } from './form/form.ts'
import { changedForm, EMPTY_FORM, requireSameScales } from './form/rules.ts'
import type { FormInput } from './form/schema.ts'
import { renderTexts } from './form/texts.ts'
import { lockQuota, requireQuota, requireRoom } from './quota.ts'
import { changedSettings, DEFAULTS, isOver } from './rules.ts'
import type { SettingsInput, SurveyAct, SurveyInput } from './schema.ts'
import { requireNotFinal, requireSplit } from './settled-rules.ts'
import type { Reader, Settings, SurveyRow } from './store.ts'
import * as store from './store.ts'

/** A survey, and the questions that are worked on. */
export interface Edited {
  survey: SurveyRow
  form: Form
}

/** Sees a survey as it is, locked, before it is changed, and may throw. */
export type Guard = (survey: SurveyRow) => void

/**
 * Makes a draft. `now` is an ISO instant. A file from elsewhere may have a deadline that has passed since: `isFile`. On the
 * older paths its id is all that leads to it: `isOpenById`.
 * @throws AppError `invalid` for settings or questions that do not fit together.
 */
export async function createSurvey(
  trx: Db,
  owner: Reader,
  { title, ...input }: SurveyInput,
  now: string,
  { isFile = false, isOpenById = false } = {},
): Promise<Edited> {
  await lockQuota(trx, owner.id)
  const time_zone = (await findCompany(trx)).time_zone
  const listed = input.audience === 'anyone' || input.audience === 'invited' ? 0 : 1
  const settings = changedSettings({ ...DEFAULTS, listed, title, time_zone }, input, 0, now, { mayBePast: isFile })
  const form = changedForm(EMPTY_FORM, input)
  requireSplit(settings, form)
  const id = newId()
  await store.insertSurvey(trx, {
    ...settings,
    ...{ id, owner_id: owner.id, link_key: newKey(), receipt_key: newKey() },
    open_by_id: Number(isOpenById),
    ...{ form_version: 1, published_version: 0, published_at: null, closed_at: null, reply_count: 0 },
    ...{ version: 1, removed_at: null, created_at: now, updated_at: now },
  })
  await store.putForm(trx, id, 1, form)
  await requireQuota(trx, owner.id, id)
  return { survey: await findFor(trx, owner, 'read', id), form }
}

/** 128 random bits. */
export function newKey(): string {
  return randomBytes(16).toString('base64url')
}

/** A survey that the reader may do this with, and its questions. @throws AppError `not_found`, `forbidden` */
export async function readSurvey(
  db: Db,
  reader: Reader,
  id: string,
  act: SurveyAct | 'read' = 'read',
): Promise<Edited> {
  const survey = await findFor(db, reader, act, id)
  return { survey, form: (await store.findForm(db, id, survey.form_version)) as Form }
}

/**
 * Runs `work` on a survey that the reader may do this with, locked so that nobody changes it or replies meanwhile; it gives
 * the questions as they are afterwards. Gives the survey as it is then.
 * @throws AppError `not_found`, `forbidden`, and whatever `guard` and `work` throw.
 */
function editing(
  db: Db,
  reader: Reader,
  act: SurveyAct,
  id: string,
  guard: Guard,
  work: (trx: Db, edited: Edited) => Promise<Form>,
): Promise<Edited> {
  return transact(db, async (trx) => {
    await store.lockSurvey(trx, id)
    const edited = await readSurvey(trx, reader, id, act)
    guard(edited.survey)
    const form = await work(trx, edited)
    return { survey: await findFor(trx, reader, 'read', id), form }
  })
}

/**
 * Changes settings and questions; what the change leaves out stays. `change` may be worked out from the form as it is.
 * Questions that are published stay as they are: a changed form is another version, which is answered once it is
 * published as well.
 * @throws AppError `not_found`, `invalid`, `conflict` for what replies have settled, and whatever `guard` throws.
 */
export function changeSurvey(
  db: Db,
  reader: Reader,
  id: string,
  change: (SettingsInput & FormInput) | ((form: Form) => FormInput),
  guard: Guard,
  now: string,
): Promise<Edited> {
  return editing(db, reader, 'edit', id, guard, async (trx, { survey, form }) => {
    const input: SettingsInput & FormInput = typeof change === 'function' ? change(form) : change
    const isPublished = survey.published_version > 0
    const settings = changedSettings(survey, input, survey.reply_count, now, { isPublished })
    const changed = changedForm(form, input)
    if (!isPublished) requireSplit(settings, changed)
    const published = await store.listPublishedForms(trx, id)
    requireSameScales(
      changed,
      published.map((earlier) => earlier.form),
    )
    let form_version = survey.form_version
    if (!isDeepStrictEqual(changed, form)) {
      if (form_version === survey.published_version) form_version += 1
      await store.putForm(trx, id, form_version, changed)
      const grows = form_version > survey.form_version || lengthOf(changed) > lengthOf(form)
      if (grows) await requireRoom(trx, survey.owner_id, id)
    }
    await store.updateSurvey(trx, id, { ...settings, form_version }, now)
    return changed
  })
}

function lengthOf(form: Form): number {
  return JSON.stringify(form).length
}

/**
 * Publishes the questions as they are now: from here on they are what is answered, and never change. Their texts are
 * rendered for that, unless this is part of a transaction, in which nothing is: then that is done when they are first
 * read. On the older paths a survey is open before its questions come, one by one: `mayBeEmpty`.
 * @throws AppError `not_found`, `conflict` when there is nothing new to publish, `invalid` for a survey without questions,
 * with a deadline that has passed or with texts that are too much HTML, and whatever `guard` throws.
 */
export async function publish(
  db: Db,
  reader: Reader,
  id: string,
  guard: Guard,
  now: string,
  { mayBeEmpty = false } = {},
): Promise<Edited> {
  const rendered = db.isTransaction ? undefined : await renderDraft(db, reader, id)
  return editing(db, reader, 'publish', id, guard, async (trx, { survey, form }) => {
    if (survey.form_version === survey.published_version) throw new AppError('conflict', 'This is published already.')
    if (form.questions.length === 0 && !mayBeEmpty)
      throw invalidField('questions', 'There must be at least one question.')
    if (survey.due_at !== null && survey.due_at <= now) throw invalidField('due_at', 'Must not be in the past.')
    await store.freezeForm(trx, id, survey.form_version, now)
    if (rendered && isDeepStrictEqual(rendered.form, form)) {
      await store.keepTexts(trx, id, survey.form_version, rendered.html)
    }
    const published_at = survey.published_at ?? now
    await store.updateSurvey(trx, id, { published_version: survey.form_version, published_at }, now)
    return form
  })
}

/** The questions that are worked on, and their texts as HTML; undefined where they are published already. */
async function renderDraft(db: Db, reader: Reader, id: string): Promise<{ form: Form; html: FormHtml } | undefined> {
  const { survey, form } = await readSurvey(db, reader, id, 'publish')
  if (survey.form_version === survey.published_version) return undefined
  return { form, html: await renderTexts(form) }
}

/**
 * Takes no more replies, not even those of pages that were opened before a deadline that has just passed.
 * @throws AppError `not_found`, `conflict` for a draft or a closed one, and what `guard` throws.
 */
export function close(db: Db, reader: Reader, id: string, guard: Guard, now: string): Promise<Edited> {
  return editing(db, reader, 'close', id, guard, async (trx, { survey, form }) => {
    if (survey.published_version === 0) throw new AppError('conflict', 'It is not published yet.')
    if (isOver(survey, now)) throw new AppError('conflict', 'It is closed already.')
    await store.updateSurvey(trx, id, { closed_at: now }, now)
    return form
  })
}

/** Takes replies again. @throws AppError `not_found`, `conflict` when that takes another deadline, and what `guard` throws. */
export function reopen(db: Db, reader: Reader, id: string, guard: Guard, now: string): Promise<Edited> {
  return editing(db, reader, 'reopen', id, guard, async (trx, { survey, form }) => {
    if (survey.due_at !== null && survey.due_at <= now) {
      throw new AppError('conflict', 'Its deadline has passed: set a later one, or none.')
    }
    if (survey.closed_at === null) throw new AppError('conflict', 'It is not closed.')
    requireNotFinal(survey, survey.reply_count)
    await store.updateSurvey(trx, id, { closed_at: null }, now)
    return form
  })
}

/** Gives the survey another public link; the one before leads nowhere from now on, and neither does its id alone. */
export function renewLink(db: Db, reader: Reader, id: string, guard: Guard, now: string): Promise<Edited> {
  return editing(db, reader, 'renew_public_key', id, guard, async (trx, { form }) => {
    await store.updateSurvey(trx, id, { link_key: newKey(), open_by_id: 0 }, now)
    return form
  })
}

/** Makes a draft of the reader's own with the same settings and questions. @throws AppError `not_found` */
export async function copySurvey(trx: Db, reader: Reader, id: string, now: string): Promise<Edited> {
  const { survey, form } = await readSurvey(trx, reader, id, 'copy')
  const title = `${Array.from(survey.title).slice(0, 190).join('')} (copy)`
  return createSurvey(
    trx,
    reader,
    { ...settingsOf(survey), title, opens_at: null, due_at: null, ...form } as SurveyInput,
    now,
  )
}

/** A survey's settings, as clients send them. */
export function settingsOf(survey: Settings): Required<SettingsInput> {
  return {
    title: survey.title,
    description: survey.description,
    audience: survey.audience,
    anonymous: survey.anonymous === 1,
    threshold: survey.threshold,
    text_threshold: survey.text_threshold,
    results_when: survey.results_when,
    whole_replies: survey.whole_replies === 1,
    split_by: survey.split_by,
    one_reply_each: survey.one_reply_each === 1,
    listed: survey.listed === 1,
    reply_cap: survey.reply_cap,
    opens_at: survey.opens_at,
    due_at: survey.due_at,
    language: survey.language,
    time_zone: survey.time_zone,
  }
}

/**
 * Removes a survey: it is gone for everybody at once, and its replies are deleted little by little.
 * @throws AppError `not_found`, `forbidden` for an editor, and whatever `guard` throws.
 */
export async function removeSurvey(db: Db, reader: Reader, id: string, guard: Guard, now: string): Promise<void> {
  await transact(db, async (trx) => {
    await store.lockSurvey(trx, id)
    const survey = await findFor(trx, reader, 'delete', id)
    guard(survey)
    await store.updateSurvey(trx, id, { removed_at: now }, now)
  })
}
