import Fastify, { type FastifyBaseLogger, LogController } from 'fastify'
import { makeAuthenticate } from './auth/authenticate.ts'
import { inviteRoutes } from './auth/invites/routes.ts'
import { authRoutes } from './auth/routes.ts'
import { sessionRoutes } from './auth/sessions/routes.ts'
import { meRoutes } from './auth/users/me-routes.ts'
import { userRoutes } from './auth/users/routes.ts'
import { accountCompatRoutes } from './compat/accounts.ts'
import type { Deps } from './deps.ts'
import { addAccess } from './http/access.ts'
import type { App } from './http/app-type.ts'
import { handleError } from './http/error-handler.ts'
import { addConditionalRequests } from './http/etag.ts'
import { healthRoutes } from './http/health.ts'
import { homeRoute } from './http/home.ts'
import { parseJsonBody } from './http/json-body.ts'
import { addOpenApi, serveDocs } from './http/openapi.ts'
import {
  addMethodNotAllowed,
  addOverloadProtection,
  addProtocol,
  addSendingTogether,
  answerBadAddress,
  answerBrokenRequest,
  baseHeaders,
  LIMITS,
  requestId,
} from './http/protocol.ts'
import { addRequestLog } from './http/request-log.ts'
import { serializerCompiler } from './http/serialization.ts'
import { validatorCompiler } from './http/validation.ts'
import { postHistoryRoutes } from './posts/history-routes.ts'
import { postRoutes } from './posts/routes.ts'
import { VERSION } from './version.ts'

/** Puts the server together: every plugin and module, in the order in which a request meets them. */
export async function buildApp(deps: Deps, logger: FastifyBaseLogger): Promise<App> {
  const { config } = deps
  const headers = baseHeaders(config.publicUrl?.startsWith('https:') ?? false)
  const app: App = Fastify({
    ...LIMITS,
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: config.trustProxy.length > 0 ? config.trustProxy : false,
    genReqId: requestId,
    requestIdHeader: false,
    // What was accepted before the server was told to end is answered.
    return503OnClosing: false,
    routerOptions: { maxParamLength: 500 },
    clientErrorHandler: answerBrokenRequest(headers),
    frameworkErrors: answerBadAddress(headers),
  })
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  app.setErrorHandler(handleError)

  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, async (_request: unknown, body: Buffer) =>
    parseJsonBody(body),
  )
  addRequestLog(app)
  addProtocol(app, headers)
  addOverloadProtection(app)
  addMethodNotAllowed(app)
  addConditionalRequests(app)
  addSendingTogether(app)
  addAccess(app, makeAuthenticate(deps))
  await addOpenApi(app, VERSION)

  homeRoute(app)
  healthRoutes(app, deps.db)
  authRoutes(app, deps)
  meRoutes(app, deps)
  sessionRoutes(app, deps)
  userRoutes(app, deps)
  inviteRoutes(app, deps)
  postRoutes(app, deps)
  postHistoryRoutes(app, deps)
  if (config.compat) accountCompatRoutes(app, deps)
  serveDocs(app)
  return app
}
