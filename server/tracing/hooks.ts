import type { App } from '../http/app-type.ts'
import type { TracedRequest, Tracing } from './tracing.ts'

/**
 * Traces every request, by its method, the pattern of its route and its status alone. Where the route is `discreet`, what called
 * it is not asked for. To be added before every hook that refuses some.
 */
export function addTracing(app: App, tracing: Tracing): void {
  const traced = new WeakMap<object, TracedRequest>()
  app.addHook('onRequest', (request, _reply, done) => {
    const { method, routeOptions } = request
    const headers = routeOptions.config.discreet === true ? {} : request.headers
    const begun = tracing.begin({ method, headers })
    traced.set(request, begun)
    begun.run(done)
  })
  // Where a body was read in between, what goes on was begun by its arrival.
  app.addHook('preValidation', (request, _reply, done) => {
    const begun = traced.get(request)
    if (begun) begun.run(done)
    else done()
  })
  app.addHook('onResponse', (request, reply, done) => {
    const { method, routeOptions } = request
    traced.get(request)?.end({ method, route: routeOptions.url ?? null, status: reply.statusCode })
    done()
  })
}
