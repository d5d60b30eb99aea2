import type { FastifyReply } from 'fastify'
import { makeAuthenticate } from '../../auth/authenticate.ts'
import type { Deps } from '../../deps.ts'
import { AppError, notFound } from '../../errors.ts'
import { bearerToken, callerOf } from '../../http/access.ts'
import type { App } from '../../http/app-type.ts'
import { IdParams } from '../../http/shapes.ts'
import { Type } from '../../http/type.ts'
import { WHO } from '../responses.ts'
import { findShown, readResults } from './actions.ts'
import { type Listener, LiveResults } from './live.ts'
import { findWatched } from './store.ts'

const EVENT_STREAM = 'text/event-stream; charset=utf-8'

const Events = {
  description:
    'Server-sent events; each has the results as one line of JSON. Lines that begin with a colon say nothing.',
  content: {
    'text/event-stream': {
      schema: Type.String({
        examples: [
          'event: results\ndata: {"reply_count":12,"complete_count":9,"completion":0.75,"hidden":false,"days":[],"versions":[],"questions":[]}\n\n',
        ],
      }),
    },
  },
}

/** `/api/surveys/:id/results/events`: what is replied, as it comes in. */
export function liveResultRoutes(app: App, deps: Deps): void {
  const { db } = deps
  const authenticate = makeAuthenticate(deps)
  const live = new LiveResults({
    findMark: async (id) => {
      const survey = await findWatched(db, id)
      return survey && `${survey.reply_count}.${survey.version}`
    },
    readResults: async (id) => {
      const survey = await findWatched(db, id)
      if (!survey) throw notFound()
      return JSON.stringify(await readResults(deps, survey))
    },
    onError: (error) => app.log.error({ err: error }, 'showing results as they change failed'),
  })
  // Before the server waits for its connections to end, which these would not do by themselves.
  app.addHook('preClose', async () => live.close())

  /** Asks again what the route asked when the stream began. */
  const isAllowed = async (token: string, surveyId: string): Promise<boolean> => {
    try {
      await findShown(db, await authenticate(token), surveyId)
      return true
    } catch (error) {
      if (error instanceof AppError && (error.kind === 'unauthenticated' || error.kind === 'not_found')) return false
      throw error
    }
  }

  app.get(
    '/api/surveys/:id/results/events',
    {
      config: { access: 'member' },
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
      const token = bearerToken(request) as string
      if (request.method === 'HEAD') return (reply as FastifyReply).type(EVENT_STREAM).send('')
      live.requireRoom()
      const results = JSON.stringify(await readResults(deps, survey))
      live.requireRoom()
      // From here on the answer is not Fastify's, which would end it after a while.
      reply.hijack()
      if (reply.raw.destroyed) return
      const listener = listenerOn(reply, survey.id, () => isAllowed(token, survey.id))
      reply.raw.once('close', () => live.leave(listener))
      live.join(listener, results)
    },
  )
}

/** Begins an answer that goes on for as long as somebody listens. */
function listenerOn(reply: FastifyReply, surveyId: string, isAllowed: () => Promise<boolean>): Listener {
  const { raw } = reply
  // Where the answer ends, the connection does: kept for another one, it would keep the server from ending.
  const own = { 'content-type': EVENT_STREAM, 'x-accel-buffering': 'no', connection: 'close' }
  const headers = { ...reply.getHeaders(), ...own }
  raw.writeHead(200, headers as Record<string, string>)
  const write = (text: string) => {
    if (!raw.destroyed) raw.write(text)
  }
  return {
    surveyId,
    isAllowed,
    send(results) {
      // Who reads slowly gets the newest results once those before are through, and not all of them.
      if (raw.writableNeedDrain) return false
      write(`event: results\ndata: ${results}\n\n`)
      return true
    },
    beat: () => write(':\n\n'),
    end: () => raw.end(),
  }
}
