import { type Insertable, type Selectable, type SqlBool, sql, type Updateable } from 'kysely'
import type { Db } from '../db/connect.ts'
import { json, lockRows } from '../db/dialect.ts'
import type { Audience, Role, Tables } from '../db/tables.ts'
import type { PageRequest } from '../http/paging.ts'
import type { Form, FormHtml } from './form/form.ts'
import type { State } from './schema.ts'

/** What a survey's people decide about it. */
export type Settings = Pick<
  PlainSurvey,
  | ('title' | 'description' | 'audience' | 'anonymous' | 'one_reply_each' | 'listed')
  | ('threshold' | 'text_threshold' | 'results_when' | 'whole_replies' | 'split_by')
  | ('reply_cap' | 'opens_at' | 'due_at' | 'time_zone' | 'language')
>
export type PlainSurvey = Selectable<Tables['surveys']>

/** A survey with what it shows of its owner, and what its reader is to it. */
export interface SurveyRow extends PlainSurvey {
  reader: Reader
  owner_username: string | null
  owner_version: number | null
  /** 1 when the reader is one of its editors. */
  is_editor: number
}

/** Who works with surveys. */
export interface Reader {
  id: string
  role: Role
}

/** Who has made a single-use link, as they are by now. */
export interface Maker extends Reader {
  disabled_at: string | null
  /** 1 when they are an editor of the survey. */
  is_editor: number
}

/** The surveys that a reader works on: everything, or those that they own or are an editor of. */
export interface Scope {
  reader: Reader
  isEverything: boolean
}

function workedOn(db: Db, { reader: { id }, isEverything }: Scope) {
  const editors = db.selectFrom('survey_editors').select('survey_id').where('user_id', '=', id)
  return db
    .selectFrom('surveys')
    .leftJoin('users', 'users.id', 'surveys.owner_id')
    .selectAll('surveys')
    .select(['users.username as owner_username', 'users.version as owner_version'])
    .select((eb) => eb.case().when('surveys.id', 'in', editors).then(sql.lit(1)).else(sql.lit(0)).end().as('is_editor'))
    .where('surveys.removed_at', 'is', null)
    .$if(!isEverything, (query) =>
      query.where((eb) => eb.or([eb('surveys.owner_id', '=', id), eb('surveys.id', 'in', editors)])),
    )
}

/** The survey, if the reader works on it. */
export async function findWorkedOn(db: Db, scope: Scope, id: string): Promise<SurveyRow | undefined> {
  const row = await workedOn(db, scope).where('surveys.id', '=', id).executeTakeFirst()
  return row && { ...row, reader: scope.reader }
}

/** Keeps a survey as it is until the transaction ends: nobody changes it, replies to it or closes it meanwhile. */
export async function lockSurvey(trx: Db, id: string): Promise<void> {
  await lockRows(trx, trx.selectFrom('surveys').select('id').where('id', '=', id)).execute()
}

/** Those that the reader works on, the newest first. */
export async function listWorkedOn(
  db: Db,
  scope: Scope,
  state: State | undefined,
  now: string,
  { limit, after }: PageRequest,
): Promise<SurveyRow[]> {
  const rows = await workedOn(db, scope)
    .$if(state !== undefined, (query) => query.where(isIn(state as State, now)))
    .$if(after !== undefined, (query) => query.where('surveys.id', '<', after?.[0] as string))
    .orderBy('surveys.id', 'desc')
    .limit(limit + 1)
    .execute()
  return rows.map((row) => ({ ...row, reader: scope.reader }))
}

/** The condition that a survey is in a state, as `stateOf` judges it. */
function isIn(state: State, now: string) {
  const closed = sql<SqlBool>`(surveys.closed_at is not null or (surveys.due_at is not null and surveys.due_at <= ${now}))`
  const early = sql<SqlBool>`(surveys.opens_at is not null and surveys.opens_at > ${now})`
  const full = sql<SqlBool>`(surveys.reply_cap is not null and surveys.reply_count >= surveys.reply_cap)`
  const conditions: Record<State, ReturnType<typeof sql<SqlBool>>> = {
    draft: sql<SqlBool>`surveys.published_version = 0`,
    closed: sql<SqlBool>`surveys.published_version > 0 and ${closed}`,
    scheduled: sql<SqlBool>`surveys.published_version > 0 and not ${closed} and ${early}`,
    full: sql<SqlBool>`surveys.published_version > 0 and not ${closed} and not ${early} and ${full}`,
    open: sql<SqlBool>`surveys.published_version > 0 and not ${closed} and not ${early} and not ${full}`,
  }
  return conditions[state]
}

