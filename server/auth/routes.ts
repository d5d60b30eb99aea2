import fastifyCookie from '@fastify/cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Db } from '../db/connect.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import { callerOf } from '../http/access.ts'
import type { ActsOf } from '../http/acts.ts'
import type { App } from '../http/app-type.ts'
import { create, isRetry } from '../http/idempotency.ts'
import { NoContent } from '../http/shapes.ts'
import { addressToConfirm, logIn, prepareRegistration, type Registered, register } from './actions.ts'
import { type Client, clientOf } from './client.ts'
import { mailLink, signUp } from './confirmations/actions.ts'
import { confirmationRoutes } from './confirmations/routes.ts'
import { CHECK_EMAIL, PendingRegistration } from './confirmations/schema.ts'
import { findPendingEmail } from './confirmations/store.ts'
import { type Cookies, makeCookies, requireSameOrigin } from './cookie.ts'
import { type LetIn, resetRoutes } from './resets/routes.ts'
import { Login, Refresh, Registration, Setup, Tokens } from './schema.ts'
import { type Grant, refresh } from './sessions/actions.ts'
import { ACCESS_TOKEN_SECONDS } from './sessions/rules.ts'
import { deleteSession } from './sessions/store.ts'
import { needsNoLink } from './setup/actions.ts'
import { isSetUp } from './setup/store.ts'
import { makeSigner, randomToken } from './tokens.ts'
import { toMe } from './users/schema.ts'

/** `/api/auth`: how one gets in, stays in, and out. */
export function authRoutes(app: App, deps: Deps, actsOf: ActsOf): void {
  app.register(async (scope: App) => {
    await scope.register(fastifyCookie)
    scope.addHook('onRequest', async (_request, reply) => void reply.header('cache-control', 'no-store'))
    addRoutes(scope, deps, makeCookies(scope, deps.config.publicUrl), actsOf)
  })
}

