import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../../deps.ts'
import { callerOf } from '../../http/access.ts'
import type { App } from '../../http/app-type.ts'
import { create } from '../../http/idempotency.ts'
import { IdParams } from '../../http/shapes.ts'
import type { Client } from '../client.ts'
import { Tokens } from '../schema.ts'
import type { Grant } from '../sessions/actions.ts'
import { mailResetLink, makeResetLink, resetPassword } from './actions.ts'
import { ForgottenPassword, ForgottenPasswordAnswer, PasswordReset, ResetLink } from './schema.ts'

/** Lets a client in that `enter` opens a session for, and answers its tokens. */
export type LetIn = (
  request: FastifyRequest,
  reply: FastifyReply,
  inCookie: boolean,
  enter: (client: Client) => Promise<Grant>,
) => Promise<Tokens>

/** How somebody who has forgotten their password gets in again: by a link, from an administrator or by mail. */
export function resetRoutes(app: App, deps: Deps, letIn: LetIn): void {
  const { config, now } = deps
  const tags = ['Accounts']

  app.post(
    '/api/users/:id/password-reset',
    {
      config: { access: 'admin' },
      schema: {
        tags,
        summary: 'Make a link for a forgotten password',
        description:
          'Good once, for 24 hours, and in place of the one made before. Pass it on yourself: it is not shown again. ' +
          'It is void once the password or the e-mail address changes, or the account is disabled, and when whoever made it is ' +
          'no longer an administrator.',
        params: IdParams,
        response: { 201: ResetLink },
        errors: [409],
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const caller = callerOf(request)
      return create(deps, request, reply, async (trx) => {
        const body = await makeResetLink(trx, caller, id, config.publicUrl ?? '', now())
        return { body, headers: { location: request.url } }
      })
    },
  )

  app.post(
    '/api/auth/forgotten-password',
    {
      config: { access: 'public' },
      schema: {
        tags,
        summary: 'Get a link for a forgotten password by mail',
        description:
          'Where mail is set up (`mail` of `/api/auth/setup`). The answer is the same, and as quick, whether there is such ' +
          'an account or not. An account gets at most three such mails an hour.',
        body: ForgottenPassword,
        response: { 202: ForgottenPasswordAnswer },
        errors: [409, 429],
      },
    },
    async (request, reply) => {
      await mailResetLink(deps, request.body.username, request.ip)
      const message = 'If there is such an account, and its e-mail address is confirmed, a mail is on its way.'
      return reply.code(202).send({ message })
    },
  )

  app.post(
    '/api/auth/password-reset',
    {
      config: { access: 'public' },
      schema: {
        tags,
        summary: 'Choose another password by a link',
        description: 'Uses the link up, ends all sessions of the account, and logs in.',
        body: PasswordReset,
        response: { 200: Tokens },
        errors: [403, 429],
      },
    },
    async (request, reply) => {
      const { cookie = false, ...reset } = request.body
      return letIn(request, reply, cookie, (client) => resetPassword(deps, reset, client))
    },
  )
}
