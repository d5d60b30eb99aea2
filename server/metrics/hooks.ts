import { isUnavailable } from '../db/database-errors.ts'
import { AppError } from '../errors.ts'
import type { App } from '../http/app-type.ts'
import type { Metrics } from './registry.ts'

/** In place of the route of an address that has none, which callers choose as they like. */
const NO_ROUTE = 'none'

/** Measures every request. To be added before every hook that refuses some. */
export function addMetrics(app: App, metrics: Metrics): void {
  app.addHook('onRequest', (_request, reply, done) => {
    metrics.inFlight(1)
    reply.raw.once('close', () => metrics.inFlight(-1))
    done()
  })
  app.addHook('onError', (request, _reply, error, done) => {
    const kind = kindOf(error)
    if (kind) metrics.failed({ method: request.method, route: request.routeOptions.url ?? NO_ROUTE, kind })
    done()
  })
  app.addHook('onResponse', (request, reply, done) => {
    const { method, routeOptions } = request
    const seconds = reply.elapsedTime / 1000
    metrics.answered({ method, route: routeOptions.url ?? NO_ROUTE, status: reply.statusCode, seconds })
    done()
  })
}

function kindOf(error: unknown): 'unavailable' | 'internal' | undefined {
  if (error instanceof AppError)
    return error.kind === 'unavailable' || error.kind === 'internal' ? error.kind : undefined
  if (isUnavailable(Object(error))) return 'unavailable'
  const { validation, statusCode = 500 } = Object(error) as { validation?: unknown; statusCode?: number }
  return validation || statusCode < 500 ? undefined : 'internal'
}
