import type { FastifyReply, FastifyRequest } from 'fastify'
import { AppError } from '../errors.ts'
import { handleError } from '../http/error-handler.ts'

/** The error handler of the older paths: their clients read a `message`, so what is wrong with fields is said there too. */
export function handleWithMessage(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return handleError(withMessage(error), request, reply)
}

function withMessage(error: unknown): unknown {
  if (!(error instanceof AppError) || error.message || !error.errors) return error
  const { kind, errors, retryAfter } = error
  const sentences = Object.values(errors).flatMap((fields) =>
    Object.entries(fields).map(([field, said]) => `${field}: ${said.join(' ')}`),
  )
  return new AppError(kind, sentences.join(' '), { errors, ...(retryAfter !== undefined && { retryAfter }) })
}
