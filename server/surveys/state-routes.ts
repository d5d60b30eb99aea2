import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../deps.ts'
import { callerOf } from '../http/access.ts'
import type { App } from '../http/app-type.ts'
import { IdParams } from '../http/shapes.ts'
import * as actions from './actions.ts'
import { guardOf, sendEdited, WHO } from './responses.ts'
import { Survey } from './schema.ts'

const config = { access: 'member' } as const
const schema = { tags: ['Surveys'], params: IdParams, response: { 200: Survey }, errors: [409, 412] }

type Verb = typeof actions.publish

/** What makes a survey one that is answered, or is no longer. */
export function surveyStateRoutes(app: App, { db, now }: Deps): void {
  const answer = (verb: Verb) => async (request: FastifyRequest<{ Params: { id: string } }>, reply: FastifyReply) => {
    const at = now().toISOString()
    return sendEdited(reply, await verb(db, callerOf(request), request.params.id, guardOf(request), at), at)
  }

  app.post(
    '/api/surveys/:id/publication',
    {
      config,
      schema: {
        ...schema,
        summary: 'Publish the questions as they are now',
        description: `${WHO} They are what is answered from here on, and never change: a later edit makes another version.`,
        errors: [409, 412, 422],
      },
    },
    answer(actions.publish) as never,
  )

  app.post(
    '/api/surveys/:id/closure',
    { config, schema: { ...schema, summary: 'Close a survey', description: WHO } },
    answer(actions.close) as never,
  )

  app.delete(
    '/api/surveys/:id/closure',
    { config, schema: { ...schema, summary: 'Open a closed survey again', description: WHO } },
    answer(actions.reopen) as never,
  )

  app.put(
    '/api/surveys/:id/public-key',
    {
      config,
      schema: {
        ...schema,
        summary: 'Give a survey another public address',
        description: `${WHO} The one before leads nowhere from now on, and on the older paths neither does the survey’s id alone.`,
        errors: [],
      },
    },
    answer(actions.renewLink) as never,
  )
}
