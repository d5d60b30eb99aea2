import { createRequire } from 'node:module'
import { onDemand } from '../on-demand.ts'
import { inert } from './formula-rules.ts'
import { type CsvDialect, STANDARD } from './locale-rules.ts'

const require = createRequire(import.meta.url)
const library = onDemand(() => require('csv-stringify/sync') as typeof import('csv-stringify/sync'))

/** What stands in a cell; null for an empty one. */
export type CellValue = string | number | null
export type Row = readonly CellValue[]

/** What any reader takes for the end of a line or of a cell, and outer spaces, which readers take off. */
const QUOTED = /[\r\n\v\f\u0085\u2028\u2029;\t]|^\s|\s$/

/**
 * Rows as RFC 4180 has them, or as a spreadsheet of another `dialect` opens them; no text in them runs as a formula.
 * `bom` puts the mark before them by which spreadsheets know UTF-8.
 */
export function csvText(rows: readonly Row[], bom: boolean, { delimiter, decimal }: CsvDialect = STANDARD): string {
  const cells = rows.map((row) =>
    row.map((value) => {
      if (typeof value === 'string') return inert(value)
      return typeof value === 'number' && decimal !== '.' ? String(value).replace('.', decimal) : value
    }),
  )
  // The library quotes what holds its own line end and delimiter; readers that go by others find those quoted, too.
  return library().stringify(cells, { bom, delimiter, record_delimiter: 'windows', quoted_match: QUOTED })
}
