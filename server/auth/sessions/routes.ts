import type { Deps } from '../../deps.ts'
import { notFound } from '../../errors.ts'
import { type Caller, callerOf } from '../../http/access.ts'
import type { App } from '../../http/app-type.ts'
import { contentTag, requireMatch } from '../../http/etag.ts'
import { readPage, sendPage } from '../../http/paging.ts'
import { IdParams, NoContent } from '../../http/shapes.ts'
import { actsOnSession, requireAct } from '../access.ts'
import { endSession } from './actions.ts'
import { Session, SessionList, SessionQuery } from './schema.ts'
import { findSession, listSessions, type SessionRow } from './store.ts'

/** `/api/me/sessions`: where one is logged in. */
export function sessionRoutes(app: App, { db, secrets, now }: Deps): void {
  const tags = ['Accounts']
  const config = { access: 'member' } as const

  app.get(
    '/api/me/sessions',
    {
      config,
      schema: {
        tags,
        summary: 'List my sessions, newest first',
        querystring: SessionQuery,
        response: { 200: SessionList },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      const page = readPage(secrets, request)
      const rows = await listSessions(db, caller.id, now().toISOString(), page)
      const sessions = sendPage(secrets, request, reply, page, rows, (row) => [row.id])
      return sessions.map((row) => toSession(row, caller))
    },
  )

  app.get(
    '/api/me/sessions/:id',
    { config, schema: { tags, summary: 'Get one of my sessions', params: IdParams, response: { 200: Session } } },
    async (request, reply) => {
      const caller = callerOf(request)
      const row = await findSession(db, caller.id, request.params.id, now().toISOString())
      if (!row) throw notFound()
      reply.header('etag', tagOf(row, caller))
      return toSession(row, caller)
    },
  )

  app.delete(
    '/api/me/sessions/:id',
    {
      config,
      schema: {
        tags,
        summary: 'End one of my sessions',
        description: 'Its tokens are refused from now on.',
        params: IdParams,
        response: { 204: NoContent },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      await endSession(db, request.params.id, now(), (current) => {
        requireAct(caller, { act: 'end', session: current })
        requireMatch(request, tagOf(current, caller))
      })
      return reply.code(204).send(null)
    },
  )
}

/** The ETag of a session, which keeps no version. */
function tagOf(row: SessionRow, caller: Caller): string {
  return contentTag(JSON.stringify(toSession(row, caller)))
}

function toSession(row: SessionRow, caller: Caller) {
  const { id, user_agent, created_at, last_used_at, expires_at } = row
  const can = actsOnSession(caller, row)
  return { id, current: id === caller.sessionId, user_agent, created_at, last_used_at, expires_at, can }
}
