import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { Readable } from 'node:stream'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { type Page, sendPage } from '../web/page.ts'
import { AllowedMethods } from './allowed-methods.ts'
import { answerAtOnce } from './answer-at-once.ts'
import type { App } from './app-type.ts'
import { errorBody, type Failure, sendFailure } from './error-handler.ts'
import { USUAL_LIMIT } from './json-body.ts'
import { STATUS_CODES } from './node-http.ts'
import { badHost, basePathOf, hasGoodHost } from './origin.ts'

/** Fastify's options that keep strangers within bounds; sizes in bytes, times in milliseconds. */
export const LIMITS = {
  bodyLimit: USUAL_LIMIT,
  requestTimeout: 15_000,
  connectionTimeout: 30_000,
  keepAliveTimeout: 72_000,
  http: {
    headersTimeout: 10_000,
    connectionsCheckingInterval: 1_000,
    maxHeaderSize: 16 * 1024,
    requireHostHeader: false,
  },
} as const

/** The client's own id for a request when it is a sensible one, so that its logs and ours can be matched. */
export function requestId(request: { headers: IncomingMessage['headers'] }): string {
  const sent = request.headers['x-request-id']
  return typeof sent === 'string' && /^[\w.:-]{1,128}$/.test(sent) ? sent : randomUUID()
}

/** Headers that every answer has. Where it reaches people by TLS, and by it alone, is theirs to know: on a host of its own. */
export function baseHeaders(publicUrl: string | undefined): Record<string, string> {
  const isAlone = publicUrl?.startsWith('https:') && basePathOf(publicUrl) === ''
  return {
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    ...(isAlone && { 'strict-transport-security': 'max-age=31536000; includeSubDomains' }),
  }
}

/** Sets what every answer has. */
export function addHeaders(app: App, headers: Record<string, string>): void {
  app.addHook('onRequest', (request, reply, done) => {
    reply.headers(headers).header('x-request-id', request.id)
    done()
  })
}

/** Refuses requests to a host that is not well formed, whatever the route. */
export function addHostCheck(app: App): void {
  app.addHook('onRequest', (request, _reply, done) => {
    const hosts = countHosts(request.raw.rawHeaders)
    if (hosts !== 1 && !(hosts === 0 && request.raw.httpVersion === '1.0')) {
      return done(badHost('There must be one Host header.'))
    }
    done(hasGoodHost(request) ? undefined : badHost('The Host header is not well formed.'))
  })
}

/** Answers a request whose address cannot be routed, which no hook gets to see. */
export function answerBadAddress(headers: Record<string, string>) {
  return (error: FastifyError, request: FastifyRequest, reply: FastifyReply): void => {
    reply.headers(headers).header('x-request-id', request.id)
    const isTooLong = error.statusCode === 414
    const message = isTooLong ? 'The address is too long.' : 'The address is not well formed.'
    sendFailure(request, reply, { status: isTooLong ? 414 : 400, message })
  }
}

function countHosts(rawHeaders: readonly string[]): number {
  let hosts = 0
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] as string
    if (name.length === 4 && name.toLowerCase() === 'host') hosts++
  }
  return hosts
}

/**
 * Writes answers once everything that arrived in the same turn of the event loop has been worked on. Under load the
 * writes then follow one another, which costs much less than writing between two pieces of work; alone, an answer waits
 * for nothing. What has been answered meanwhile is not answered again.
 */
export function addSendingTogether(app: App): void {
  app.addHook('onSend', (_request, reply, payload, done) => void setImmediate(write, reply, payload, done))
}

/** Nobody catches what is thrown here, which would end the process. */
function write(reply: FastifyReply, payload: unknown, done: (error: null, payload: unknown) => void): void {
  if (reply.sent || reply.raw.headersSent) {
    if (payload instanceof Readable) payload.destroy()
    return
  }
  try {
    done(null, payload)
  } catch (error) {
    reply.log.error({ err: error }, 'writing an answer failed')
    answerAtOnce(reply, { status: 500 })
  }
}

