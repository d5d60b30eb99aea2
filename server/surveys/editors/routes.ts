import type { FastifyRequest } from 'fastify'
import type { Deps } from '../../deps.ts'
import { callerOf } from '../../http/access.ts'
import type { App } from '../../http/app-type.ts'
import { readPage, sendPage } from '../../http/paging.ts'
import { IdParams, NoContent } from '../../http/shapes.ts'
import { findFor } from '../access.ts'
import { tagOf } from '../representations.ts'
import { guardOf, WHO } from '../responses.ts'
import * as actions from './actions.ts'
import { Editor, EditorInput, EditorList, EditorParams, EditorQuery } from './schema.ts'
import { listEditors } from './store.ts'

const tags = ['Surveys']
const config = { access: 'member' } as const

/** `/api/surveys/:id/editors`: who may work on a survey beside its owner. */
export function editorRoutes(app: App, { db, secrets, now }: Deps): void {
  const managing = (request: FastifyRequest, surveyId: string): actions.Managing => ({
    ...{ reader: callerOf(request), surveyId, guard: guardOf(request), now: now().toISOString() },
  })

  app.get(
    '/api/surveys/:id/editors',
    {
      config,
      schema: {
        tags,
        summary: 'List the editors of a survey',
        description: WHO,
        params: IdParams,
        querystring: EditorQuery,
        response: { 200: EditorList },
      },
    },
    async (request, reply) => {
      const page = readPage(secrets, request)
      const survey = await findFor(db, callerOf(request), 'read', request.params.id)
      const rows = await listEditors(db, survey.id, page)
      const shown = sendPage(secrets, request, reply, page, rows, ({ id }) => [id])
      return shown.map((row) => actions.toEditor(callerOf(request), row, survey))
    },
  )

  app.post(
    '/api/surveys/:id/editors',
    {
      config,
      schema: {
        tags,
        summary: 'Make an account an editor of a survey, by its user name',
        description:
          'For its owner and administrators. It is a change of the survey, as adding one by the id is. A name that is ' +
          'nobody’s is 422, and so is that of a disabled account.',
        params: IdParams,
        body: EditorInput,
        response: { 200: Editor },
        errors: [403, 409, 412],
      },
    },
    async (request, reply) => {
      const by = managing(request, request.params.id)
      const { survey, editor } = await actions.addEditor(db, by, request.body)
      reply.header('etag', tagOf({ survey }, by.now))
      return editor
    },
  )

  app.put(
    '/api/surveys/:id/editors/:user_id',
    {
      config,
      schema: {
        tags,
        summary: 'Make an account an editor of a survey',
        description:
          'For its owner and administrators. It is a change of the survey: its version goes up, and If-Match takes its ETag. ' +
          'A disabled account is 404, as one that is not there.',
        params: EditorParams,
        response: { 200: Editor },
        errors: [403, 409],
      },
    },
    async (request, reply) => {
      const { id, user_id } = request.params
      const by = managing(request, id)
      const { survey, editor } = await actions.addEditor(db, by, { id: user_id })
      reply.header('etag', tagOf({ survey }, by.now))
      return editor
    },
  )

  app.delete(
    '/api/surveys/:id/editors/:user_id',
    {
      config,
      schema: {
        tags,
        summary: 'Remove an editor of a survey',
        description:
          'For its owner, administrators, and the editor in question. It is a change of the survey, as adding one is.',
        params: EditorParams,
        response: { 204: NoContent },
        errors: [403],
      },
    },
    async (request, reply) => {
      const { id, user_id } = request.params
      await actions.removeEditor(db, managing(request, id), user_id)
      return reply.code(204).send(null)
    },
  )
}
