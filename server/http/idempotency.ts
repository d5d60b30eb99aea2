import { createCipheriv, createDecipheriv, hash, randomBytes } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Db } from '../db/connect.ts'
import { transact } from '../db/transact.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import * as store from './store.ts'

/** How long a key remembers its first answer. */
export const IDEMPOTENCY_HOURS = 24

/** The answer to a POST that creates; a route whose status is never 201 says `creates` in its schema. */
export interface Created<Body> {
  body: Body
  status?: number
  headers?: Record<string, string>
}

/**
 * Runs a creation in one transaction and answers it. With an `Idempotency-Key` the key and what it created are
 * committed together, so a retry, however it crosses with the first request, gets the first answer and creates nothing.
 * Keys belong to the caller. The kept answer is encrypted under the key itself, as it may hold tokens.
 * `sent` is what a retry has to send again: the body, unless the route takes more than that.
 * @throws AppError `invalid` when the key was used with another body, and whatever `work` throws.
 */
export async function create<Body>(
  { db, secrets, now }: Deps,
  request: FastifyRequest,
  reply: FastifyReply,
  work: (trx: Db) => Promise<Created<Body>>,
  sent: unknown = request.body,
): Promise<Body> {
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
      await store.keepAnswer(trx, owner, keyHash, encrypt(cipherKey, JSON.stringify(created)))
      return created
    }
    const first = await store.findAnswer(trx, owner, keyHash)
    if (first?.fingerprint !== fingerprint) throw badKey('This key was used for another request.')
    reply.header('idempotency-replayed', 'true')
    return JSON.parse(decrypt(cipherKey, first.sealed_answer)) as Created<Body>
  })
  return send(reply, answer)
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
