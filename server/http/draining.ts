import { AppError } from '../errors.ts'
import type { App } from './app-type.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** From now on `/readyz` says that the server goes, and each answer ends its connection. */
    startDraining(): void
  }
}

/** Lets proxies find out that a server is about to go while it still takes requests, so that none of theirs fails. */
export function addDraining(app: App): void {
  let isDraining = false
  app.decorate('startDraining', () => {
    isDraining = true
  })
  app.addHook('onRequest', (request, _reply, done) => {
    if (!isDraining || request.routeOptions.url !== '/readyz') return done()
    done(new AppError('unavailable', 'The server is shutting down.', { retryAfter: 1 }))
  })
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (isDraining) reply.header('connection', 'close')
    done()
  })
}
