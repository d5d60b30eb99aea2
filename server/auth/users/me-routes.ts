import type { FastifyReply } from 'fastify'
import type { Deps } from '../../deps.ts'
import { notFound } from '../../errors.ts'
import { callerOf } from '../../http/access.ts'
import type { ActsOf } from '../../http/acts.ts'
import type { App } from '../../http/app-type.ts'
import { requireVersion } from '../../http/etag.ts'
import { NoContent } from '../../http/shapes.ts'
import { sendLinkAgain } from '../confirmations/actions.ts'
import { ConfirmationSent } from '../confirmations/schema.ts'
import { findPendingEmail } from '../confirmations/store.ts'
import { changePassword, changeProfile } from './my-actions.ts'
import { Me, PasswordChange, ProfileChange, toMe } from './schema.ts'
import { findUser, type UserRow } from './store.ts'

/** `/api/me`: one's own account. */
export function meRoutes(app: App, deps: Deps, actsOf: ActsOf): void {
  const { db, now } = deps
  const tags = ['Accounts']
  const config = { access: 'member' } as const
  const sendMe = async (reply: FastifyReply, user: UserRow): Promise<Me> => {
    const pending = await findPendingEmail(db, user.id, now().toISOString())
    const me = toMe(user, pending, await actsOf(db, user))
    // What I may do, and what I have yet to confirm, can change without any change of the account.
    reply.header('etag', `"${[me.version, me.can.join('-'), ...(pending === null ? [] : ['pending'])].join('.')}"`)
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
          'Another e-mail address takes the current password. Where mail is set up (`mail` of `/api/auth/setup`), a link is ' +
          'mailed there, and the account keeps the address before until it is opened (`email_pending`); that one is then told by ' +
          'mail. Sending the present address ends the wait. Where no mail is sent, the account has the address at once, ' +
          'unconfirmed, and an administrator can confirm it.',
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

  app.post(
    '/api/me/email-confirmation',
    {
      config,
      schema: {
        tags,
        summary: 'Get another link to confirm my e-mail address',
        description:
          'Mailed to `email_pending` or, without one, to an address that is not confirmed; in place of the link before. At ' +
          'most three an hour go to one address.',
        response: { 202: ConfirmationSent },
        errors: [409, 429],
      },
    },
    async (request, reply) => {
      const email = await sendLinkAgain(deps, callerOf(request), request.ip)
      return reply.code(202).send({ message: `We have sent a link to ${email}.` })
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
