import Fastify, { type FastifyBaseLogger, type FastifyRequest, LogController } from 'fastify'
import { authActs } from './auth/access.ts'
import { makeAuthenticate } from './auth/authenticate.ts'
import { inviteRoutes } from './auth/invites/routes.ts'
import { authRoutes } from './auth/routes.ts'
import { sessionRoutes } from './auth/sessions/routes.ts'
import { meRoutes } from './auth/users/me-routes.ts'
import { userRoutes } from './auth/users/routes.ts'
import { backupRoutes } from './backup/routes.ts'
import { accountCompatRoutes } from './compat/accounts.ts'
import { employeeCompatRoutes } from './compat/employees.ts'
import { ptoCompatRoutes } from './compat/pto.ts'
import { surveyCompatRoutes } from './compat/surveys.ts'
import type { Deps } from './deps.ts'
import { addAccess } from './http/access.ts'
import { actsOfAll } from './http/acts.ts'
import { AllowedMethods } from './http/allowed-methods.ts'
import type { App } from './http/app-type.ts'
import { addBasePath, withoutBasePath } from './http/base-path.ts'
import { addChunkLimit } from './http/chunk-limit.ts'
import { addDraining } from './http/draining.ts'
import { handleError } from './http/error-handler.ts'
import { addConditionalRequests } from './http/etag.ts'
import { healthRoutes } from './http/health.ts'
import { homeRoute } from './http/home.ts'
import { parseJsonBody } from './http/json-body.ts'
import { addDocs } from './http/openapi.ts'
import { basePathOf } from './http/origin.ts'
import { addHangingUp, addOverloadProtection } from './http/overload.ts'
import {
  addHeaders,
  addHostCheck,
  addMethodNotAllowed,
  addSendingTogether,
  answerBadAddress,
  answerBrokenRequest,
  baseHeaders,
  LIMITS,
  requestId,
} from './http/protocol.ts'
import { addRequestLog } from './http/request-log.ts'
import { serializerCompiler } from './http/serialization.ts'
import { addStreaming } from './http/streaming.ts'
import { validatorCompiler } from './http/validation.ts'
import { addWriteLimit } from './http/write-limit.ts'
import { addMetrics } from './metrics/hooks.ts'
import { peopleActs } from './people/access.ts'
import { companyRoutes } from './people/company/routes.ts'
import { patternRoutes } from './people/employees/pattern-routes.ts'
import { employeeRoutes } from './people/employees/routes.ts'
import { companyHolidayRoutes } from './people/holidays/company-routes.ts'
import { holidayRoutes } from './people/holidays/routes.ts'
import { employeeExportRoutes } from './people/import/export-routes.ts'
import { employeeImportRoutes } from './people/import/routes.ts'
import { postActs } from './posts/access.ts'
import { postHistoryRoutes } from './posts/history-routes.ts'
import { postRoutes } from './posts/routes.ts'
import { erasureRoutes } from './privacy/erase-routes.ts'
import { retentionRoutes } from './privacy/retention-routes.ts'
import { personExportRoutes } from './privacy/routes.ts'
import { answeringRoutes } from './surveys/answering/routes.ts'
import { editorRoutes } from './surveys/editors/routes.ts'
import { exportRoutes } from './surveys/export/routes.ts'
import { surveyFileRoutes } from './surveys/file-routes.ts'
import { questionRoutes } from './surveys/form/question-routes.ts'
import { linkRoutes } from './surveys/links/routes.ts'
import { liveResultRoutes } from './surveys/results/live-routes.ts'
import { resultRoutes } from './surveys/results/routes.ts'
import { surveyRoutes } from './surveys/routes.ts'
import { surveyStateRoutes } from './surveys/state-routes.ts'
import { timeOffActs } from './time-off/access.ts'
import { feedFileRoute, feedRoutes } from './time-off/calendar/feed-routes.ts'
import { calendarRoutes } from './time-off/calendar/routes.ts'
import { leaveTypeRoutes } from './time-off/leave-types/routes.ts'
import { reportRoutes } from './time-off/ledger/report-routes.ts'
import { ledgerRoutes } from './time-off/ledger/routes.ts'
import { assignmentRoutes } from './time-off/policies/assignments/routes.ts'
import { policyRoutes } from './time-off/policies/routes.ts'
import { decisionRoutes, requestRoutes } from './time-off/requests/routes.ts'
import { addTracing } from './tracing/hooks.ts'
import { VERSION } from './version.ts'
import { webRoutes } from './web/routes.ts'

