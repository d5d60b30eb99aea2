import formbody from '@fastify/formbody'
import { addressToConfirm, logIn, prepareRegistration, type Registered, register } from '../auth/actions.ts'
import { clientOf } from '../auth/client.ts'
import { mailLink, signUp } from '../auth/confirmations/actions.ts'
import { CHECK_EMAIL } from '../auth/confirmations/schema.ts'
import { Login, Registration } from '../auth/schema.ts'
import { renewAccess, revokeAccess, revokeRefresh } from '../auth/sessions/actions.ts'
import { deleteSession } from '../auth/sessions/store.ts'
import { needsNoLink } from '../auth/setup/actions.ts'
import { makeSigner } from '../auth/tokens.ts'
import { removeOtherUsers } from '../auth/users/actions.ts'
import { listUsers } from '../auth/users/store.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import { bearerToken, callerOf } from '../http/access.ts'
import type { App } from '../http/app-type.ts'
import { create, isRetry } from '../http/idempotency.ts'
import { readPage, sendPage } from '../http/paging.ts'
import { closed } from '../http/shapes.ts'
import { handleWithMessage } from './messages.ts'
import { checkedByRead, parameters } from './parameters.ts'
import { AccessToken, LegacyTokens, LegacyUsers, Message, UsersQuery } from './schema.ts'

const tags = ['Compatibility']
const ANYWHERE =
  'Parameters come as JSON, as a form, in the query or as headers. The refresh token lives 30 days, without rotation.'
const refreshToken = { security: [{ token: [] }], description: 'The Bearer token is the refresh token.' }

const { username, email, password, invite, setup } = Registration.properties
const registration = parameters(
  closed(
    { username, email, password, invite, setup },
    { examples: [{ username: 'ann', email: 'ann@example.com', password: 'correct horse battery' }] },
  ),
)
const login = parameters(
  closed(
    { username: Login.properties.username, password: Login.properties.password },
    { examples: [{ username: 'ann', password: 'correct horse battery' }] },
  ),
)

/** The account paths of the PTO tracker and the survey backend. */
export function accountCompatRoutes(app: App, deps: Deps): void {
  app.register(async (scope: App) => {
    await scope.register(formbody)
    scope.setErrorHandler(handleWithMessage())
    scope.addHook('onRequest', async (_request, reply) => void reply.header('cache-control', 'no-store'))
    enterRoutes(scope, deps)
    leaveRoutes(scope, deps)
    userListRoutes(scope, deps)
  })
}

