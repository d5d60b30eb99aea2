import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import FindMyWay from 'find-my-way'
import { AppError } from '../errors.ts'
import type { App } from './app-type.ts'
import { errorBody, sendFailure } from './error-handler.ts'

/** Fastify's options that keep strangers within bounds; sizes in bytes, times in milliseconds. */
export const LIMITS = {
  bodyLimit: 256 * 1024,
  requestTimeout: 15_000,
  handlerTimeout: 15_000,
  connectionTimeout: 30_000,
  keepAliveTimeout: 72_000,
  http: { headersTimeout: 10_000, connectionsCheckingInterval: 1_000, maxHeaderSize: 16 * 1024 },
} as const

/** The client's own id for a request when it is a sensible one, so that its logs and ours can be matched. */
export function requestId(request: { headers: IncomingMessage['headers'] }): string {
  const sent = request.headers['x-request-id']
  return typeof sent === 'string' && /^[\w.:-]{1,128}$/.test(sent) ? sent : randomUUID()
}

const BASE_HEADERS = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
}

/** Headers that every answer has, and what is refused before any route is asked. */
export function addProtocol(app: App, options: { secure: boolean }): void {
  const headers = options.secure
    ? { ...BASE_HEADERS, 'strict-transport-security': 'max-age=31536000; includeSubDomains' }
    : BASE_HEADERS
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(headers).header('x-request-id', request.id)
    if (countHosts(request.raw.rawHeaders) > 1) throw Object.assign(new Error('More than one Host header.'), { statusCode: 400 })
  })
}

function countHosts(rawHeaders: readonly string[]): number {
  let hosts = 0
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] as string
    if (name.length === 4 && name.toLowerCase() === 'host') hosts++
  }
  return hosts
}

/** A path that exists, asked with a method it does not have, is 405 with `Allow` (RFC 9110); any other is 404. */
export function addMethodNotAllowed(app: App): void {
  const methods = new Map<string, Set<string>>()
  const paths = FindMyWay({ ignoreTrailingSlash: false, maxParamLength: 500 })
  app.addHook('onRoute', ({ url, method }) => {
    const known = methods.get(url) ?? new Set(['OPTIONS'])
    for (const name of [method].flat()) known.add(name)
    if (!methods.has(url)) paths.on('GET', url, () => {}, known)
    methods.set(url, known)
  })
  app.setNotFoundHandler((request, reply) => {
    const known = paths.find('GET', request.url.split('?', 1)[0] as string)?.store as Set<string> | undefined
    if (!known) return sendFailure(request, reply, { status: 404 })
    reply.header('allow', [...known].sort().join(', '))
    if (request.method === 'OPTIONS') return reply.code(204).send()
    return sendFailure(request, reply, { status: 405, message: `${request.method} is not possible here.` })
  })
}

/** Answers what is not even HTTP, or came too slowly, in the same shape as everything else. */
export function answerBrokenRequest(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
  const status = { ERR_HTTP_REQUEST_TIMEOUT: 408, HPE_HEADER_OVERFLOW: 431 }[error.code ?? ''] ?? 400
  const body = errorBody({ status })
  const name = { 408: 'Request Timeout', 431: 'Request Header Fields Too Large', 400: 'Bad Request' }[status]
  socket.end(
    `HTTP/1.1 ${status} ${name}\r\nContent-Type: application/json; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  )
}

const MAX_IN_FLIGHT = 1_000

/** Refuses requests beyond what can be answered in time: a quick 503 helps a client more than a slow answer. */
export function addOverloadProtection(app: App, maxInFlight = MAX_IN_FLIGHT): void {
  let inFlight = 0
  app.addHook('onRequest', async (request, reply) => {
    if (inFlight >= maxInFlight && request.routeOptions.url !== '/healthz') {
      throw new AppError('unavailable', 'The server is busy.', { retryAfter: 1 })
    }
    inFlight++
    reply.raw.once('close', () => inFlight--)
  })
}
