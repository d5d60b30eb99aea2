import type { App } from './app-type.ts'

/**
 * One line a request: the route's pattern and not its address, which may hold a secret; no header, no body. Where the route
 * is `discreet`, who called and from where is left out, and the request's id, which a client or a proxy may have chosen.
 */
export function addRequestLog(app: App): void {
  app.addHook('onResponse', (request, reply, done) => {
    const isDiscreet = request.routeOptions.config.discreet === true
    const log = isDiscreet ? app.log : request.log
    log.info({
      method: request.method,
      route: request.routeOptions.url ?? null,
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime * 100) / 100,
      ...(!isDiscreet && { ip: request.ip }),
      ...(request.caller && !isDiscreet && { user: request.caller.id }),
    })
    done()
  })
}
