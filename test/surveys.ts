import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import type { Db } from '../server/db/connect.ts'
import { check, compile } from '../server/http/validation.ts'
import type { Form } from '../server/surveys/form/form.ts'
import { changedForm, EMPTY_FORM } from '../server/surveys/form/rules.ts'
import { type FormInput, formFields } from '../server/surveys/form/schema.ts'
import type { Survey } from '../server/surveys/schema.ts'
import type { Account, Answer, Client } from './harness.ts'

/** One question of every type, each named by its type and none of them required. */
export const EVERY_TYPE = [
  { type: 'text', id: 'text', title: 'Your name' },
  { type: 'long_text', id: 'long_text', title: 'Your opinion' },
  { type: 'single_choice', id: 'single_choice', title: 'Lunch', choices: choices('soup', 'salad'), other: true },
  { type: 'multiple_choice', id: 'multiple_choice', title: 'Days', choices: choices('mon', 'tue', 'wed'), other: true },
  { type: 'rating', id: 'rating', title: 'The kitchen' },
  { type: 'nps', id: 'nps', title: 'Would you recommend it?' },
  { type: 'yes_no', id: 'yes_no', title: 'Again?' },
  { type: 'number', id: 'number', title: 'How many?', min: -10, max: 1_000 },
  { type: 'date', id: 'date', title: 'When?' },
  { type: 'ranking', id: 'ranking', title: 'In which order?', choices: choices('a', 'b', 'c') },
  {
    type: 'matrix',
    id: 'matrix',
    title: 'How was it?',
    rows: choices('food', 'room'),
    columns: choices('good', 'bad'),
  },
]

/** An answer to each of them. */
export const EVERY_ANSWER = {
  text: 'Ann',
  long_text: 'Well.\nIt was warm.',
  single_choice: 'soup',
  multiple_choice: ['mon', { other: 'Sundays' }],
  rating: 4,
  nps: 9,
  yes_no: true,
  number: 2.5,
  date: '2026-03-02',
  ranking: ['c', 'a', 'b'],
  matrix: { food: 'good', room: 'bad' },
}

/** Choices (or rows, or columns) with these ids, and labels that are like them. */
export function choices(...ids: string[]): { id: string; label: string }[] {
  return ids.map((id) => ({ id, label: `The ${id}` }))
}

/** Makes a draft of an account's; without `questions` it asks `lunch`, a text. */
export async function makeSurvey({ send }: { send: Client }, fields: object = {}): Promise<Survey> {
  const questions = [{ type: 'text', id: 'lunch', title: 'What would you like?' }]
  const answer = await send('POST', '/api/surveys', { title: 'Lunch', questions, ...fields })
  assert.equal(answer.status, 201, answer.text)
  return answer.body
}

/** Makes a survey of an account's and publishes it. */
export async function openSurvey(account: { send: Client }, fields: object = {}): Promise<Survey> {
  return publish(account, (await makeSurvey(account, fields)).id)
}

/** Publishes a survey as it is now. */
export async function publish({ send }: { send: Client }, id: string): Promise<Survey> {
  const answer = await send('POST', `/api/surveys/${id}/publication`)
  assert.equal(answer.status, 200, answer.text)
  return answer.body
}

/** Answers by the ids of their questions, as they are sent. */
export function sent(answers: Record<string, unknown>): { question: string; value: unknown }[] {
  return Object.entries(answers).map(([question, value]) => ({ question, value }))
}

/** Replies by a public key or the token of a single-use link; `more` may have a `submission_id`, which is new otherwise. */
export function reply(
  { send }: { send: Client },
  key: string | null,
  answers: Record<string, unknown> = { lunch: 'Soup' },
  more: object = {},
): Promise<Answer> {
  const body = { submission_id: randomUUID(), answers: sent(answers), ...more }
  return send('POST', `/api/surveys/public/${key}/replies`, body)
}

/** Replies so many times, each time with the answers that it is told to; all of them are taken. */
export async function replyTimes(
  client: { send: Client },
  key: string | null,
  times: number,
  answersOf: (index: number) => Record<string, unknown> = () => ({ lunch: 'Soup' }),
): Promise<void> {
  for (let i = 0; i < times; i++) {
    const answer = await reply(client, key, answersOf(i))
    assert.equal(answer.status, 201, answer.text)
  }
}

/** Adds an editor to a survey, as its owner would. */
export async function addEditor(db: Db, surveyId: string, { id }: Account): Promise<void> {
  await db.insertInto('survey_editors').values({ survey_id: surveyId, user_id: id }).execute()
}

/** The replies that are stored of a survey, in the order of their ids. */
export function storedReplies(db: Db, surveyId: string) {
  return db.selectFrom('survey_replies').selectAll().where('survey_id', '=', surveyId).orderBy('id').execute()
}

const isForm = compile({ type: 'object', additionalProperties: false, properties: formFields })

/** A form as it is stored that was sent like this. @throws AppError `invalid`, as a route would answer. */
export function formOf(input: object): Form {
  return changedForm(EMPTY_FORM, check<FormInput>(isForm, structuredClone(input), 'json'))
}
