import type { FastifyReply } from 'fastify'
import type { Deps } from '../../deps.ts'
import { notFound } from '../../errors.ts'
import { type Caller, callerOf } from '../../http/access.ts'
import type { App } from '../../http/app-type.ts'
import { requireVersion } from '../../http/etag.ts'
import { readPage, sendPage } from '../../http/paging.ts'
import { IdParams, NoContent } from '../../http/shapes.ts'
import { actsOnUser } from '../access.ts'
import { changeUser, removeUser } from './actions.ts'
import { toUser, User, UserChange, UserList, UserQuery } from './schema.ts'
import { findUser, listAdmins, listUsers, type UserRow } from './store.ts'

/** `/api/users`: every account, for administrators. */
export function userRoutes(app: App, { db, secrets, now }: Deps): void {
  const tags = ['Accounts']
  const config = { access: 'admin' } as const
  const shownTo = async (caller: Caller) => {
    const admins = await listAdmins(db)
    return (row: UserRow) => toUser(row, actsOnUser(caller, row, admins))
  }
  const sendUser = async (reply: FastifyReply, caller: Caller, row: UserRow): Promise<User> => {
    const user = (await shownTo(caller))(row)
    // What can be done with it can change without any change of the account.
    reply.header('etag', `"${user.version}.${user.can.join('-')}"`)
    return user
  }

  app.get(
    '/api/users',
    {
      config,
      schema: { tags, summary: 'List accounts, newest first', querystring: UserQuery, response: { 200: UserList } },
    },
    async (request, reply) => {
      const page = readPage(secrets, request)
      const rows = await listUsers(db, page, request.query.q)
      return sendPage(secrets, request, reply, page, rows, (row) => [row.id]).map(await shownTo(callerOf(request)))
    },
  )

  app.get(
    '/api/users/:id',
    { config, schema: { tags, summary: 'Get an account', params: IdParams, response: { 200: User } } },
    async (request, reply) => {
      const user = await findUser(db, request.params.id)
      if (!user) throw notFound()
      return sendUser(reply, callerOf(request), user)
    },
  )

  app.patch(
    '/api/users/:id',
    {
      config,
      schema: {
        tags,
        summary: "Change an account's role, or disable it",
        description:
          'Takes effect immediately; what a former administrator has handed out (invites, links for forgotten passwords) ' +
          'ends for good. The last administrator can neither be demoted nor disabled.',
        params: IdParams,
        body: UserChange,
        response: { 200: User },
        errors: [409],
      },
    },
    async (request, reply) => {
      const guard = (current: UserRow) => requireVersion(request, current.version)
      const user = await changeUser(db, callerOf(request), request.params.id, request.body, guard, now())
      return sendUser(reply, callerOf(request), user)
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
      await removeUser(db, callerOf(request), request.params.id, (current) => requireVersion(request, current.version))
      return reply.code(204).send(null)
    },
  )
}
