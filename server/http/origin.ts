import type { FastifyRequest } from 'fastify'

/** What may stand in a `Host` header (RFC 9110, 7.2) and in an address: a name or an IP address, and a port. */
const HOST = /^(?:[a-z0-9._~-]{1,253}|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?$/i

/** Whether the host of a request can be part of an address; one that is not said at all, in HTTP/1.0, cannot be wrong. */
export function hasGoodHost({ host }: FastifyRequest): boolean {
  return host === undefined || host === '' || HOST.test(host)
}

/** The path that people find this server under, without `/` at the end: '' or such as '/teamroom'. */
export function basePathOf(publicUrl: string | undefined): string {
  return publicUrl === undefined ? '' : new URL(publicUrl).pathname.replace(/\/$/, '')
}

/**
 * Where readers reach the server, without `/` at the end, for every link that is built: as configured, with its path, or else as this
 * request says. Malformed hosts have been refused before.
 */
export function originOf(request: FastifyRequest, publicUrl: string | undefined): string {
  return publicUrl ?? requestOrigin(request)
}

/** The origin that a request was sent to, as it says. @throws an error with status 400 when it names no host. */
export function requestOrigin(request: FastifyRequest): string {
  if (!request.host) throw badHost('A Host header is needed to build links.')
  return `${request.protocol}://${request.host}`
}

/** What the error handler answers with 400. */
export function badHost(message: string): Error {
  return Object.assign(new Error(message), { statusCode: 400 })
}
