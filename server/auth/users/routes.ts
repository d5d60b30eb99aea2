import type { Deps } from '../../deps.ts'
import { notFound } from '../../errors.ts'
import type { App } from '../../http/app-type.ts'
import { requireMatch, versionTag } from '../../http/etag.ts'
import { readPage, sendPage } from '../../http/paging.ts'
import { IdParams, NoContent } from '../../http/shapes.ts'
import { changeUser, removeUser } from './actions.ts'
import { toUser, User, UserChange, UserList, UserQuery } from './schema.ts'
import { findUser, listUsers, type UserRow } from './store.ts'

/** `/api/users`: every account, for administrators. */
export function userRoutes(app: App, { db, secrets, now }: Deps): void {
  const tags = ['Accounts']
  const config = { access: 'admin' } as const

  app.get(
    '/api/users',
    {
      config,
      schema: { tags, summary: 'List accounts, newest first', querystring: UserQuery, response: { 200: UserList } },
    },
    async (request, reply) => {
      const page = readPage(secrets, request)
      const rows = await listUsers(db, page, request.query.q)
      return sendPage(secrets, request, reply, page, rows, (row) => [row.id]).map(toUser)
    },
  )

  app.get(
    '/api/users/:id',
    { config, schema: { tags, summary: 'Get an account', params: IdParams, response: { 200: User } } },
    async (request, reply) => {
      const user = await findUser(db, request.params.id)
      if (!user) throw notFound()
      reply.header('etag', versionTag(user.version))
      return toUser(user)
    },
  )

  app.patch(
    '/api/users/:id',
    {
      config,
      schema: {
        tags,
        summary: "Change an account's role, or disable it",
        description: 'Counts at once. The last administrator can neither be demoted nor disabled.',
        params: IdParams,
        body: UserChange,
        response: { 200: User },
        errors: [409],
      },
    },
    async (request, reply) => {
      const guard = (current: UserRow) => requireMatch(request, versionTag(current.version))
      const user = await changeUser(db, request.params.id, request.body, guard, now())
      reply.header('etag', versionTag(user.version))
      return toUser(user)
    },
  )

  app.delete(
    '/api/users/:id',
    {
      config,
      schema: {
        tags,
        summary: 'Delete an account',
        description: 'What it has written stays, without an author. The last administrator cannot be deleted.',
        params: IdParams,
        response: { 204: NoContent },
        errors: [409],
      },
    },
    async (request, reply) => {
      await removeUser(db, request.params.id, (current) => requireMatch(request, versionTag(current.version)))
      return reply.code(204).send(null)
    },
  )
}
