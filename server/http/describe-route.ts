import type { FastifySchema, RouteOptions } from 'fastify'
import { AppError, type FieldErrors } from '../errors.ts'
import type { Access } from './access.ts'
import { creates, type Operation, requestHeaders, responseHeaders } from './describe-headers.ts'
import { USUAL_LIMIT } from './json-body.ts'
import { STATUS_CODES } from './node-http.ts'
import { ErrorBody } from './shapes.ts'
import { check, compile } from './validation.ts'
import { takesWrites } from './write-limit.ts'

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
  415: 'The body is of a type that is not taken here.',
  422: 'A field is missing or wrong; every such field is named.',
  429: 'Too many attempts, or more than one caller may send; `Retry-After` says when to try again.',
  500: 'A fault of the server.',
  503: 'The server is busy, its database does not answer, or its disk is full; `Retry-After` says when to try again.',
}

const SECURITY: Partial<Record<Access, NonNullable<FastifySchema['security']>>> = {
  public: [],
  guest: [{}, { token: [] }],
}

const NOT_MODIFIED = { type: 'null', description: 'It is what the client has.' }

/**
 * For the OpenAPI document: adds to a route's schema what follows from its access, parameters and body, which is its
 * security, its headers, and every failure it can answer. What requests are checked against stays as it is.
 */
export function describeRoute({ schema, url, route }: { schema: FastifySchema; url: string; route: RouteOptions }) {
  if (!schema || schema.hide) return { schema, url }
  const access = route.config?.access ?? 'public'
  const method = [route.method].flat()[0] as string
  const operation = { method, schema, statuses: statusesOf(method, schema, access, route) }
  const responses = {
    ...Object.fromEntries(operation.statuses.map((status) => [status, failure(status, operation, route.bodyLimit)])),
    ...(method === 'GET' && { 304: NOT_MODIFIED }),
    ...(schema.response as object),
  }
  return {
    url,
    schema: {
      ...schema,
      headers: requestHeaders(operation),
      response: withHeaders(responses, operation),
      description: [schema.description, ACCESS_NOTES[access]].filter(Boolean).join('\n\n'),
      security: schema.security ?? SECURITY[access] ?? [{ token: [] }],
    },
  }
}

/** The failures that follow from what a route takes, and those that it names itself. */
function statusesOf(method: string, schema: FastifySchema, access: Access, route: RouteOptions): number[] {
  const { params, body, querystring, errors = [] } = schema
  const statuses = [
    ...errors,
    ...(access === 'public' ? [] : [401]),
    ...(access === 'manager' || access === 'admin' ? [403] : []),
    ...(params ? [404] : []),
    ...(params && ['PUT', 'PATCH', 'DELETE'].includes(method) ? [412] : []),
    // A body is read even where none is asked for.
    ...(method === 'GET' ? [] : [400, 413, 415]),
    ...(body || querystring || creates({ method, schema }) ? [422] : []),
    ...(takesWrites(route) || route.config?.streams ? [429] : []),
    ...[500, 503],
  ]
  return [...new Set(statuses)]
}

function withHeaders(responses: Record<string, object>, operation: Operation): object {
  return Object.fromEntries(
    Object.entries(responses).map(([status, response]) => {
      const headers = responseHeaders(Number(status), operation)
      return [status, Object.keys(headers).length > 0 ? { ...response, headers } : response]
    }),
  )
}

function failure(status: number, operation: Operation, bodyLimit = USUAL_LIMIT): object {
  const errors = status === 422 ? exampleErrors(operation) : undefined
  const example = { code: status, status: STATUS_CODES[status], ...(errors && { errors }) }
  const description = status === 413 ? `The body is larger than ${bodyLimit / 1024} KiB.` : FAILURES[status]
  return { description, content: { 'application/json': { schema: ErrorBody, example } } }
}

/** What the route would say to a request with nothing sensible in it, where it takes anything. */
function exampleErrors(operation: Operation): FieldErrors | undefined {
  const { body, consumes, querystring, together } = operation.schema
  if (together) return refusal(together, {}, 'json')
  if (body && !consumes) return refusal(jsonOf(body), {}, 'json') ?? refusal(jsonOf(body), [], 'json')
  if (querystring) return refusal(querystring as object, { limit: 0 }, 'query')
  if (!creates(operation)) return undefined
  return { headers: { 'idempotency-key': ['1 to 255 printable characters are expected.'] } }
}

function refusal(schema: object, value: unknown, place: string): FieldErrors | undefined {
  try {
    check(compile(schema), value, place)
    return undefined
  } catch (error) {
    if (error instanceof AppError) return error.errors
    throw error
  }
}

/** The schema of a body that may come in several types, or of one that is JSON only. */
function jsonOf(body: unknown): object {
  const { content } = body as { content?: Record<string, { schema: object }> }
  return content?.['application/json']?.schema ?? (body as object)
}

declare module 'fastify' {
  interface FastifySchema {
    /** Failures that the route can answer beyond those that follow from its access and schema. */
    errors?: number[]
    /** What a request must have in all its places together, where none has to have it by itself. */
    together?: object
  }
}
