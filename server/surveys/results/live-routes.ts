import type { FastifyReply } from 'fastify'
import type { Deps } from '../../deps.ts'
import { notFound } from '../../errors.ts'
import { callerOf } from '../../http/access.ts'
import type { App } from '../../http/app-type.ts'
import { IdParams } from '../../http/shapes.ts'
import { EVENT_STREAM, openEvents } from '../../http/streaming.ts'
import { Type } from '../../http/type.ts'
import { WHO } from '../responses.ts'
import { findShown, readResults } from './actions.ts'
import { isComplete } from './disclosure-rules.ts'
import { type Listener, LiveResults } from './live.ts'
import { findWatched } from './store.ts'

const Events = {
  description:
    'Server-sent events; each has the results as one line of JSON. Lines that begin with a colon say nothing.',
  content: {
    'text/event-stream': {
      schema: Type.String({
        examples: [
          'event: results\ndata: {"reply_count":12,"complete_count":9,"begun_count":16,"completion":0.75,"hidden":false,"hidden_because":null,"next_at":null,"days":[],"versions":[],"questions":[]}\n\n',
        ],
      }),
    },
  },
}

/** `/api/surveys/:id/results/events`: what is replied, as it comes in. */
export function liveResultRoutes(app: App, deps: Deps): void {
  const { db } = deps
  const at = () => deps.now().toISOString()
  const live = new LiveResults({
    findMark: async (id) => {
      const survey = await findWatched(db, id)
      return survey && `${survey.reply_count}.${survey.version}.${isComplete(survey, at())}`
    },
    readResults: async (id) => {
      const survey = await findWatched(db, id)
      if (!survey) throw notFound()
      return JSON.stringify(await readResults(deps, survey, at()))
    },
    onError: (error) => app.log.error({ err: error }, 'showing results as they change failed'),
  })
  // Before the server waits for its connections to end, which these would not do by themselves.
  app.addHook('preClose', async () => live.close())

  app.get(
    '/api/surveys/:id/results/events',
    {
      config: { access: 'member', streams: true },
      schema: {
        tags: ['Surveys'],
        summary: 'Follow what is replied to a survey',
        description:
          `${WHO} The results come at once, and again, no more than once a second, when they have changed. ` +
          'The stream ends with the access token, and when the caller may see the results no more: ask again then.',
        params: IdParams,
        response: { 200: Events },
      },
    },
    async (request, reply) => {
      const survey = await findShown(db, callerOf(request), request.params.id)
      if (request.method === 'HEAD') return (reply as FastifyReply).type(EVENT_STREAM).send('')
      live.requireRoom()
      const results = JSON.stringify(await readResults(deps, survey, at()))
      live.requireRoom()
      const stream = openEvents(request, reply, (caller) => findShown(db, caller, survey.id))
      if (!stream) return
      const listener: Listener = {
        surveyId: survey.id,
        send: (news) => stream.send('results', news),
        end: stream.end,
      }
      reply.raw.once('close', () => live.leave(listener))
      live.join(listener, results)
    },
  )
}
