import type { Deps } from '../deps.ts'
import { callerOf } from '../http/access.ts'
import type { App } from '../http/app-type.ts'
import { readPage, sendPage } from '../http/paging.ts'
import { IdParams, NoContent } from '../http/shapes.ts'
import { audiencesOf, scopeOf } from './access.ts'
import * as actions from './actions.ts'
import { toOpenSurvey, toSummary } from './representations.ts'
import { createEdited, FORM_LIMIT, guardOf, sendEdited, WHO } from './responses.ts'
import {
  OpenSurveyList,
  OpenSurveyQuery,
  Survey,
  SurveyChange,
  SurveyInput,
  SurveyList,
  SurveyQuery,
} from './schema.ts'
import * as store from './store.ts'

const tags = ['Surveys']
const config = { access: 'member' } as const

/** `/api/surveys`: making and changing surveys. */
export function surveyRoutes(app: App, deps: Deps): void {
  const { db, secrets, now } = deps

  app.get(
    '/api/surveys',
    {
      config,
      schema: {
        tags,
        summary: 'List surveys, the newest first',
        description: 'One’s own, and those that one is an editor of; an administrator sees all of them.',
        querystring: SurveyQuery,
        response: { 200: SurveyList },
      },
    },
    async (request, reply) => {
      const page = readPage(secrets, request)
      const at = now().toISOString()
      const rows = await store.listWorkedOn(db, scopeOf(callerOf(request)), request.query.state, at, page)
      return sendPage(secrets, request, reply, page, rows, ({ id }) => [id]).map((row) => toSummary(row, at))
    },
  )

  app.get(
    '/api/surveys/open',
    {
      config: { access: 'guest' },
      schema: {
        tags,
        summary: 'List surveys that take replies, the newest first',
        description: 'Those that are listed for the reader: for a guest, the ones for anyone.',
        querystring: OpenSurveyQuery,
        response: { 200: OpenSurveyList },
      },
    },
    async (request, reply) => {
      const page = readPage(secrets, request)
      const rows = await store.listOpen(db, audiencesOf(request.caller), now().toISOString(), page)
      const shown = sendPage(secrets, request, reply, page, rows, ({ id }) => [id])
      const replied = await store.listReplied(db, request.caller?.id ?? null, shown)
      return shown.map((row) => toOpenSurvey(row, replied))
    },
  )

  app.post(
    '/api/surveys',
    {
      config,
      bodyLimit: FORM_LIMIT,
      schema: {
        tags,
        summary: 'Make a survey',
        description: 'It is a draft until it is published.',
        body: SurveyInput,
        response: { 201: Survey },
      },
    },
    async (request, reply) =>
      createEdited(deps, request, reply, (trx, at) => actions.createSurvey(trx, callerOf(request), request.body, at)),
  )

  app.get(
    '/api/surveys/:id',
    {
      config,
      schema: { tags, summary: 'Get a survey', description: WHO, params: IdParams, response: { 200: Survey } },
    },
    async (request, reply) => {
      const edited = await actions.readSurvey(db, callerOf(request), request.params.id)
      return sendEdited(reply, edited, now().toISOString())
    },
  )

  app.patch(
    '/api/surveys/:id',
    {
      config,
      bodyLimit: FORM_LIMIT,
      schema: {
        tags,
        summary: 'Change some of a survey',
        description: `${WHO} Questions that are published stay as they are until the changed ones are published too.`,
        params: IdParams,
        body: SurveyChange,
        response: { 200: Survey },
        errors: [409],
      },
    },
    async (request, reply) => {
      const { params, body } = request
      const at = now().toISOString()
      const edited = await actions.changeSurvey(db, callerOf(request), params.id, body, guardOf(request), at)
      return sendEdited(reply, edited, at)
    },
  )

  app.delete(
    '/api/surveys/:id',
    {
      config,
      schema: {
        tags,
        summary: 'Delete a survey with its replies',
        description: 'For its owner and administrators.',
        params: IdParams,
        response: { 204: NoContent },
        errors: [403],
      },
    },
    async (request, reply) => {
      const at = now().toISOString()
      await actions.removeSurvey(db, callerOf(request), request.params.id, guardOf(request), at)
      return reply.code(204).send(null)
    },
  )
}
