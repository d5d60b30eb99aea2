import type { FastifyReply, FastifyRequest } from 'fastify'
import { AppError } from '../errors.ts'
import type { Secrets } from './secrets.ts'

/** Where a page begins: behind the row with these values of the list's order; undefined for the first page. */
export type Keyset = readonly string[]

export interface PageRequest {
  limit: number
  after: Keyset | undefined
}

const SEAL_LENGTH = 22

/**
 * Reads `limit` and `cursor` of a list's query. A cursor is sealed together with the list and its filters, so one of
 * another list, or an edited one, is refused.
 * @throws AppError `invalid` naming the cursor.
 */
export function readPage(secrets: Secrets, request: FastifyRequest): PageRequest {
  const { limit = 20, cursor } = request.query as { limit?: number; cursor?: string }
  if (cursor === undefined) return { limit, after: undefined }
  const keys = cursor.slice(SEAL_LENGTH)
  if (cursor.slice(0, SEAL_LENGTH) !== sealOf(secrets, listOf(request), keys)) {
    throw new AppError('invalid', '', { errors: { query: { cursor: ['Not a cursor of this list.'] } } })
  }
  return { limit, after: JSON.parse(Buffer.from(keys, 'base64url').toString('utf8')) }
}

/**
 * Turns `limit + 1` rows into a page: the extra row says that there is a next one, whose address goes into `Link`.
 * `keysetOf` gives a row's values of the list's order.
 */
export function sendPage<Row>(
  secrets: Secrets,
  request: FastifyRequest,
  reply: FastifyReply,
  { limit }: PageRequest,
  rows: Row[],
  keysetOf: (row: Row) => Keyset,
): Row[] {
  if (rows.length <= limit) return rows
  const page = rows.slice(0, limit)
  linkNext(secrets, request, reply, limit, keysetOf(page.at(-1) as Row))
  return page
}

/** As many of the rows, from the first on, as take no more bytes than `most`; one at least. */
export function thatFit<Row>(rows: readonly Row[], bytesOf: (row: Row) => number, most: number): Row[] {
  let bytes = 0
  const end = rows.findIndex((row, at) => {
    bytes += bytesOf(row)
    return at > 0 && bytes > most
  })
  return end === -1 ? [...rows] : rows.slice(0, end)
}

/** Says in `Link` where the page behind the row with this keyset is (RFC 8288). */
export function linkNext(
  secrets: Secrets,
  request: FastifyRequest,
  reply: FastifyReply,
  limit: number,
  last: Keyset,
): void {
  const keys = Buffer.from(JSON.stringify(last)).toString('base64url')
  const list = listOf(request)
  const cursor = sealOf(secrets, list, keys) + keys
  reply.header('link', `<${list}${list.includes('?') ? '&' : '?'}limit=${limit}&cursor=${cursor}>; rel="next"`)
}

function sealOf(secrets: Secrets, list: string, keys: string): string {
  return secrets.seal('cursor', `${list}\n${keys}`).slice(0, SEAL_LENGTH)
}

/** The list's path with its filters, in one order whatever order they came in. */
function listOf({ url, query }: FastifyRequest): string {
  const end = url.indexOf('?')
  if (end === -1) return url
  const { limit: _limit, cursor: _cursor, ...filters } = query as Record<string, string>
  const names = Object.keys(filters).sort()
  const path = url.slice(0, end)
  if (names.length === 0) return path
  return `${path}?${new URLSearchParams(names.map((name) => [name, String(filters[name])]))}`
}

/** A page of rows that are all at hand, in the order of their keys. */
export function sendRows<Row>(
  secrets: Secrets,
  request: FastifyRequest,
  reply: FastifyReply,
  page: PageRequest,
  rows: readonly Row[],
  keyOf: (row: Row) => string,
): Row[] {
  const { limit, after } = page
  const start = after === undefined ? 0 : rows.findIndex((row) => keyOf(row) > (after[0] as string))
  const found = start === -1 ? [] : rows.slice(start, start + limit + 1)
  return sendPage(secrets, request, reply, page, found, (row) => [keyOf(row)])
}
