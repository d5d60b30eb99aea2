import type { App } from './app-type.ts'

/**
 * One line a request: the route's pattern and not its address, which may hold a secret; no header, no body. Who called is
 * left out where the route is `discreet`.
 */
export function addRequestLog(app: App): void {
  app.addHook('onResponse', (request, reply, done) => {
    request.log.info({
      method: request.method,
      route: request.routeOptions.url ?? null,
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime * 100) / 100,
      ...(request.caller && !request.routeOptions.config.discreet && { user: request.caller.id }),
    })
    done()
  })
}
