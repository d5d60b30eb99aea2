import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { isDiskFull, isUnavailable } from '../db/database-errors.ts'
import { AppError, type ErrorKind, type FieldErrors } from '../errors.ts'
import { JsonBodyError, typesTaken } from './json-body.ts'
import { STATUS_CODES } from './node-http.ts'
import { requestErrors } from './validation.ts'

/** The one table from error to status. */
const STATUSES: Record<ErrorKind, number> = {
  invalid: 422,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  gone: 410,
  precondition_failed: 412,
  too_many: 429,
  unavailable: 503,
  internal: 500,
}

const FULL_DISK = "The server's disk is full: nothing can be saved until there is room."

/** What an answer of failure says, whatever its media type. */
export interface Failure {
  status: number
  message?: string
  errors?: FieldErrors | Record<string, string[]>
  retryAfter?: number
}

/** Answers any error: known ones by the table, others with their text in the log only. */
export function handleError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const failure = toFailure(error, request)
  // Of a full disk, `Disk` says more, and less often.
  if (isDiskFull(error)) return sendFailure(request, reply, failure)
  if (failure.status === 503) request.log.warn({ reason: (error as Error).message }, 'request turned away')
  else if (failure.status >= 500) request.log.error({ err: error }, 'request failed')
  return sendFailure(request, reply, failure)
}

/** Sends a failure as the seeds' clients know it, or as RFC 9457 to those who ask for `application/problem+json`. */
export function sendFailure(request: FastifyRequest, reply: FastifyReply, failure: Failure): FastifyReply {
  const { type, body } = failureContent(request, failure)
  // No validator of the resource belongs to an answer that does not show it.
  reply.code(failure.status).headers(headersOf(failure)).removeHeader('etag')
  // Serialised here: an error's shape is not for a route's own schema to change.
  return reply
    .type(type)
    .serializer((text: string) => text)
    .send(body)
}

/** The headers that a failure brings along. */
export function headersOf({ status, retryAfter }: Failure): Record<string, string> {
  return {
    ...(retryAfter !== undefined && { 'retry-after': String(Math.max(1, Math.ceil(retryAfter))) }),
    ...(status === 401 && { 'www-authenticate': 'Bearer' }),
  }
}

/** A failure in the media type that the request asks for. */
export function failureContent(request: FastifyRequest, failure: Failure): { type: string; body: string } {
  return request.headers.accept?.includes('application/problem+json')
    ? { type: 'application/problem+json', body: problem(failure) }
    : { type: 'application/json; charset=utf-8', body: errorBody(failure) }
}

/** The error body that every failure has, as JSON. */
export function errorBody({ status, message, errors }: Failure): string {
  return JSON.stringify({ code: status, status: STATUS_CODES[status], message, errors })
}

function problem({ status, message, errors }: Failure): string {
  return JSON.stringify({ type: 'about:blank', title: STATUS_CODES[status], status, detail: message, errors })
}

function toFailure(error: unknown, request: FastifyRequest): Failure {
  if (error instanceof AppError) return fromAppError(error)
  if (error instanceof JsonBodyError) return { status: 400, message: error.message, errors: { json: [error.message] } }
  // Even null can be thrown.
  const { validation, statusCode, message } = Object(error) as FastifyError
  if (validation) return fromValidation(request, error as FastifyError)
  if (isDiskFull(error)) return { status: 503, message: FULL_DISK, retryAfter: 10 }
  if (isUnavailable(Object(error))) return { status: 503, message: 'The database does not answer.', retryAfter: 1 }
  if (statusCode === 415) return { status: 415, message: typesTaken(request) }
  if (statusCode === 503) return { status: 503, message: 'The server is busy.', retryAfter: 1 }
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) return { status: statusCode, message }
  return { status: 500 }
}

function fromAppError({ kind, message, errors, retryAfter }: AppError): Failure {
  return {
    status: STATUSES[kind],
    ...(message && kind !== 'internal' && { message }),
    ...(errors && { errors }),
    ...(retryAfter !== undefined && { retryAfter }),
  }
}

/** A path that no resource can have is one that is not there. */
function fromValidation(request: FastifyRequest, refused: FastifyError): Failure {
  const errors = requestErrors(request, refused)
  return errors.path ? { status: 404 } : { status: 422, errors }
}
