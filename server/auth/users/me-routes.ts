import type { FastifyReply } from 'fastify'
import type { Deps } from '../../deps.ts'
import { notFound } from '../../errors.ts'
import { callerOf } from '../../http/access.ts'
import type { ActsOf } from '../../http/acts.ts'
import type { App } from '../../http/app-type.ts'
import { requireVersion } from '../../http/etag.ts'
import { NoContent } from '../../http/shapes.ts'
import { changePassword, changeProfile } from './my-actions.ts'
import { Me, PasswordChange, ProfileChange, toMe } from './schema.ts'
import { findUser, type UserRow } from './store.ts'

/** `/api/me`: one's own account. */
export function meRoutes(app: App, deps: Deps, actsOf: ActsOf): void {
  const { db } = deps
  const tags = ['Accounts']
  const config = { access: 'member' } as const
  const sendMe = async (reply: FastifyReply, user: UserRow): Promise<Me> => {
    const me = toMe(user, await actsOf(db, user))
    // What I may do can change without any change of the account.
    reply.header('etag', `"${me.version}.${me.can.join('-')}"`)
    return me
  }

  app.get(
    '/api/me',
    { config, schema: { tags, summary: 'Get my account', response: { 200: Me } } },
    async (request, reply) => {
      const user = await findUser(db, callerOf(request).id)
      if (!user) throw notFound()
      return sendMe(reply, user)
    },
  )

  app.patch(
    '/api/me',
    {
      config,
      schema: {
        tags,
        summary: 'Change my user name or e-mail address',
        description:
          'Another e-mail address takes the current password, as a link for a forgotten password is mailed there. The ' +
          'address before it is told by mail, where mail is set up.',
        body: ProfileChange,
        response: { 200: Me },
        errors: [409, 412, 429],
      },
    },
    async (request, reply) => {
      const guard = (current: UserRow) => requireVersion(request, current.version)
      const user = await changeProfile(deps, callerOf(request), request.body, request.ip, guard)
      return sendMe(reply, user)
    },
  )

  app.put(
    '/api/me/password',
    {
      config,
      schema: {
        tags,
        summary: 'Change my password',
        description: 'Ends all my other sessions. `If-Match` takes the ETag of `/api/me`.',
        body: PasswordChange,
        response: { 204: NoContent },
        errors: [409, 412, 429],
      },
    },
    async (request, reply) => {
      const guard = (current: UserRow) => requireVersion(request, current.version)
      await changePassword(deps, callerOf(request), request.body, request.ip, guard)
      return reply.code(204).send(null)
    },
  )
}
