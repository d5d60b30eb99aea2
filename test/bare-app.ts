import Fastify, { type FastifyBaseLogger, LogController } from 'fastify'
import { pino } from 'pino'
import type { App } from '../server/http/app-type.ts'
import { handleError } from '../server/http/error-handler.ts'
import { parseJsonBody } from '../server/http/json-body.ts'
import { validatorCompiler } from '../server/http/validation.ts'

/**
 * A server that reads, checks and refuses requests as Teamroom does, and has no route: tests add their own. It logs where it
 * is told to.
 */
export function bareApp(log?: { write(line: string): void }): App {
  const logging = log && { loggerInstance: pino({ base: null, timestamp: false }, log) as FastifyBaseLogger }
  const app: App = Fastify({
    frameworkErrors: handleError,
    logController: new LogController({ disableRequestLogging: true }),
    ...logging,
  })
  app.setValidatorCompiler(validatorCompiler)
  app.setErrorHandler(handleError)
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, async (_request: unknown, body: Buffer) =>
    parseJsonBody(body),
  )
  return app
}
