import { createRequire } from 'node:module'
import { onDemand } from '../on-demand.ts'
import type { CellValue, Row } from './csv.ts'

const require = createRequire(import.meta.url)
const library = onDemand(() => require('hucre/xlsx') as typeof import('hucre/xlsx'))

/** What Excel takes in a cell, in UTF-16 units: it calls files with more damaged. */
const MAX_TEXT = 32_767
/** What XML cannot hold, though it is well-formed Unicode; the library sees to control characters. */
const NO_XML = /[\ufffe\uffff]/g
/** What Excel would read as a character: `_x000D_`. */
const ESCAPE = /_(?=x[0-9A-Fa-f]{4}_)/g

/**
 * A workbook with one sheet, piece by piece, in memory that does not grow with its rows. Texts are cells of text, which no
 * spreadsheet runs; what is too long for a cell ends with an ellipsis.
 */
export async function* xlsxPieces(
  title: string,
  columns: readonly string[],
  slices: AsyncIterable<readonly Row[]> | Iterable<readonly Row[]>,
): AsyncGenerator<Uint8Array> {
  const options = {
    name: sheetName(title),
    freezePane: { rows: 1 },
    columns: columns.map((name) => ({ header: cellOf(name) as string })),
  }
  yield* library().writeXlsxStream(cellsOf(slices), options)
}

async function* cellsOf(slices: AsyncIterable<readonly Row[]> | Iterable<readonly Row[]>): AsyncGenerator<CellValue[]> {
  for await (const rows of slices) for (const row of rows) yield row.map(cellOf)
}

function cellOf(value: CellValue): CellValue {
  if (typeof value !== 'string') return value
  const text = value.toWellFormed().replace(NO_XML, '\ufffd')
  const short =
    text.length > MAX_TEXT
      ? `${text
          .slice(0, MAX_TEXT - 1)
          .toWellFormed()
          .replace(/\ufffd$/, '')}…`
      : text
  return short.replace(ESCAPE, '_x005F_')
}

/** A name that Excel takes for a sheet: 31 characters, and none that its formulas mean something by. */
function sheetName(title: string): string {
  const name = title
    .toWellFormed()
    .replace(/[\p{C}[\]:*?/\\']+/gu, ' ')
    .slice(0, 31)
    .toWellFormed()
    .trim()
  return name === '' ? 'Sheet' : name
}
