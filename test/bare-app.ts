import Fastify from 'fastify'
import type { App } from '../server/http/app-type.ts'
import { handleError } from '../server/http/error-handler.ts'
import { parseJsonBody } from '../server/http/json-body.ts'
import { validatorCompiler } from '../server/http/validation.ts'

/** A server that reads, checks and refuses requests as Teamroom does, and has no route: tests add their own. */
export function bareApp(): App {
  const app: App = Fastify({ frameworkErrors: handleError })
  app.setValidatorCompiler(validatorCompiler)
  app.setErrorHandler(handleError)
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, async (_request: unknown, body: Buffer) =>
    parseJsonBody(body),
  )
  return app
}
