import type { FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import { notFound } from '../errors.ts'
import type { App } from './app-type.ts'
import type { Docs } from './docs.ts'

const KEPT_HEADERS = ['content-type', 'content-security-policy', 'cache-control', 'etag', 'location']

const makers = new WeakMap<App, () => Promise<Docs>>()

/** Serves the description of every route, and its Swagger page. Must be added before the routes are. */
export function addDocs(app: App, version: string): void {
  const routes: RouteOptions[] = []
  app.addHook('onRoute', (route) => void routes.push(route))
  // Made when first asked for: describing is more code than serving, and no start has to wait for it.
  let docs: Promise<Docs> | undefined
  const get = () => {
    docs ??= import('./docs.ts').then(({ makeDocs }) => makeDocs(routes, version))
    // What failed is tried again with the next request.
    docs.catch(() => (docs = undefined))
    return docs
  }
  makers.set(app, get)

  const options = { config: { access: 'public' }, schema: { hide: true } } as const
  app.get('/api/docs/openapi.json', options, async () => (await get()).document)
  const page = async (request: FastifyRequest, reply: FastifyReply) => {
    const { statusCode, headers, rawPayload } = await (await get()).pages.inject({ method: 'GET', url: request.url })
    if (statusCode === 404) throw notFound()
    for (const name of KEPT_HEADERS) if (headers[name] !== undefined) reply.header(name, headers[name])
    return reply.code(statusCode).send(rawPayload)
  }
  for (const url of ['/api/docs/swagger', '/api/docs/swagger/*'])
    app.get(url, options, (request, reply) => page(request, reply as FastifyReply))
}

/** The OpenAPI document of a server. */
export async function openApiDocument(app: App): Promise<Record<string, unknown>> {
  const docs = await makers.get(app)?.()
  if (!docs) throw new Error('This server has no docs: see addDocs.')
  return docs.document
}
