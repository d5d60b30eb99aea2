import type { FastifyRequest } from 'fastify'

/** Where a request comes from, as sessions and the throttle see it. */
export interface Client {
  address: string
  userAgent: string | undefined
  /** What a browser is known by, from a cookie of its own; undefined for a client that keeps none. */
  device?: string
}

/** The client behind a request. */
export function clientOf(request: FastifyRequest): Client {
  return { address: request.ip, userAgent: request.headers['user-agent'] }
}
