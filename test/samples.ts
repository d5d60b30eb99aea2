import assert from 'node:assert/strict'
import { insertSurvey } from '../server/surveys/store.ts'
import { adjust, hire } from './company.ts'
import type { Account, Teamroom } from './harness.ts'
import { openSurvey, reply } from './surveys.ts'

/** What the examples of the OpenAPI document call them. */
export const LEAVE_TYPE = '0197c0de-1111-7aaa-8bbb-3f6c2b7d8e90'
export const POLICY = '0197c0de-8888-7aaa-8bbb-3f6c2b7d8e90'
const LEGACY_SURVEY = '0197c0de-9999-7aaa-8bbb-3f6c2b7d8e90'
const LEGACY_QUESTION = 'q7hk2m4p'
const EMPLOYEES = ['0197c0de-4444-7aaa-8bbb-3f6c2b7d8e90', '0197c0de-5555-7aaa-8bbb-3f6c2b7d8e90']
const BOOKING_EMPLOYEE = '0197c0de-3333-7aaa-8bbb-3f6c2b7d8e90'

/** One of everything, made by an administrator: what every route has an address of that there is something at. */
export interface Samples {
  /** By the start of a route's address, the value of its first parameter. */
  ids: readonly (readonly [start: string, id: string])[]
  /** An administrator's employee. */
  employee: string
  /** The secret of a calendar feed's address. */
  token: string
  /** The public key of a survey that asks what the examples answer. */
  key: string
  /** A single-use link of the survey for the invited, and the account of an editor of it. */
  link: string
  editor: string
}

/** Gives the leave type that every company begins with the id that the examples have. */
export async function nameLeaveType({ db }: Teamroom): Promise<void> {
  await db.updateTable('leave_types').set({ id: LEAVE_TYPE }).execute()
}

/** Asks what the examples of replies answer. */
const EXAMPLE_SURVEY = {
  title: 'Lunch',
  questions: [
    { id: 'lunch', type: 'single_choice', title: 'Lunch?', choices: [{ id: 'soup', label: 'Soup' }], other: true },
    { id: 'mood', type: 'rating', title: 'Mood?' },
  ],
}

/** Makes the samples. */
export async function makeSamples(teamroom: Teamroom, admin: Account): Promise<Samples> {
  const { db } = teamroom
  const create = async (path: string, body?: unknown) => {
    const answer = await admin.send('POST', path, body)
    assert.ok(answer.status < 300, `${path} ${answer.text}`)
    return answer.body
  }
  await nameLeaveType(teamroom)
  // The examples know her by name.
  await teamroom.account('member', 'bea')
  const post = await create('/api/posts', { title: 'Summer party', content: 'On Friday at five.', must_read: true })
  await create(`/api/posts/${post.id}/acknowledgement`)
  const invite = await create('/api/invites', {})
  const [session] = (await admin.send('GET', '/api/me/sessions')).body

  for (const id of EMPLOYEES) await hire(db, { id })
  const leaver = await hire(db, { name: 'Ann Example', end_date: '2026-01-31' })
  await adjust(teamroom, await hire(db, { id: BOOKING_EMPLOYEE }), 100 * 60, '2026-01-01', LEAVE_TYPE)
  const terms = { unit: 'days', allowance: 25, accrual: 'yearly' }
  const policy = await create('/api/time-off/policies', { name: 'Example', leave_type_id: LEAVE_TYPE, ...terms })
  await db.updateTable('leave_policies').set({ id: POLICY }).where('id', '=', policy.id).execute()
  const leaveType = await create('/api/time-off/leave-types', { name: 'Unused', colour: '#2f9e44' })
  const holiday = await create('/api/company/holidays', { date: '2026-12-31', name: 'Our day' })
  const employee = await employ(teamroom, admin)
  await admin.send('PUT', `/api/employees/${employee}/policies/${LEAVE_TYPE}/2026-10-01`, { policy_id: POLICY })
  const request = await ask(admin, '2026-07-06')
  await create('/pto', { hours: 1, employee_id: employee })
  const [booking] = (await admin.send('GET', '/pto')).body
  const feed = await create('/api/time-off/feeds', { scope: 'company' })
  await openLegacySurvey(teamroom, admin)
  const survey = await openSurvey(admin, { ...EXAMPLE_SURVEY, audience: 'invited', anonymous: false })
  const [link] = await create(`/api/surveys/${survey.id}/links`, { addresses: ['one@example.com'] })
  await reply(admin, link.key, { lunch: { other: 'Dumplings' } })
  const editor = await addEditor(teamroom, admin, survey.id)
  return {
    employee,
    token: new URL(feed.url).pathname.split('/')[4] as string,
    key: (await openSurvey(admin, EXAMPLE_SURVEY)).public_key as string,
    link: link.id,
    editor,
    ids: [
      ['/api/posts/by-slug/', post.slug],
      ['/api/posts/', post.id],
      ['/api/users/', admin.id],
      ['/api/people/', leaver],
      ['/api/invites/', invite.id],
      ['/api/me/sessions/', session.id],
      ['/api/employees/', employee],
      ['/api/company/holidays/', holiday.id],
      ['/api/time-off/leave-types/', leaveType.id],
      ['/api/time-off/policies/', POLICY],
      ['/api/time-off/requests/', request],
      ['/api/time-off/feeds/', feed.id],
      ['/api/surveys/', survey.id],
      ['/employees/', employee],
      ['/pto/', booking.id],
    ],
  }
}

