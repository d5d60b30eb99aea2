import type { Deps } from '../deps.ts'
import { callerOf } from '../http/access.ts'
import type { App } from '../http/app-type.ts'
import { IdParams } from '../http/shapes.ts'
import * as actions from './actions.ts'
import { toFile } from './representations.ts'
import { createEdited, FORM_LIMIT, WHO } from './responses.ts'
import { Survey, SurveyFile, SurveyFileInput } from './schema.ts'

const tags = ['Surveys']
const config = { access: 'member' } as const

/** Surveys as files, and as copies of each other. */
export function surveyFileRoutes(app: App, deps: Deps): void {
  const { db } = deps

  app.get(
    '/api/surveys/:id/file',
    {
      config,
      schema: {
        tags,
        summary: 'Get a survey as a file',
        description: `${WHO} It holds what its author has decided, and none of the replies: the import takes it as it is.`,
        params: IdParams,
        response: { 200: SurveyFile },
      },
    },
    async (request, reply) => {
      const edited = await actions.readSurvey(db, callerOf(request), request.params.id, 'copy')
      reply.header('content-disposition', 'attachment; filename="survey.json"')
      return toFile(edited)
    },
  )

  app.post(
    '/api/surveys/import',
    {
      config,
      bodyLimit: FORM_LIMIT,
      schema: {
        tags,
        summary: 'Make a survey from a file',
        description: 'It is a draft of the caller’s.',
        body: SurveyFileInput,
        response: { 201: Survey },
      },
    },
    async (request, reply) => {
      const { teamroom_survey: _format, ...input } = request.body
      return createEdited(deps, request, reply, (trx, at) =>
        actions.createSurvey(trx, callerOf(request), input, at, { isFile: true }),
      )
    },
  )

  app.post(
    '/api/surveys/:id/copies',
    {
      config,
      schema: {
        tags,
        summary: 'Copy a survey',
        description: `${WHO} The copy is the caller’s draft, with neither dates nor replies.`,
        params: IdParams,
        response: { 201: Survey },
      },
    },
    async (request, reply) =>
      createEdited(deps, request, reply, (trx, at) =>
        actions.copySurvey(trx, callerOf(request), request.params.id, at),
      ),
  )
}
