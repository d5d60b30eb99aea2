import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { AppError } from '../errors.ts'
import { handleError } from '../http/error-handler.ts'
import { requestErrors } from '../http/validation.ts'

/**
 * The error handler of older paths: their clients read a `message`, so what is wrong with fields is said there too.
 * `missing` is what is said of something that is not there.
 */
export function handleWithMessage(missing = 'Not found') {
  return (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply =>
    handleError(withMessage(toAppError(error, request), missing), request, reply)
}

function toAppError(error: unknown, request: FastifyRequest): unknown {
  const refused = Object(error) as FastifyError
  if (!refused.validation) return error
  const errors = requestErrors(request, refused)
  return errors.path ? new AppError('not_found') : new AppError('invalid', '', { errors })
}

function withMessage(error: unknown, missing: string): unknown {
  if (!(error instanceof AppError) || error.message) return error
  const { kind, errors, retryAfter } = error
  if (kind === 'not_found') return new AppError(kind, missing)
  if (!errors) return error
  const sentences = Object.values(errors).flatMap((fields) =>
    Object.entries(fields).map(([field, said]) => `${field}: ${said.join(' ')}`),
  )
  return new AppError(kind, sentences.join(' '), { errors, ...(retryAfter !== undefined && { retryAfter }) })
}
