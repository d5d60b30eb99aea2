import type { FastifySchema, RouteOptions } from 'fastify'
import type { Access } from './access.ts'
import { ErrorBody } from './shapes.ts'
import { STATUS_CODES } from './status-codes.ts'

const ACCESS_NOTES: Record<Access, string> = {
  public: 'Access: anyone.',
  guest: 'Access: anyone; an account sees what is meant for it.',
  member: 'Access: any account.',
  manager: 'Access: managers and administrators.',
  admin: 'Access: administrators.',
}

/** What each failure means. */
const FAILURES: Record<number, string> = {
  400: 'The request is not well formed.',
  401: 'The token is missing, expired or revoked.',
  403: 'The account may not do this.',
  404: 'It is not there, or not for this reader.',
  409: 'It contradicts what is there.',
  412: 'It has changed since it was read.',
  413: 'The body is larger than 256 KiB.',
  415: 'The body is not JSON.',
  422: 'A field is missing or wrong; every such field is named.',
  429: 'Too many attempts; `Retry-After` says when to try again.',
  500: 'A fault of the server.',
  503: 'The server is busy or its database does not answer; `Retry-After` says when to try again.',
}

const EXAMPLE_ERRORS = { json: { title: ['Length must be between 3 and 100.'] } }

const described = new WeakSet<FastifySchema>()

/** Adds what follows from a route's access, parameters and body: its security, and every failure it can answer. */
export function describeRoute(route: RouteOptions): void {
  const { schema } = route
  // A GET and the HEAD that comes with it share one schema.
  if (!schema || schema.hide || described.has(schema)) return
  described.add(schema)
  const access = route.config?.access ?? 'public'
  const failures = statusesOf(route, schema, access).map((status) => [status, failure(status)])
  schema.response = { ...Object.fromEntries(failures), ...(schema.response as object) }
  schema.description = [schema.description, ACCESS_NOTES[access]].filter(Boolean).join('\n\n')
  schema.security ??= SECURITY[access] ?? [{ token: [] }]
}

const SECURITY: Partial<Record<Access, NonNullable<FastifySchema['security']>>> = {
  public: [],
  guest: [{}, { token: [] }],
}

/** The failures that follow from what a route takes, and those that it names itself. */
function statusesOf(
  { method }: RouteOptions,
  { params, body, querystring, errors = [] }: FastifySchema,
  access: Access,
) {
  const changes = [method].flat().some((name) => ['PUT', 'PATCH', 'DELETE'].includes(name))
  const statuses = [
    ...errors,
    ...(access === 'public' ? [] : [401]),
    ...(access === 'public' || access === 'guest' ? [] : [403]),
    ...(params ? [404] : []),
    ...(params && changes ? [412] : []),
    ...(body ? [400, 413, 415, 422] : []),
    ...(querystring ? [422] : []),
    ...[500, 503],
  ]
  return [...new Set(statuses)]
}

function failure(status: number): object {
  const example = { code: status, status: STATUS_CODES[status], ...(status === 422 && { errors: EXAMPLE_ERRORS }) }
  return { description: FAILURES[status], content: { 'application/json': { schema: ErrorBody, example } } }
}

declare module 'fastify' {
  interface FastifySchema {
    /** Failures that the route can answer beyond those that follow from its access and schema. */
    errors?: number[]
  }
}
