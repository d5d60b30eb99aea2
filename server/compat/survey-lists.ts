import type { FastifyReply } from 'fastify'
import { LRUCache } from 'lru-cache'
import type { Db } from '../db/connect.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import { callerOf } from '../http/access.ts'
import type { App } from '../http/app-type.ts'
import { readPage, sendPage } from '../http/paging.ts'
import { audiencesOf } from '../surveys/access.ts'
import { publishedForm } from '../surveys/answering/actions.ts'
import type { Form } from '../surveys/form/form.ts'
import { stateOf } from '../surveys/rules.ts'
import { findForm, listOpen, type PlainSurvey } from '../surveys/store.ts'
import { checkedByRead, parameters } from './parameters.ts'
import { UsersQuery } from './schema.ts'
import { handleOf, mayRead, noSurvey, reachSurvey } from './survey-access.ts'
import { showDue } from './survey-due-rules.ts'
import { toLegacyQuestion } from './survey-question-rules.ts'
import { LegacyQuestions, LegacySurveyId, LegacySurveys } from './survey-schema.ts'
import { listOwn } from './survey-store.ts'

const tags = ['Compatibility']

/** What the survey backend lists: surveys, and the questions of one. */
export function surveyListRoutes(app: App, deps: Deps): void {
  const { db, secrets, now } = deps

  app.get(
    '/getsurveys',
    {
      config: { access: 'member' },
      schema: {
        tags,
        summary: 'List one’s own surveys',
        description: 'The newest first; 404 where there are none.',
        querystring: UsersQuery,
        response: { 200: LegacySurveys },
        errors: [404],
      },
    },
    async (request, reply) => {
      const page = readPage(secrets, request)
      const { id, username } = callerOf(request)
      const rows = await listOwn(db, id, page)
      if (rows.length === 0 && !page.after) throw new AppError('not_found', `User ${username} has no surveys`)
      return toSurveys(
        sendPage(secrets, request, reply, page, rows, (row) => [row.id]),
        now(),
        ({ id: own }) => own,
      )
    },
  )

  app.get(
    '/activesurveys',
    {
      config: { access: 'guest' },
      schema: {
        tags,
        summary: 'List surveys that take replies',
        description:
          'Those that are listed for the reader, the newest first; 404 where there are none. Where its id does not lead to ' +
          'a survey, its public key stands in its place.',
        querystring: UsersQuery,
        response: { 200: LegacySurveys },
        errors: [404],
      },
    },
    async (request, reply) => {
      const page = readPage(secrets, request)
      const at = now()
      const rows = await listOpen(db, audiencesOf(request.caller), at.toISOString(), page)
      if (rows.length === 0 && !page.after) throw new AppError('not_found', 'There are no active surveys')
      return toSurveys(
        sendPage(secrets, request, reply, page, rows, (row) => [row.id]),
        at,
        handleOf,
      )
    },
  )

  questionsRoute(app, deps)
}

function toSurveys(rows: readonly PlainSurvey[], now: Date, handleOf: (row: PlainSurvey) => string) {
  const at = now.toISOString()
  const surveys = rows.map((row) => ({
    id: handleOf(row),
    name: row.title,
    isActive: stateOf(row, at) === 'open',
    dueDate: showDue(row.due_at, row.time_zone),
    subCount: shownCount(row),
    desc: row.description,
  }))
  return { surveys }
}

/** How many have replied; of an anonymous survey in whole steps, as anybody may watch this list. */
function shownCount({ anonymous, reply_count, threshold }: PlainSurvey): number {
  return anonymous === 1 ? reply_count - (reply_count % threshold) : reply_count
}

const survey = parameters(LegacySurveyId)
/** A GET has no body. */
const { body: _body, ...anywhere } = survey.schema

const JSON_TYPE = 'application/json; charset=utf-8'
/** In bytes of JSON. */
const CACHE_SIZE = 4 * 1024 * 1024

function questionsRoute(app: App, { db, now }: Deps): void {
  /** By their survey and its published version, which never changes. */
  const lists = new LRUCache<string, string>({ maxSize: CACHE_SIZE, sizeCalculation: (json) => json.length })

  app.get(
    '/getsurveyquestions',
    {
      config: { access: 'guest', discreet: true },
      validatorCompiler: checkedByRead,
      schema: {
        tags,
        summary: 'List the questions of a survey',
        description:
          'The survey’s id, or its public key, comes in the query or as a header. The id alone leads to surveys made by ' +
          '`/addsurvey` whose key has not been renewed. Those that are asked; of a draft, those that are worked on, for ' +
          'those who may edit it.',
        ...anywhere,
        response: { 200: LegacyQuestions },
        errors: [404],
      },
    },
    async (request, reply) => {
      const { idSurvey } = survey.read(request)
      const reached = await reachSurvey(db, idSurvey)
      if (!reached || !(await mayRead(db, reached, request.caller, now().toISOString()))) throw noSurvey()
      const found = reached.survey
      if (found.published_version === 0)
        return listOf(found, (await findForm(db, found.id, found.form_version)) as Form)
      const name = `${handleOf(found)}.${found.published_version}`
      const json = lists.get(name) ?? (await published(db, found, name))
      return (reply as FastifyReply).header('etag', `"${name}"`).type(JSON_TYPE).send(json)
    },
  )

  async function published(db: Db, survey: PlainSurvey, name: string): Promise<string> {
    const form = (await publishedForm(db, survey.id, survey.published_version)) as Form
    const json = JSON.stringify(listOf(survey, form))
    lists.set(name, json)
    return json
  }
}

function listOf(survey: PlainSurvey, { questions }: Form) {
  return { questions: questions.map((question) => toLegacyQuestion(handleOf(survey), question)) }
}
