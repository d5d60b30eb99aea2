import { createRequire } from 'node:module'
import type { Info } from 'csv-parse/sync'
import { onDemand } from '../on-demand.ts'
import { badFile, badLine } from './bad-file.ts'
import { delimiterOf } from './delimiter-rules.ts'
import { uninert } from './formula-rules.ts'

const require = createRequire(import.meta.url)
const library = onDemand(() => require('csv-parse/sync') as typeof import('csv-parse/sync'))

/** More cells than any file that is taken has. */
const MAX_CELLS = 50_000
/** More columns than any file that is taken has: what a row lacks of them takes time, too, and is no cell. */
const MAX_COLUMNS = 200

/** A row of a file; `line` counts as the file does, from 1. */
export interface TableRow {
  line: number
  cells: string[]
}

/**
 * Reads a table as people save it: commas, semicolons or tabs, which a first line `sep=;` may name; any line ends, a byte
 * order mark or none. Rows without a word in them are left out, and so are cells at the end of a row that have none. With
 * `trim`, spaces around cells that are not in quotes are, too.
 * @throws AppError `invalid` naming the line whose quotes do not match, or for more cells or columns than there may be.
 */
export function readTable(text: string, { trim = false } = {}): TableRow[] {
  const { delimiter, rows } = delimiterOf(text.replace(/^\ufeff/, ''))
  if (isBeyond(MAX_CELLS, rows, delimiter)) throw badFile(`The file has more than ${MAX_CELLS} cells.`)
  try {
    const records = library().parse(rows, {
      delimiter,
      info: true,
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      // A quote inside a cell that does not begin with one is meant: 5" or Ann "Annie" Lee.
      relax_quotes: true,
      skip_empty_lines: true,
      trim,
    }) as unknown as { record: string[]; info: Info }[]
    const table = records
      .map(({ record, info }) => ({ line: info.lines, cells: withoutEmptyEnd(record).map(uninert) }))
      .filter(({ cells }) => cells.length > 0)
    if (table.some(({ cells }) => cells.length > MAX_COLUMNS))
      throw badFile(`The file has more than ${MAX_COLUMNS} columns.`)
    return table
  } catch (error) {
    if (!(error instanceof library().CsvError)) throw error
    throw badLine(Number(error.lines) || 1, 'Its quotes do not match.')
  }
}

/** The cells up to the last one that says anything: spreadsheets save columns that were once in use, and rows. */
function withoutEmptyEnd(cells: readonly string[]): string[] {
  return cells.slice(0, cells.findLastIndex((cell) => cell.trim() !== '') + 1)
}

/** Whether a text has more than so many cells: each ends with a line, or where the next one begins. */
function isBeyond(most: number, text: string, delimiter: string): boolean {
  let cells = 0
  for (let at = 0; at < text.length; at++) {
    const character = text[at]
    if ((character === delimiter || character === '\n' || character === '\r') && ++cells > most) return true
  }
  return false
}
