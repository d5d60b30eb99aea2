import type { Db } from '../db/connect.ts'
import type { Tables } from '../db/tables.ts'
import { mapped } from '../http/streaming.ts'
import type { CellValue } from '../tables/csv.ts'
import { csvPieces } from '../tables/sending.ts'
import { listRows, type Row, type Selection } from './row-store.ts'

/** Rows that are read at once: memory holds these and no others. */
const ROWS_AT_ONCE = 50

/** Slices of rows, none of them empty. */
export type Slices = AsyncIterable<readonly Row[]>

/** All rows of a table that are selected, slice by slice in the order of keys. */
export async function* slicesOf(db: Db, table: keyof Tables, selection: Selection): AsyncGenerator<Row[]> {
  let after: Row | undefined
  for (;;) {
    const rows = await listRows(db, table, selection, { after, limit: ROWS_AT_ONCE })
    if (rows.length > 0) yield rows
    if (rows.length < ROWS_AT_ONCE) return
    after = rows.at(-1)
  }
}

/** Rows as a JSON array of objects with these columns. */
export async function* jsonRowPieces(columns: readonly string[], slices: Slices): AsyncGenerator<string> {
  let before = '[\n'
  for await (const rows of slices) {
    yield before + rows.map((row) => JSON.stringify(Object.fromEntries(columns.map((c) => [c, row[c]])))).join(',\n')
    before = ',\n'
  }
  yield before === '[\n' ? '[]\n' : '\n]\n'
}

/** The same as CSV, with a line of titles; lists and objects are JSON. */
export function csvRowPieces(columns: readonly string[], slices: Slices): AsyncGenerator<string> {
  return csvPieces(
    columns,
    mapped(slices, (row) => columns.map((column) => cellOf(row[column]))),
  )
}

function cellOf(value: unknown): CellValue {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : (value as CellValue)
}

/** A text that is there already. */
export async function* once(text: string): AsyncGenerator<string> {
  yield text
}