function enterRoutes(app: App, deps: Deps): void {
  const { db, config, now } = deps
  const sign = makeSigner(config.jwtSecretKeys)
  const access = 'public' as const

  app.post(
    '/register',
    {
      config: { access },
      validatorCompiler: checkedByRead,
      schema: {
        tags,
        summary: 'Open an account',
        description: `${ANYWHERE} As \`POST /api/auth/register\`, where \`SIGNUP\` names mail domains it only mails a link (202).`,
        ...registration.schema,
        response: { 200: LegacyTokens, 202: Message },
        creates: true,
        errors: [403, 409, 429],
      },
    },
    async (request, reply) => {
      const sent = { email: null, invite: undefined, setup: undefined, ...registration.read(request) }
      const applicant = { ...sent, isDirect: needsNoLink(config, request) }
      const client = clientOf(request)
      const passwordHash = await prepareRegistration(deps, applicant, client, () => isRetry(deps, request))
      const toConfirm = await addressToConfirm(deps, applicant)
      if (toConfirm !== undefined && !(await isRetry(deps, request))) {
        await signUp(deps, { username: applicant.username, email: toConfirm, passwordHash }, client.address)
        return reply.code(202).send({ message: CHECK_EMAIL })
      }
      let made: Registered | undefined
      const work = async (trx: Deps['db']) => {
        made = await register(trx, deps, { ...applicant, passwordHash }, 'fixed', client)
        const { grant } = made
        const message = applicant.email ? `User ${applicant.username} was created` : 'User created successfully!'
        const body = { message, access_token: sign(grant.claims, now()), refresh_token: grant.refreshToken }
        return { status: 200, body }
      }
      const answer = await create(deps, request, reply, work, { sent })
      if (made?.link) mailLink(deps, made.link)
      return answer
    },
  )

  app.post(
    '/login',
    {
      config: { access },
      validatorCompiler: checkedByRead,
      schema: {
        tags,
        summary: 'Log in',
        description: ANYWHERE,
        ...login.schema,
        response: { 200: LegacyTokens, 401: Message },
        errors: [429],
      },
    },
    async (request, reply) => {
      const credentials = login.read(request)
      try {
        const grant = await logIn(deps, credentials, 'fixed', clientOf(request))
        const message = `Logged in as ${grant.user.username}`
        return { message, access_token: sign(grant.claims, now()), refresh_token: grant.refreshToken }
      } catch (error) {
        if (!(error instanceof AppError) || error.kind !== 'unauthenticated') throw error
        return reply.code(401).header('www-authenticate', 'Bearer').send({ message: error.message })
      }
    },
  )

  app.post(
    '/token/refresh',
    {
      config: { access },
      schema: {
        tags,
        summary: 'Get a new access token',
        ...refreshToken,
        response: { 200: AccessToken },
        errors: [401],
      },
    },
    async (request) => ({
      access_token: sign(await renewAccess(db, refreshTokenOf(bearerToken(request)), now()), now()),
    }),
  )
}

function leaveRoutes(app: App, { db, now }: Deps): void {
  const config = { access: 'member' } as const

  app.post(
    '/logout',
    { config, schema: { tags, summary: 'End this session', response: { 200: Message } } },
    async (request) => {
      const { id, sessionId } = callerOf(request)
      await deleteSession(db, id, sessionId)
      return { message: 'Logged out successfully!' }
    },
  )

  app.post(
    '/logout/access',
    { config, schema: { tags, summary: "Revoke this session's access tokens", response: { 200: Message } } },
    async (request) => {
      await revokeAccess(db, callerOf(request).sessionId, now())
      return { message: 'Access token has been revoked' }
    },
  )

  app.post(
    '/logout/refresh',
    {
      config: { access: 'public' },
      schema: { tags, summary: 'Revoke the refresh token', ...refreshToken, response: { 200: Message }, errors: [401] },
    },
    async (request) => {
      await revokeRefresh(db, refreshTokenOf(bearerToken(request)), now())
      return { message: 'Refresh token has been revoked' }
    },
  )
}

function userListRoutes(app: App, { db, secrets, config: settings }: Deps): void {
  const config = { access: 'admin' } as const

  app.get(
    '/users',
    { config, schema: { tags, summary: 'List accounts', querystring: UsersQuery, response: { 200: LegacyUsers } } },
    async (request, reply) => {
      const page = readPage(secrets, request)
      const users = sendPage(secrets, request, reply, page, await listUsers(db, page), (row) => [row.id])
      return { users: users.map(({ id, username, email, role }) => ({ id, username, email, role })) }
    },
  )

  app.delete(
    '/users',
    {
      config,
      schema: {
        tags,
        summary: 'Delete all other accounts',
        description:
          'For development: refused unless the server runs with `COMPAT=development`, and always in production.',
        response: { 200: Message },
      },
    },
    async (request) => {
      if (!settings.deletesUsers) {
        throw new AppError('forbidden', 'This server deletes accounts one at a time: see COMPAT=development.')
      }
      return { message: `${await removeOtherUsers(db, callerOf(request).id)} row(s) deleted` }
    },
  )
}

function refreshTokenOf(token: string | undefined): string {
  if (token === undefined) throw new AppError('unauthenticated', 'Missing Authorization Header')
  // Only access tokens have dots.
  if (token.includes('.')) throw new AppError('unauthenticated', 'Only refresh tokens are allowed')
  return token
}