/** Makes an account's owner an employee who has two weeks off to take; gives their id. */
export async function employ(teamroom: Teamroom, { id, send }: Account): Promise<string> {
  const { body, text } = await send('POST', '/api/employees', { name: 'Ann', start_date: '2026-01-01', user_id: id })
  assert.ok(body.id, text)
  await adjust(teamroom, body.id, 80 * 60, '2026-01-01', LEAVE_TYPE)
  return body.id
}

/** Makes a new account an editor of a survey; gives its id. */
export async function addEditor(teamroom: Teamroom, { send }: Account, surveyId: string): Promise<string> {
  const { id } = await teamroom.account('member')
  const { status, text } = await send('PUT', `/api/surveys/${surveyId}/editors/${id}`)
  assert.equal(status, 200, text)
  return id
}

/** Opens a survey for anyone that has the ids that the examples of the survey backend's paths have. */
async function openLegacySurvey({ db }: Teamroom, admin: Account): Promise<void> {
  const question = { id: LEGACY_QUESTION, type: 'single_choice', title: 'Lunch?', choices: [{ label: 'Soup' }] }
  const fields = { audience: 'anyone', anonymous: false, listed: true, questions: [question] }
  const { id } = await openSurvey(admin, fields)
  const survey = await db.selectFrom('surveys').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  // What belongs to a survey holds on to its id, so the one with the other id is a copy, with a key of its own.
  await insertSurvey(db, { ...survey, id: LEGACY_SURVEY, link_key: survey.receipt_key, open_by_id: 1 })
  await db.updateTable('survey_forms').set({ survey_id: LEGACY_SURVEY }).where('survey_id', '=', id).execute()
  await db.deleteFrom('surveys').where('id', '=', id).execute()
}

/** Asks for a day off; gives the request's id. */
export async function ask({ send }: Account, start: string, more: object = {}): Promise<string> {
  const { body, text } = await send('POST', '/api/time-off/requests', { leave_type_id: LEAVE_TYPE, start, ...more })
  assert.ok(body.id, text)
  return body.id
}

/** What else an address needs to be answered. */
const QUERIES: Record<string, string> = {
  '/api/time-off/calendar': '?from=2026-03-01&to=2026-03-31',
  '/api/time-off/taken.csv': '?from=2026-01-01&to=2026-12-31',
  '/api/time-off/taken.xlsx': '?from=2026-01-01&to=2026-12-31',
  '/getsurveyquestions': `?idSurvey=${LEGACY_SURVEY}`,
  '/getsurveystats': `?id=${LEGACY_SURVEY}`,
}

/** What other parameters are, whatever the route. */
const NAMED = { leave_type_id: LEAVE_TYPE, effective_from: '2026-10-01', question: 'lunch' }

/** The address of a route, as Fastify or the OpenAPI document writes it, at which there is a sample. */
export function sampleAddress({ ids, token, key, link, editor }: Samples, url: string): string {
  const path = url.replace(/\{(\w+)\}/g, ':$1')
  const [, id = ''] = ids.find(([start]) => path.startsWith(`${start}:`)) ?? []
  const named: Record<string, string> = { id, slug: id, token, key, link, user_id: editor, ...NAMED }
  const filled = path.replace(/:(\w+)/g, (_, name) => named[name] ?? '').replace('*', 'static/swagger-ui.css')
  return filled + (QUERIES[filled] ?? '')
}
