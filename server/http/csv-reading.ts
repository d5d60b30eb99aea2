import { isUtf8 } from 'node:buffer'
import { createRequire } from 'node:module'
import type { Info } from 'csv-parse/sync'
import { AppError } from '../errors.ts'
import { onDemand } from '../on-demand.ts'

const require = createRequire(import.meta.url)
const library = onDemand(() => require('csv-parse/sync') as typeof import('csv-parse/sync'))

/** More cells than any file that is taken has. */
const MAX_CELLS = 50_000

/** A line of a CSV file; `line` counts as the file does, from 1. */
export interface CsvRecord {
  line: number
  cells: string[]
}

/** The text of a file. @throws AppError `invalid` when it is not UTF-8. */
export function decodeCsv(file: Buffer): string {
  if (!isUtf8(file)) throw badFile('The file is not valid UTF-8.')
  return file.toString('utf8')
}

/**
 * Reads a CSV file: commas or semicolons, any line ends, a byte order mark or none; empty lines are
 * left out, and with `trim` spaces around cells that are not in quotes.
 * @throws AppError `invalid` naming the line whose quotes do not match, or for more cells than there may be.
 */
export function readCsv(text: string, { trim = false } = {}): CsvRecord[] {
  const header = text.slice(0, text.search(/[\r\n]|$/))
  const count = (character: string) => header.split(character).length
  const delimiter = count(';') > count(',') ? ';' : ','
  if (isBeyond(MAX_CELLS, text, delimiter)) throw badFile(`The file has more than ${MAX_CELLS} cells.`)
  try {
    const records = library().parse(text, {
      bom: true,
      delimiter,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      trim,
    }) as unknown as { record: string[]; info: Info }[]
    return records.map(({ record, info }) => ({ line: info.lines, cells: record }))
  } catch (error) {
    if (!(error instanceof library().CsvError)) throw error
    throw badLine(Number(error.lines) || 1, 'Its quotes do not match.')
  }
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

/** Something is wrong with a file as a whole. */
export function badFile(sentence: string): AppError {
  return new AppError('invalid', sentence, { errors: { json: { _schema: [sentence] } } })
}

/** Something is wrong with a line of a file. */
export function badLine(line: number, sentence: string): AppError {
  return new AppError('invalid', '', { errors: { json: { [`line ${line}`]: [sentence] } } })
}
