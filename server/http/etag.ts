import { hash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { AppError } from '../errors.ts'
import type { App } from './app-type.ts'

/** The ETag of a resource that keeps versions: made of the versions of everything its representation shows. */
export function versionTag(...versions: (number | null)[]): string {
  return `"${versions.map((version) => version ?? '').join('.')}"`
}

/** The same for a resource that also says what its reader may do with it; a change has to match the versions alone. */
export function viewTag(can: readonly string[], ...versions: number[]): string {
  return `"${[...versions, hash('sha1', can.join(), 'base64url')].join('.')}"`
}

/** The ETag of whatever has this content, or is wholly determined by it. */
export function contentTag(content: string | Buffer): string {
  return `"${hash('sha1', content, 'base64url')}"`
}

/**
 * Refuses a write meant for another version than the current one (RFC 9110, `If-Match`), which is undefined for what is
 * not there. Without the header there is nothing to refuse; the store's own version check still guards against writes
 * that cross.
 * @throws AppError `precondition_failed`
 */
export function requireMatch(request: FastifyRequest, current: string | undefined): void {
  const wanted = request.headers['if-match']
  if (wanted === undefined || (current !== undefined && lists(wanted, current))) return
  throw new AppError(
    'precondition_failed',
    'It has changed since you read it: read it again, and send its ETag as If-Match.',
  )
}

/**
 * The same for a resource whose ETag also names what others count, what passes with time or what its reader may do: that
 * may have moved on, as long as the versions, which its tag begins with, are those that were read.
 * @throws AppError `precondition_failed`
 */
export function requireVersion(request: FastifyRequest, ...versions: number[]): void {
  const wanted = request.headers['if-match']?.split(',').map(asGiven) ?? []
  const meant = wanted.find((tag) => tag.startsWith(`"${versions.join('.')}.`))
  requireMatch(request, meant ?? versionTag(...versions))
}

/** Every answer to a GET carries an ETag, and is left out when the client says that it has it. */
export function addConditionalRequests(app: App): void {
  app.addHook('onSend', (request, reply, payload, done) => done(null, withoutWhatIsKnown(request, reply, payload)))
}

/** Whether the client says that it has what this ETag is of: then there is no need to make it. */
export function isKnown(request: FastifyRequest, etag: string): boolean {
  const known = request.headers['if-none-match']
  return known !== undefined && lists(known, etag)
}

function withoutWhatIsKnown(request: FastifyRequest, reply: FastifyReply, payload: unknown): unknown {
  if ((request.method !== 'GET' && request.method !== 'HEAD') || reply.statusCode !== 200) return payload
  let etag = reply.getHeader('etag') as string | undefined
  if (etag === undefined) {
    if (typeof payload !== 'string' && !Buffer.isBuffer(payload)) return payload
    etag = contentTag(payload)
    reply.header('etag', etag)
  }
  if (!isKnown(request, etag)) return payload
  reply.code(304).removeHeader('content-length')
  // Fastify itself takes the body away from what answers a HEAD, and expects one.
  return request.method === 'HEAD' ? payload : null
}

/**
 * Whether a list of ETags names this one. Compared weakly for writing, too, where RFC 9110 (13.1.1) asks for a strong
 * comparison: ours stand for versions, not for bytes, and a proxy that compresses an answer weakens its tag.
 */
function lists(header: string, etag: string): boolean {
  const own = asGiven(etag)
  return header.trim() === '*' || header.split(',').some((tag) => asGiven(tag) === own)
}

/** A tag without what may be added to it: proxies that compress put `W/` before it (nginx, HAProxy), or the encoding into it (Caddy, Apache). */
function asGiven(tag: string): string {
  return tag
    .trim()
    .replace(/^W\//, '')
    .replace(/[-;](?:gzip|br|zstd|deflate)"$/, '"')
}