function addRoutes(app: App, deps: Deps, cookies: Cookies, actsOf: ActsOf): void {
  const { db, config, now } = deps
  const tags = ['Accounts']
  const sign = makeSigner(config.jwtSecretKeys)

  const toTokens = async (trx: Db, { user, claims, refreshToken }: Grant, inCookie: boolean): Promise<Tokens> => ({
    access_token: sign(claims, now()),
    ...(!inCookie && { refresh_token: refreshToken }),
    token_type: 'Bearer',
    expires_in: ACCESS_TOKEN_SECONDS,
    user: toMe(user, await findPendingEmail(trx, user.id, now().toISOString()), await actsOf(trx, user)),
  })
  const sendTokens = (reply: FastifyReply, grant: Grant, inCookie: boolean): Promise<Tokens> => {
    if (inCookie) cookies.refresh.set(reply, grant.refreshToken)
    return toTokens(db, grant, inCookie)
  }

  const browserOf = (request: FastifyRequest): Client => ({
    ...clientOf(request),
    device: cookies.device.read(request) ?? randomToken(),
  })
  /** Lets somebody in, and knows the browser again that they came with. */
  const letIn: LetIn = async (request, reply, inCookie, enter) => {
    const client = inCookie ? browserOf(request) : clientOf(request)
    const tokens = await sendTokens(reply, await enter(client), inCookie)
    if (client.device !== undefined) cookies.device.set(reply, client.device)
    return tokens
  }

  app.get(
    '/api/auth/setup',
    {
      config: { access: 'public' },
      schema: {
        tags,
        summary: 'See how one gets an account here',
        response: { 200: Setup },
      },
    },
    async (request) => ({
      needs_first_account: !(await isSetUp(db)),
      needs_setup_link: !needsNoLink(config, request),
      signup: config.signup.mode,
      signup_domains: config.signup.mode === 'domains' ? [...config.signup.domains] : [],
      mail: deps.mailer !== undefined,
    }),
  )

  app.post(
    '/api/auth/register',
    {
      config: { access: 'public' },
      schema: {
        tags,
        summary: 'Open an account',
        description:
          'The first one becomes the administrator. It takes the token of the link that the server printed when it last ' +
          'started (`setup`), or a request from the same machine, on a server without `PUBLIC_URL`. After that it depends ' +
          'on `SIGNUP`, or takes an invite. Where it names mail domains there is no account before the link in a mail to the ' +
          'address is opened (202). The answer says nothing of whether an account has that address.',
        body: Registration,
        response: { 201: Tokens, 202: PendingRegistration },
        errors: [403, 409, 429],
      },
    },
    async (request, reply) => {
      const { username, password, email = null, invite, setup, cookie: inCookie = false } = request.body
      const applicant = { username, password, email, invite, setup, isDirect: needsNoLink(config, request) }
      const client = inCookie ? browserOf(request) : clientOf(request)
      const passwordHash = await prepareRegistration(deps, applicant, client, () => isRetry(deps, request))
      const toConfirm = await addressToConfirm(deps, applicant)
      if (toConfirm !== undefined && !(await isRetry(deps, request))) {
        await signUp(deps, { username, email: toConfirm, passwordHash }, client.address)
        return reply.code(202).send({ message: CHECK_EMAIL })
      }
      if (client.device !== undefined) cookies.device.set(reply, client.device)
      let made: Registered | undefined
      const answer = await create(deps, request, reply, async (trx) => {
        made = await register(trx, deps, { ...applicant, passwordHash }, 'rotating', client)
        const { grant } = made
        const headers = { location: `/api/users/${grant.user.id}` }
        return {
          body: await toTokens(trx, grant, inCookie),
          headers: inCookie ? { ...headers, 'set-cookie': cookies.refresh.header(grant.refreshToken) } : headers,
        }
      })
      // A retry gets the answer that was kept, and its mail is on its way already.
      if (made?.link) mailLink(deps, made.link)
      return answer
    },
  )

  app.post(
    '/api/auth/login',
    {
      config: { access: 'public' },
      schema: { tags, summary: 'Log in', body: Login, response: { 200: Tokens }, errors: [401, 429] },
    },
    async (request, reply) => {
      const { cookie: inCookie = false, ...credentials } = request.body
      return letIn(request, reply, inCookie, (client) => logIn(deps, credentials, 'rotating', client))
    },
  )

  app.post(
    '/api/auth/refresh',
    {
      config: { access: 'public' },
      schema: {
        tags,
        summary: 'Exchange a refresh token for new tokens',
        description:
          'Each refresh token is good once. Sent again within 10 seconds it gives the same answer, for a client that ' +
          'lost it; sent later it ends the session, as somebody else may have it. A browser sends its cookie instead, ' +
          'from this site only.',
        body: Refresh,
        response: { 200: Tokens },
        errors: [401, 403],
      },
    },
    async (request, reply) => {
      const { refresh_token, cookie: inCookie = false } = request.body ?? {}
      if (refresh_token !== undefined) return sendTokens(reply, await refresh(db, refresh_token, now()), inCookie)
      const token = cookies.refresh.read(request)
      if (token === undefined)
        throw new AppError('unauthenticated', 'Send a refresh token, in the body or as the cookie.')
      requireSameOrigin(request, config.publicUrl)
      try {
        return await sendTokens(reply, await refresh(db, token, now()), true)
      } catch (error) {
        if (error instanceof AppError && error.kind === 'unauthenticated') cookies.refresh.clear(reply)
        throw error
      }
    },
  )

  app.post(
    '/api/auth/logout',
    {
      config: { access: 'member' },
      schema: { tags, summary: 'End this session', response: { 204: NoContent } },
    },
    async (request, reply) => {
      const { id, sessionId } = callerOf(request)
      await deleteSession(db, id, sessionId)
      cookies.refresh.clear(reply)
      return reply.code(204).send(null)
    },
  )

  resetRoutes(app, deps, letIn)
  confirmationRoutes(app, deps, letIn)
}
