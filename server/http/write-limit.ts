import type { FastifyRequest, RouteOptions } from 'fastify'
import type { Deps } from '../deps.ts'
import { useLeased } from '../limits/actions.ts'
import type { App } from './app-type.ts'

const READS = ['GET', 'HEAD', 'OPTIONS']

/**
 * Counts what members write, by account. Managers and administrators run the place, and their programs may send what they
 * need to. Who replies to surveys is never counted by account, which would tell who has replied.
 */
export function addWriteLimit(app: App, deps: Deps): void {
  app.addHook('onRequest', (request, _reply, done) => {
    if (!isCounted(request)) return done()
    useLeased(deps, 'writes', request.caller?.id ?? '').then(() => done(), done)
  })
}

function isCounted({ method, caller, routeOptions }: FastifyRequest): boolean {
  return caller?.role === 'member' && !READS.includes(method) && routeOptions.config.discreet !== true
}

/** Whether a route is one that members write by, and may so be refused for having been asked too often. */
export function takesWrites({ method, config }: RouteOptions): boolean {
  const isRead = [method].flat().every((one) => READS.includes(one))
  return !isRead && (config?.access === 'member' || config?.access === 'guest')
}
