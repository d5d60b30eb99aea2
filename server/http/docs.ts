import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import Fastify, { type FastifyInstance, type RouteOptions } from 'fastify'
import { describeRoute } from './describe-route.ts'

const ABOUT = `Time off that always adds up, surveys that people trust, and news that reaches them.

Log in with \`POST /api/auth/login\`, press **Authorize** and paste the \`access_token\`.

* Lists are arrays; the next page is in the \`Link\` header (\`rel="next"\`).
* Reading answers with an \`ETag\`: send it as \`If-None-Match\` to be told \`304\` when nothing changed, and as \`If-Match\`
  when writing, to be refused with \`412\` when somebody else was faster.
* Send an \`Idempotency-Key\` with a POST that creates, and a retry within 24 hours gives the first answer again.
* Texts are Unicode, with at most 30 accents or other marks on one letter.
* A failure names every field that is wrong. Ask for \`application/problem+json\` to have it as RFC 9457.`

/** The page's own bar names another product, and asks for addresses that its content policy forbids. */
const NO_LOGO = { type: 'image/svg+xml', content: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>') }

/** No operation has links, so their column only takes room. In the dark, the page would leave what headers say dark. */
const CSS = `
.swagger-ui .topbar, .swagger-ui .response-col_links { display: none }
html.dark-mode .swagger-ui .headers td { color: #e4e6e6 }
`

/** Where the Swagger page is. */
const PAGE = '/api/docs/swagger'

/** What there is to read about the API. */
export interface Docs {
  /** In OpenAPI 3.1. */
  document: Record<string, unknown>
  /** A server of its own for the Swagger page and its files, never listening: it is asked by `inject`. */
  pages: FastifyInstance
}

/** What is to be described of a route. */
export type DescribedRoute = Pick<RouteOptions, 'method' | 'url' | 'schema' | 'config' | 'bodyLimit'>

/** Describes the routes, in OpenAPI 3.1 and on a Swagger page; `basePath` is the path that people find the server under. */
export async function makeDocs(routes: readonly DescribedRoute[], version: string, basePath: string): Promise<Docs> {
  const pages = Fastify({ exposeHeadRoutes: false })
  pages.setValidatorCompiler(() => () => true)
  pages.setSerializerCompiler(() => JSON.stringify)
  // Awaited, as it sees only the routes that come after it has loaded.
  await pages.register(swagger, {
    transform: describeRoute,
    openapi: {
      openapi: '3.1.0',
      ...(basePath !== '' && { servers: [{ url: basePath }] }),
      info: { title: 'Teamroom', version, description: ABOUT, license: { name: 'MIT', identifier: 'MIT' } },
      tags: [
        { name: 'Accounts', description: 'Registering, logging in, sessions, invites, and who may do what.' },
        { name: 'Posts', description: 'News: written in Markdown, for everyone or for members.' },
        { name: 'Company', description: 'The settings that hold for everybody.' },
        {
          name: 'Privacy',
          description: 'Everything on a person, to export or to erase, and what is kept for how long.',
        },
        { name: 'People', description: 'Employees, their managers, and the hours that they work.' },
        { name: 'Holidays', description: 'Public holidays by region, and the days that the company sets itself.' },
        { name: 'Time off', description: 'Leave types, policies, balances, requests and the calendar.' },
        { name: 'Surveys', description: 'Questions, who may answer them, replies and results.' },
        {
          name: 'Compatibility',
          description: 'The paths that clients of earlier systems know. `COMPAT=off` removes them.',
        },
        { name: 'Server', description: 'Whether it is alive and ready.' },
      ],
      components: {
        securitySchemes: {
          token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'An access token.' },
        },
      },
    },
  })
  for (const route of routes) pages.route({ ...route, handler: async () => undefined })
  const docs: Docs = { document: {}, pages }
  await pages.register(swaggerUi, {
    routePrefix: PAGE,
    indexPrefix: basePath,
    staticCSP:
      "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; " +
      "font-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    uiConfig: { deepLinking: true, persistAuthorization: false, tryItOutEnabled: false, validatorUrl: null },
    logo: NO_LOGO,
    theme: {
      title: 'Teamroom API',
      css: [{ filename: 'teamroom.css', content: CSS }],
    },
    transformSpecification: () => docs.document,
    transformSpecificationClone: false,
  })
  await pages.ready()
  docs.document = withComponents(pages.swagger() as unknown as Record<string, unknown>)
  return docs
}

/** The document with the schemas that carry a title moved to its components. */
function withComponents(described: Record<string, unknown>): Record<string, unknown> {
  const components: Components = {}
  const document = hoist(described, components) as Record<string, unknown>
  const own = document.components as Record<string, unknown>
  own.schemas = Object.fromEntries(Object.entries(components).sort(([a], [b]) => (a < b ? -1 : 1)))
  return document
}

type Components = Record<string, Record<string, unknown>>

/** Replaces each titled schema by a reference, so that generated clients have one type for it. */
function hoist(node: unknown, components: Components): unknown {
  if (node === 'Default Response') return 'As asked for.'
  if (Array.isArray(node)) return node.map((item) => hoist(item, components))
  if (node === null || typeof node !== 'object') return node
  const copy = Object.fromEntries(
    Object.entries(node).map(([name, value]) => [
      name,
      name === 'example' || name === 'examples' ? value : hoist(value, components),
    ]),
  )
  // The words of the keyword are those that name our types, not the schemas here: clients tell them apart by `type`.
  delete copy.discriminator
  if (copy.type !== 'object' || typeof copy.title !== 'string') return copy
  const { title, examples: own, ...schema } = copy
  const known = components[title]
  if (known && JSON.stringify({ ...known, examples: undefined }) !== JSON.stringify(schema)) {
    throw new Error(`Two different schemas have the title ${title}.`)
  }
  // Where the schema is a whole body, its examples have been moved beside it already.
  const examples = own ?? known?.examples
  components[title] = examples === undefined ? schema : { ...schema, examples }
  return { $ref: `#/components/schemas/${title}` }
}
