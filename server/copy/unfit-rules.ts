/** A value that no database of the other kind could hold, or that is none of its column's kind. */
export class UnfitValue extends Error {}

const SQLITE_CONSTRAINT = 19
const SQLITE_MISMATCH = 20

/** Whether what failed is about values, and not about a connection or a disk: what is in the way has to be mended. */
export function isUnfit(error: unknown): error is Error {
  const { code = '', errcode = 0 } = error as { code?: string; errcode?: number }
  // PostgreSQL's classes for data and for constraints; node:sqlite has a RangeError for numbers beyond JavaScript's.
  return (
    error instanceof UnfitValue ||
    error instanceof RangeError ||
    /^2[23]/.test(code) ||
    [SQLITE_CONSTRAINT, SQLITE_MISMATCH].includes(errcode & 0xff)
  )
}

/** Where it is, as a person finds it: a table, and the keys that it is between. */
export function unfitSentence(
  table: string,
  { message }: Error,
  { after, last }: { after: readonly unknown[] | undefined; last?: readonly unknown[] },
): string {
  const from = after ? `behind the row ${JSON.stringify(after)}` : 'at the beginning'
  const to = last ? `, up to the row ${JSON.stringify(last)}` : ''
  return `The table ${table} cannot be copied: ${message} (${from}${to}). Mend that, and copy into a new database.`
}
