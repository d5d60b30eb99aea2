import type { FastifyReply } from 'fastify'
import { type Failure, failureContent, headersOf } from './error-handler.ts'
import { validateHeaderValue } from './node-http.ts'

/** What belongs to the answer that is not given, and not to the failure in its place. */
const OF_CONTENT = /^(etag|last-modified|location|link|set-cookie|allow|content-(?!security-policy).*)$/

/** Levels at which nothing is said that a level of `error` leaves out. */
const SILENT = new Set(['fatal', 'silent'])

/**
 * Answers with a failure here and now, past every hook: no other answer to the same request can come first, or between.
 * One that was waiting to be written, or is ready later, is dropped. Nothing happens where an answer has begun.
 */
export function answerAtOnce(reply: FastifyReply, failure: Failure): void {
  const { raw, request } = reply
  if (reply.sent || raw.headersSent || raw.destroyed) return
  const set = Object.entries(reply.getHeaders()).filter(
    ([name, value]) => !OF_CONTENT.test(name) && isSendable(name, value),
  )
  for (const name of raw.getHeaderNames()) raw.removeHeader(name)
  reply.hijack()
  // Fastify would warn of a second answer, and name the address, which may hold a secret. What fails is still said.
  if (!SILENT.has(request.log.level)) reply.log = request.log.child({}, { level: 'error' })
  const { type, body } = failureContent(request, failure)
  const own = { 'content-type': type, 'content-length': String(Buffer.byteLength(body)) }
  raw.writeHead(failure.status, {
    ...(Object.fromEntries(set) as Record<string, string>),
    ...headersOf(failure),
    ...own,
  })
  raw.end(body)
}

/** What could not be written before cannot be written now. */
function isSendable(name: string, value: unknown): boolean {
  try {
    validateHeaderValue(name, String(value))
    return true
  } catch {
    return false
  }
}
