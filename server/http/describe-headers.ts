import type { FastifySchema } from 'fastify'

/** What the headers of an operation follow from. */
export interface Operation {
  method: string
  schema: FastifySchema
  /** Every status that it can answer. */
  statuses: readonly number[]
}

/** A header, and which operations take it. */
const REQUEST_HEADERS: [name: string, description: string, isOf: (operation: Operation) => boolean][] = [
  [
    'If-None-Match',
    'The `ETag` of what the client has: `304` when it is that still.',
    ({ method }) => method === 'GET',
  ],
  [
    'If-Match',
    'The `ETag` of what the client has read: `412` when it has changed since.',
    ({ statuses }) => statuses.includes(412),
  ],
  ['Idempotency-Key', 'A name for this request, new each time: a retry with it gets the first answer again.', creates],
]

/** A header, and which operations have it in which of their answers. */
const RESPONSE_HEADERS: [name: string, description: string, isOf: (status: number, operation: Operation) => boolean][] =
  [
    [
      'ETag',
      'Names what is shown, or was written: for `If-None-Match` and `If-Match`.',
      (status, { method, statuses }) =>
        status === 304 || (status === 200 && (method === 'GET' || statuses.includes(412))),
    ],
    ['Location', 'Where it is.', (status) => [201, 301, 302].includes(status)],
    [
      'Link',
      'The address of the next page, with `rel="next"`; not there on the last one.',
      (status, { schema }) => status === 200 && 'cursor' in propertiesOf(schema.querystring),
    ],
    [
      'Idempotency-Replayed',
      '`true` when this is the first answer again.',
      (status, operation) => status < 300 && (creates(operation) || operation.schema.replays === true),
    ],
    ['Retry-After', 'Seconds after which to try again.', (status) => status === 429 || status === 503],
  ]

/** True for a POST that creates, which answers through `create` and so takes an `Idempotency-Key`. */
export function creates({ method, schema }: Pick<Operation, 'method' | 'schema'>): boolean {
  return method === 'POST' && (schema.creates ?? Object.hasOwn(schema.response ?? {}, '201'))
}

/** The headers that an operation takes, as a JSON Schema, beside those that its own schema names. */
export function requestHeaders(operation: Operation): object {
  const named = REQUEST_HEADERS.filter(([, , isOf]) => isOf(operation))
  const own = propertiesOf(operation.schema.headers)
  return { type: 'object', properties: { ...own, ...schemasOf(named) } }
}

/** The headers of one of an operation's answers, as JSON Schemas by name. */
export function responseHeaders(status: number, operation: Operation): object {
  return schemasOf(RESPONSE_HEADERS.filter(([, , isOf]) => isOf(status, operation)))
}

function schemasOf(headers: readonly [name: string, description: string, isOf: unknown][]): object {
  return Object.fromEntries(headers.map(([name, description]) => [name, { type: 'string', description }]))
}

function propertiesOf(schema: unknown): object {
  return (schema as { properties?: object } | undefined)?.properties ?? {}
}

declare module 'fastify' {
  interface FastifySchema {
    /** True for a POST that creates and answers another status than 201. */
    creates?: boolean
    /** True for a POST that takes no Idempotency-Key and yet gives a retry its first answer again. */
    replays?: boolean
  }
}
