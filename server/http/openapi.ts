import type { FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import { LRUCache } from 'lru-cache'
import { notFound } from '../errors.ts'
import { IdleThread } from '../idle-thread.ts'
import type { App } from './app-type.ts'
import type { DescribedRoute } from './docs.ts'
import { contentTag } from './etag.ts'

/** What the thread says to the address of a page; bytes, as messages have them. */
export interface DocsAnswer {
  status: number
  headers: Record<string, string | undefined>
  body: Uint8Array
}

/** In bytes: all that a page is made of. */
const PAGES_SIZE = 4 * 1024 * 1024

const KEPT_HEADERS = ['content-type', 'content-security-policy', 'cache-control', 'etag', 'location']

const makers = new WeakMap<App, () => Promise<Buffer>>()

/**
 * Serves the description of every route, and its Swagger page. Must be added before the routes are. `basePath` is the path
 * that people find the server under.
 */
export function addDocs(app: App, version: string, basePath = ''): void {
  const routes: DescribedRoute[] = []
  app.addHook('onRoute', (route) => {
    if (!route.schema?.hide && route.method !== 'HEAD') routes.push(described(route))
  })
  // Describing takes half a second: a thread does it, and only once somebody asks.
  let thread: IdleThread<string | null, DocsAnswer> | undefined
  const ask = (url: string | null) => {
    thread ??= new IdleThread<string | null, DocsAnswer>(new URL('./docs-worker.ts', import.meta.url), {
      sentence: 'The description of the API is not at hand.',
      workerData: { routes, version, basePath },
    })
    return thread.ask(url)
  }
  let document: Promise<Buffer> | undefined
  const get = () => {
    document ??= ask(null).then(({ body }) => Buffer.from(body))
    // What failed is tried again with the next request.
    document.catch(() => (document = undefined))
    return document
  }
  makers.set(app, get)

  const options = { config: { access: 'public' }, schema: { hide: true } } as const
  app.get('/api/docs/openapi.json', options, async (_request, reply) => {
    const json = await get()
    return reply.type('application/json; charset=utf-8').header('etag', contentTag(json)).send(json)
  })
  // However many ask, and however slowly they read, a file is in memory once.
  const pages = new LRUCache<string, DocsAnswer>({
    maxSize: PAGES_SIZE,
    sizeCalculation: ({ body }, path) => body.length + path.length,
    fetchMethod: async (path) => {
      const { body, ...answer } = await ask(path)
      return { ...answer, body: Buffer.from(body) }
    },
  })
  const page = async (request: FastifyRequest, reply: FastifyReply) => {
    const [path = ''] = request.url.split('?')
    const { status, headers, body } = (await pages.fetch(path)) as DocsAnswer
    if (status === 404) throw notFound()
    for (const name of KEPT_HEADERS) if (headers[name] !== undefined) reply.header(name, headers[name])
    return reply.code(status).send(body)
  }
  for (const url of ['/api/docs/swagger', '/api/docs/swagger/*'])
    app.get(url, options, (request, reply) => page(request, reply as FastifyReply))
}

/** What is described of a route: plain values, which can be sent to a thread. */
function described({ method, url, schema, config, bodyLimit }: RouteOptions): DescribedRoute {
  return {
    method,
    url,
    schema,
    config: { access: config?.access, streams: config?.streams },
    ...(bodyLimit !== undefined && { bodyLimit }),
  } as DescribedRoute
}

/** The OpenAPI document of a server. */
export async function openApiDocument(app: App): Promise<Record<string, unknown>> {
  const json = await makers.get(app)?.()
  if (!json) throw new Error('This server has no docs: see addDocs.')
  return JSON.parse(json.toString())
}
