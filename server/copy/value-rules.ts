import type { Kind, Row, Value } from './sides.ts'
import { UnfitValue } from './unfit-rules.ts'

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/

/** A value that SQLite holds, in a column that is of this kind. */
export function fromSqlite(kind: Kind, value: unknown): Value {
  if (value === null) return null
  if (kind === 'json') return canonicalJson(value as string)
  if (kind === 'boolean') return value === 1
  if (kind === 'bytes') return Buffer.from(value as Uint8Array).toString('hex')
  if (kind === 'instant') return canonicalInstant(value as string)
  return value as Value
}

/** What SQLite holds for a value. */
export function toSqlite(kind: Kind, value: Value): string | number | null | Uint8Array {
  if (kind === 'bytes' && value !== null) return Buffer.from(value as string, 'hex')
  return typeof value === 'boolean' ? Number(value) : value
}

/** A value from the text that PostgreSQL sends for it, with times in UTC. */
export function fromPostgres(kind: Kind, text: string | null): Value {
  if (text === null) return null
  if (kind === 'json') return canonicalJson(text)
  if (kind === 'boolean') return text === 't'
  if (kind === 'bytes') return text.slice('\\x'.length)
  if (kind === 'instant') return canonicalInstant(text)
  if (kind === 'number') return Number(text)
  if (kind === 'integer') return safeInteger(text)
  return text
}

/** The text by which a row is compared: the same for rows that are the same, whichever database holds them. */
export function canonicalRow(row: Row): string {
  return JSON.stringify(row)
}

/** JSON without spaces, the fields of its objects in order, as one of the databases keeps neither. */
function canonicalJson(text: string): string {
  try {
    return JSON.stringify(sorted(JSON.parse(text)))
  } catch (error) {
    throw new UnfitValue((error as Error).message)
  }
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([name, inner]): [string, unknown] => [name, sorted(inner)])
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)))
}

function canonicalInstant(text: string): string {
  if (INSTANT.test(text)) return text
  const instant = new Date(text)
  if (Number.isNaN(instant.getTime())) throw new UnfitValue(`${text} is no instant.`)
  return instant.toISOString()
}

function safeInteger(text: string): number {
  const number = Number(text)
  if (!Number.isSafeInteger(number)) throw new UnfitValue(`${text} is too large a number.`)
  return number
}
