import type { FastifyReply } from 'fastify'
import type { App } from './app-type.ts'

/**
 * Fastify's `rewriteUrl` for a server that people find under a path such as `/teamroom`: its routes do not know of it.
 * Proxies that take the path away themselves are served, too.
 */
export function withoutBasePath(basePath: string): (request: { url?: string | undefined }) => string {
  return ({ url = '/' }) => {
    const rest = url.startsWith(basePath) ? url.slice(basePath.length) : url
    if (rest === '' || rest.startsWith('?')) return `/${rest}`
    return rest.startsWith('/') ? rest : url
  }
}

/** Adds the path to where headers lead: routes name addresses of this server from its root. */
export function addBasePath(app: App, basePath: string): void {
  if (basePath === '') return
  app.addHook('onSend', (_request, reply, payload, done) => {
    rewrite(reply, 'location', (location) => (location.startsWith('/') ? basePath + location : location))
    rewrite(reply, 'link', (links) => links.replace(/^<\//, `<${basePath}/`))
    done(null, payload)
  })
}

function rewrite(reply: FastifyReply, name: string, change: (value: string) => string): void {
  const value = reply.getHeader(name)
  if (typeof value === 'string') reply.header(name, change(value))
}
