import { createCipheriv, createDecipheriv, hash, randomBytes } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { addressKey } from '../address.ts'
import type { Db } from '../db/connect.ts'
import { transact } from '../db/transact.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import { use } from '../limits/actions.ts'
import * as store from './store.ts'

/** How long a key remembers its first answer. */
export const IDEMPOTENCY_HOURS = 24

/** In characters: an answer that shows more is not stored a second time where what it shows can be read again. */
const MAX_KEPT = 16 * 1024

/** The answer to a POST that creates; a route whose status is never 201 says `creates` in its schema. */
export interface Created<Body> {
  body: Body
  status?: number
  headers?: Record<string, string>
}

interface Options<Body> {
  /** What a retry has to send again: the body, unless the route takes more than that. */
  sent?: unknown
  /** Reads what was created, by its `Location`, for the answer to a retry where it is too long to keep. */
  again?: (location: string) => Promise<Body>
}

/**
 * Runs a creation in one transaction and answers it. With an `Idempotency-Key` the key and what it created are
 * committed together, so a retry, however it crosses with the first request, gets the first answer and creates nothing.
 * Keys belong to the caller. The kept answer is encrypted under the key itself, as it may hold tokens. Of a long one only
 * status and headers are kept: the retry is told what has become of it, and `not_found` when it is gone.
 * @throws AppError `invalid` when the key was used with another body, `too_many` when very much is kept of the caller's
 * answers already, and whatever `work` and `again` throw.
 */
export async function create<Body>(
  deps: Deps,
  request: FastifyRequest,
  reply: FastifyReply,
  work: (trx: Db) => Promise<Created<Body>>,
  { sent = request.body, again }: Options<Body> = {},
): Promise<Body> {
  const { db, secrets, now } = deps
  const key = readKey(request)
  if (key === undefined) return send(reply, await transact(db, work))

  const owner = ownerOf(request)
  const keyHash = hashOf(key)
  const fingerprint = secrets.seal('fingerprint', `${request.method} ${request.url}\n${JSON.stringify(sent)}`)
  const cipherKey = secrets.cipherKey('idempotency', `${owner}\n${key}`)
  const at = now()
  const expired = new Date(at.getTime() - IDEMPOTENCY_HOURS * 3_600_000).toISOString()

  const answer = await transact(db, async (trx) => {
    const row = { owner, key_hash: keyHash, fingerprint, created_at: at.toISOString() }
    if (await store.takeIdempotencyKey(trx, row, expired)) {
      const created = await work(trx)
      const sealed = encrypt(cipherKey, toKeep(created, again !== undefined))
      await use(deps, trx, 'answers', request.caller?.id ?? addressKey(request.ip), Math.ceil(sealed.length / 1024))
      await store.keepAnswer(trx, owner, keyHash, sealed)
      return created
    }
    const first = await store.findAnswer(trx, owner, keyHash)
    if (first?.fingerprint !== fingerprint) throw badKey('This key was used for another request.')
    reply.header('idempotency-replayed', 'true')
    return JSON.parse(decrypt(cipherKey, first.sealed_answer)) as Kept<Body>
  })
  if ('body' in answer) return send(reply, answer)
  const body = await (again as NonNullable<typeof again>)(answer.headers?.location as string)
  return send(reply, { ...answer, body })
}

/** An answer without its body, where that is long. */
type Kept<Body> = Created<Body> | Omit<Created<Body>, 'body'>

function toKeep<Body>(created: Created<Body>, canBeRead: boolean): string {
  const whole = JSON.stringify(created)
  if (whole.length <= MAX_KEPT || !canBeRead) return whole
  const { body: _long, ...rest } = created
  return JSON.stringify(rest)
}

/** True when the request's key has an answer already, so that `create` would only give that again. */
export async function isRetry({ db }: Deps, request: FastifyRequest): Promise<boolean> {
  const key = readKey(request)
  return key !== undefined && (await store.findAnswer(db, ownerOf(request), hashOf(key))) !== undefined
}

function ownerOf(request: FastifyRequest): string {
  return request.caller?.id ?? 'anonymous'
}

function hashOf(key: string): string {
  return hash('sha256', key, 'base64url')
}

function send<Body>(reply: FastifyReply, { body, status = 201, headers = {} }: Created<Body>): Body {
  reply.code(status).headers(headers)
  return body
}

/** The request's `Idempotency-Key`, if it has one. @throws AppError `invalid` for one that is not of its form. */
export function readKey(request: FastifyRequest): string | undefined {
  const key = request.headers['idempotency-key']
  if (key === undefined) return undefined
  if (typeof key !== 'string' || !/^[\x21-\x7e]{1,255}$/.test(key))
    throw badKey('1 to 255 printable characters are expected.')
  return key
}

function badKey(sentence: string): AppError {
  return new AppError('invalid', '', { errors: { headers: { 'idempotency-key': [sentence] } } })
}

const IV_BYTES = 12
const TAG_BYTES = 16

function encrypt(key: Buffer, text: string): string {
  const iv = randomBytes(IV_BYTES)
  const cipher = createCipheriv('aes-256-gcm', key, iv)
  const data = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return Buffer.concat([iv, cipher.getAuthTag(), data]).toString('base64url')
}

function decrypt(key: Buffer, sealed: string): string {
  const bytes = Buffer.from(sealed, 'base64url')
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES))
  decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES))
  return decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8')
}