/** Puts the server together: every plugin and module, in the order in which a request meets them. */
export async function buildApp(deps: Deps, logger: FastifyBaseLogger): Promise<App> {
  const { config, pages, metrics, tracing } = deps
  const headers = baseHeaders(config.publicUrl)
  const basePath = basePathOf(config.publicUrl)
  const allowed = new AllowedMethods()
  const app: App = Fastify({
    ...LIMITS,
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: config.trustProxy.length > 0 ? config.trustProxy : false,
    genReqId: requestId,
    requestIdHeader: false,
    rewriteUrl: withoutBasePath(basePath),
    // What was accepted before the server was told to end is answered.
    return503OnClosing: false,
    routerOptions: { maxParamLength: 500 },
    // Where there are some, Fastify does not load its own; those set below are the ones in use.
    schemaController: { compilersFactory: { buildValidator: unused, buildSerializer: unused } },
    clientErrorHandler: answerBrokenRequest(headers, allowed),
    frameworkErrors: answerBadAddress(headers),
  })
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  app.setErrorHandler(handleError)

  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, async (request: FastifyRequest, body: Buffer) =>
    parseJsonBody(body, request.routeOptions.bodyLimit),
  )
  addRequestLog(app)
  if (metrics) addMetrics(app, metrics)
  if (tracing) addTracing(app, tracing)
  app.addHook('onError', async (_request, _reply, error) => void deps.disk.notice(error))
  addHeaders(app, headers)
  addHangingUp(app)
  addChunkLimit(app)
  addHostCheck(app)
  addDraining(app)
  addOverloadProtection(app)
  addMethodNotAllowed(app, allowed, pages?.app)
  addConditionalRequests(app)
  addBasePath(app, basePath)
  addSendingTogether(app)
  addAccess(app, makeAuthenticate(deps))
  addWriteLimit(app, deps)
  addStreaming(app)
  addDocs(app, VERSION, basePath)

  homeRoute(app, pages?.app)
  healthRoutes(app, deps.db, deps.disk)
  const actsOf = actsOfAll([authActs, peopleActs, timeOffActs, postActs])
  authRoutes(app, deps, actsOf)
  meRoutes(app, deps, actsOf)
  sessionRoutes(app, deps)
  userRoutes(app, deps)
  inviteRoutes(app, deps)
  postRoutes(app, deps)
  postHistoryRoutes(app, deps)
  backupRoutes(app, deps)
  companyRoutes(app, deps)
  employeeRoutes(app, deps)
  patternRoutes(app, deps)
  employeeExportRoutes(app, deps)
  employeeImportRoutes(app, deps)
  holidayRoutes(app, deps)
  companyHolidayRoutes(app, deps)
  leaveTypeRoutes(app, deps)
  policyRoutes(app, deps)
  assignmentRoutes(app, deps)
  ledgerRoutes(app, deps)
  reportRoutes(app, deps)
  requestRoutes(app, deps)
  decisionRoutes(app, deps)
  calendarRoutes(app, deps)
  feedRoutes(app, deps)
  feedFileRoute(app, deps)
  personExportRoutes(app, deps)
  erasureRoutes(app, deps)
  retentionRoutes(app, deps)
  surveyRoutes(app, deps)
  surveyStateRoutes(app, deps)
  surveyFileRoutes(app, deps)
  questionRoutes(app, deps)
  linkRoutes(app, deps)
  editorRoutes(app, deps)
  exportRoutes(app, deps)
  answeringRoutes(app, deps)
  resultRoutes(app, deps)
  liveResultRoutes(app, deps)
  if (config.compat) {
    accountCompatRoutes(app, deps)
    employeeCompatRoutes(app, deps)
    ptoCompatRoutes(app, deps)
    surveyCompatRoutes(app, deps)
  }
  if (pages) webRoutes(app, pages)
  return app
}

function unused(): never {
  throw new Error('A route asks for a compiler that was not set.')
}