/**
 * A path that exists, asked with a method it does not have, is 405 with `Allow` (RFC 9110); any other is 404, which `page`
 * tells people with a browser.
 */
export function addMethodNotAllowed(app: App, allowed = new AllowedMethods(), page?: Page): void {
  app.addHook('onRoute', ({ url, method }) => allowed.add(url, [method].flat()))
  app.setNotFoundHandler((request, reply) => {
    const allow = allowed.of(request.url)
    if (allow === undefined && page !== undefined && isForPeople(request))
      return sendPage(reply.code(404).header('vary', 'accept'), page)
    if (allow === undefined) return sendFailure(request, reply, { status: 404 })
    if (request.method === 'OPTIONS') return reply.code(204).header('allow', allow).send()
    // What a route for many files does not find comes here too, with a method that is possible.
    if (allow.split(', ').includes(request.method)) return sendFailure(request, reply, { status: 404 })
    reply.header('allow', allow)
    return sendFailure(request, reply, notPossible(request.method))
  })
}

/** Whether a browser opens it as a page, outside of what programs ask for. */
function isForPeople({ method, url, headers }: FastifyRequest): boolean {
  const isOpened = method === 'GET' && headers.accept?.includes('text/html') === true
  return isOpened && !/^\/(?:api|assets)(?:[/?]|$)/.test(url)
}

function notPossible(method: string): Failure {
  return { status: 405, message: `${method} is not possible here.` }
}

interface BrokenRequest extends Error {
  code?: string
  /** A Buffer, whatever Fastify's types say. */
  rawPacket?: unknown
  bytesParsed?: number
}

/** Answers what is not even HTTP, or came too slowly, in the same shape as everything else. */
export function answerBrokenRequest(headers: Record<string, string>, allowed: AllowedMethods) {
  return (error: BrokenRequest, socket: Socket): void => {
    // In the middle of an answer, another one would be taken for a part of it.
    if (error.code === 'ECONNRESET' || !socket.writable || isBeingAnswered(socket)) return void socket.destroy()
    const { allow, ...failure } = brokenFailure(error, allowed)
    const body = errorBody(failure)
    const fields = {
      ...headers,
      ...(allow !== undefined && { allow }),
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(body),
      connection: 'close',
    }
    const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`)
    socket.write(`HTTP/1.1 ${failure.status} ${STATUS_CODES[failure.status]}\r\n${lines.join('')}\r\n${body}`)
    // Ended but not destroyed, the connection would stay for as long as the client goes on sending.
    socket.destroySoon()
  }
}

/** Node's own answer looks at the same. */
function isBeingAnswered(socket: Socket & { _httpMessage?: ServerResponse | null }): boolean {
  return socket._httpMessage?.headersSent ?? false
}

/**
 * What is wrong with it. A method that Node does not know is answered like one that it knows and no path has: RFC 9110
 * suggests 501 for it, but which methods Node knows is nothing that a client could know.
 */
function brokenFailure(error: BrokenRequest, allowed: AllowedMethods): Failure & { allow?: string } {
  const [, method, address] = requestLineOf(error)
  if (method === undefined || address === undefined) {
    return { status: { ERR_HTTP_REQUEST_TIMEOUT: 408, HPE_HEADER_OVERFLOW: 431 }[error.code ?? ''] ?? 400 }
  }
  const allow = allowed.of(address)
  return allow === undefined ? { status: 404 } : { ...notPossible(method), allow }
}

const REQUEST_LINE = /^([\w!#$%&'*+.^`|~-]{1,100}) (\/\S*) HTTP\/1\.[01]\r?\n/

/** Method and address, where the method is what Node's parser gave up at; it may stand behind another request. */
function requestLineOf({ code, rawPacket, bytesParsed }: BrokenRequest): readonly string[] {
  if (code !== 'HPE_INVALID_METHOD' || !Buffer.isBuffer(rawPacket)) return []
  const start = rawPacket.subarray(0, bytesParsed).lastIndexOf('\n') + 1
  return rawPacket.toString('latin1', start).match(REQUEST_LINE) ?? []
}