/** Surveys that take replies and are listed for one of these audiences, the newest first. */
export function listOpen(
  db: Db,
  audiences: readonly Audience[],
  now: string,
  { limit, after }: PageRequest,
): Promise<PlainSurvey[]> {
  return db
    .selectFrom('surveys')
    .selectAll('surveys')
    .where('surveys.listed', '=', 1)
    .where('surveys.published_at', 'is not', null)
    .where('surveys.removed_at', 'is', null)
    .where('surveys.audience', 'in', audiences)
    .where(isIn('open', now))
    .$if(after !== undefined, (query) => query.where('surveys.id', '<', after?.[0] as string))
    .orderBy('surveys.id', 'desc')
    .limit(limit + 1)
    .execute()
}

/** Which of these surveys an account has replied to, where each replies once. */
export async function listReplied(
  db: Db,
  userId: string | null,
  surveys: readonly PlainSurvey[],
): Promise<Set<string>> {
  const surveyIds = surveys.filter(({ one_reply_each }) => one_reply_each === 1).map(({ id }) => id)
  if (userId === null || surveyIds.length === 0) return new Set()
  const [named, unnamed] = await Promise.all([
    db
      .selectFrom('survey_replies')
      .select('survey_id')
      .where('survey_id', 'in', surveyIds)
      .where('once_key', '=', userId)
      .execute(),
    db.selectFrom('survey_participants').selectAll().where('survey_id', 'in', surveyIds).execute(),
  ])
  const anonymously = unnamed.filter(({ participants }) => participants.includes(userId))
  return new Set([...named, ...anonymously].map(({ survey_id }) => survey_id))
}

/** Adds a survey, with the empty list of those who will have replied. */
export async function insertSurvey(trx: Db, row: Insertable<Tables['surveys']>): Promise<void> {
  await trx.insertInto('surveys').values(row).execute()
  await trx
    .insertInto('survey_participants')
    .values({ survey_id: row.id, participants: json<string[]>([]) })
    .execute()
}

/** Changes a survey, and raises its version. */
export async function updateSurvey(
  trx: Db,
  id: string,
  change: Updateable<Tables['surveys']>,
  now: string,
): Promise<void> {
  await trx
    .updateTable('surveys')
    .set({ ...change, updated_at: now })
    .set((eb) => ({ version: eb('version', '+', 1) }))
    .where('id', '=', id)
    .execute()
}

/** A version of what a survey asks. */
export async function findForm(db: Db, surveyId: string, version: number): Promise<Form | undefined> {
  const row = await db
    .selectFrom('survey_forms')
    .select('form')
    .where('survey_id', '=', surveyId)
    .where('version', '=', version)
    .executeTakeFirst()
  return row?.form
}

/** The published versions of what a survey asks, the oldest first. */
export function listPublishedForms(db: Db, surveyId: string): Promise<{ version: number; form: Form }[]> {
  return db
    .selectFrom('survey_forms')
    .select(['version', 'form'])
    .where('survey_id', '=', surveyId)
    .where('published_at', 'is not', null)
    .orderBy('version')
    .execute()
}

/** Writes a version that is not published yet, anew or in place of what it was. */
export async function putForm(trx: Db, surveyId: string, version: number, form: Form): Promise<void> {
  const written = json(form)
  await trx
    .insertInto('survey_forms')
    .values({ survey_id: surveyId, version, form: written, published_at: null })
    .onConflict((conflict) =>
      conflict
        .columns(['survey_id', 'version'])
        .doUpdateSet({ form: written })
        .where('survey_forms.published_at', 'is', null),
    )
    .execute()
}

/** Freezes a version: it stays as it is from now on. */
export async function freezeForm(trx: Db, surveyId: string, version: number, now: string): Promise<void> {
  await trx
    .updateTable('survey_forms')
    .set({ published_at: now })
    .where('survey_id', '=', surveyId)
    .where('version', '=', version)
    .execute()
}

/** The texts of a published version as HTML, where they have been rendered. */
export async function findTexts(db: Db, surveyId: string, version: number): Promise<FormHtml | undefined> {
  const row = await db
    .selectFrom('survey_texts')
    .select('html')
    .where('survey_id', '=', surveyId)
    .where('version', '=', version)
    .executeTakeFirst()
  return row?.html
}

/** Keeps them; what another server has kept meanwhile is the same. */
export async function keepTexts(db: Db, surveyId: string, version: number, html: FormHtml): Promise<void> {
  await db
    .insertInto('survey_texts')
    .values({ survey_id: surveyId, version, html: json(html) })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}
