import type { FastifyRequest } from 'fastify'

/** Where a request comes from, as sessions and the throttle see it. */
export interface Client {
  address: string
  userAgent: string | undefined
}

/** The client behind a request. */
export function clientOf(request: FastifyRequest): Client {
  return { address: request.ip, userAgent: request.headers['user-agent'] }
}
