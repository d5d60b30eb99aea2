import type { Deps } from '../../deps.ts'
import { notFound } from '../../errors.ts'
import { type Caller, callerOf } from '../../http/access.ts'
import type { App } from '../../http/app-type.ts'
import { readPage, sendPage } from '../../http/paging.ts'
import { IdParams, NoContent } from '../../http/shapes.ts'
import { SessionList, SessionQuery } from './schema.ts'
import { deleteSession, listSessions, type SessionRow } from './store.ts'

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
      if (!(await deleteSession(db, callerOf(request).id, request.params.id))) throw notFound()
      return reply.code(204).send(null)
    },
  )
}

function toSession({ id, user_agent, created_at, last_used_at, expires_at }: SessionRow, caller: Caller) {
  return { id, current: id === caller.sessionId, user_agent, created_at, last_used_at, expires_at }
}
