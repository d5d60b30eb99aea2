import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { App } from './app-type.ts'
import { describeRoute } from './describe-route.ts'

const ABOUT = `Time off that always adds up, surveys that people trust, and news that reaches them.

Log in with \`POST /api/auth/login\`, press **Authorize** and paste the \`access_token\`.

* Lists are arrays; the next page is in the \`Link\` header (\`rel="next"\`).
* Reading answers with an \`ETag\`: send it as \`If-None-Match\` to be told \`304\` when nothing changed, and as \`If-Match\`
  when writing, to be refused with \`412\` when somebody else was faster.
* Send an \`Idempotency-Key\` with a POST that creates, and a retry within 24 hours gives the first answer again.
* A failure names every field that is wrong. Ask for \`application/problem+json\` to have it as RFC 9457.`

/** Describes every route in OpenAPI 3.1. Must be added before the routes are. */
export async function addOpenApi(app: App, version: string): Promise<void> {
  // Awaited, as it sees only the routes that come after it has loaded.
  await app.register(swagger, {
    transform: describeRoute,
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Teamroom', version, description: ABOUT, license: { name: 'MIT', identifier: 'MIT' } },
      tags: [
        { name: 'Accounts', description: 'Registering, logging in, sessions, invites, and who may do what.' },
        { name: 'Posts', description: 'News: written in Markdown, for everyone or for members.' },
        { name: 'Company', description: 'The settings that hold for everybody.' },
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
}

/** The page's own bar names another product, and asks for addresses that its content policy forbids. */
const NO_LOGO = { type: 'image/svg+xml', content: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>') }

/** No operation has links, so their column only takes room. In the dark, the page would leave what headers say dark. */
const CSS = `
.swagger-ui .topbar, .swagger-ui .response-col_links { display: none }
html.dark-mode .swagger-ui .headers td { color: #e4e6e6 }
`

/** Serves the document and its Swagger page, from this server's own files. */
export function serveDocs(app: App): void {
  app.register(async (docs) => {
    docs.addHook('onRoute', (route) => {
      route.config = { ...route.config, access: 'public' }
    })
    docs.get('/api/docs/openapi.json', { schema: { hide: true } }, async () => openApiDocument(app))
    await docs.register(swaggerUi, {
      routePrefix: '/api/docs/swagger',
      staticCSP:
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; " +
        "font-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
      uiConfig: { deepLinking: true, persistAuthorization: false, tryItOutEnabled: false, validatorUrl: null },
      logo: NO_LOGO,
      theme: {
        title: 'Teamroom API',
        css: [{ filename: 'teamroom.css', content: CSS }],
      },
      transformSpecification: () => openApiDocument(app),
      transformSpecificationClone: false,
    })
  })
}

const documents = new WeakMap<App, Record<string, unknown>>()

/** The OpenAPI document, with the schemas that carry a title moved to its components. */
export function openApiDocument(app: App): Record<string, unknown> {
  let document = documents.get(app)
  if (!document) {
    const components: Components = {}
    document = hoist(app.swagger() as unknown as Record<string, unknown>, components) as Record<string, unknown>
    const own = document.components as Record<string, unknown>
    own.schemas = Object.fromEntries(Object.entries(components).sort(([a], [b]) => (a < b ? -1 : 1)))
    documents.set(app, document)
  }
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
