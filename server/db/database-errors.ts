/* What the errors of both drivers mean to us. */

/** The name of the violated unique constraint, or of its columns (`users.username_key`); undefined for other errors. */
export function violatedUnique(error: unknown): string | undefined {
  const { code, constraint, message } = error as { code?: string; constraint?: string; message?: string }
  if (code === '23505') return constraint ?? ''
  return message?.match(/^UNIQUE constraint failed: (.*)$/)?.[1]
}

/** The database refused for the sake of others: the same transaction may succeed when run again. */
export function isRetryable(error: unknown): boolean {
  const { code, errcode } = error as { code?: string; errcode?: number }
  const serialization = code === '40001' || code === '40P01'
  return serialization || sqliteCode(errcode) === SQLITE_BUSY || sqliteCode(errcode) === SQLITE_LOCKED
}

/** Somebody else held for too long what a statement wanted. */
export function isLockedOut(error: unknown): boolean {
  return (error as { code?: string }).code === '55P03'
}

/** The database cannot be reached, is shutting down, or took too long: the request may be sent again later. */
export function isUnavailable(error: unknown): boolean {
  const { code, message } = error as { code?: string; message?: string }
  if (isRetryable(error) || isDiskFull(error)) return true
  if (code === undefined)
    return /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered)/.test(message ?? '')
  return /^(08|53|57P|57014|55P03|25P03|ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)/.test(code)
}

/** There is no room left where the database is, or a quota of it is used up: what is there can still be read. */
export function isDiskFull(error: unknown): boolean {
  const { code, errcode } = Object(error) as { code?: string; errcode?: number }
  return (
    sqliteCode(errcode) === SQLITE_FULL ||
    errcode === SQLITE_IOERR_SHMSIZE ||
    code === '53100' ||
    code === 'ENOSPC' ||
    code === 'EDQUOT'
  )
}

const SQLITE_BUSY = 5
const SQLITE_LOCKED = 6
const SQLITE_FULL = 13
/** The file beside the database that its processes share could not grow. */
const SQLITE_IOERR_SHMSIZE = 4874

/** SQLite's extended result codes carry the plain one in their low byte. */
function sqliteCode(errcode: number | undefined): number | undefined {
  return errcode === undefined ? undefined : errcode & 0xff
}
