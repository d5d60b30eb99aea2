import { isUtf8 } from 'node:buffer'
import { CsvError, type Info, parse } from 'csv-parse/sync'
import { AppError } from '../../errors.ts'
import { uninert } from '../../http/csv.ts'

const MAX_LINES = 2_000

/** A line of a file, by the names of its columns; `line` counts as the file does, its header being the first. */
export interface CsvLine {
  line: number
  cells: ReadonlyMap<string, string>
}

/**
 * Reads a CSV file with a header: commas or semicolons, any line ends, a byte order mark or none.
 * @throws AppError `invalid` naming what is wrong by line and column.
 */
export function parseCsv(text: string, known: readonly string[]): CsvLine[] {
  const [header, ...records] = readRecords(text)
  if (!header) throw badFile('The file is empty.')
  const columns = header.record.map((name) => name.trim().toLowerCase())
  checkColumns(columns, known, header.info.lines)
  if (records.length > MAX_LINES) throw badFile(`The file has more than ${MAX_LINES} lines.`)
  const tooLong = records.find(({ record }) => record.length > columns.length)
  if (tooLong) throw badLine(tooLong.info.lines, 'There are more cells than columns.')
  return records.map(({ record, info }) => ({
    line: info.lines,
    cells: new Map(columns.map((name, i) => [name, uninert((record[i] ?? '').trim())])),
  }))
}

/** The text of a file. @throws AppError `invalid` when it is not UTF-8. */
export function decodeCsv(file: Buffer): string {
  if (!isUtf8(file)) throw badFile('The file is not valid UTF-8.')
  return file.toString('utf8')
}

function badLine(line: number, sentence: string): AppError {
  return new AppError('invalid', '', { errors: { json: { [`line ${line}`]: [sentence] } } })
}

function readRecords(text: string): { record: string[]; info: Info }[] {
  const header = text.slice(0, text.search(/[\r\n]|$/))
  const count = (character: string) => header.split(character).length
  try {
    return parse(text, {
      bom: true,
      delimiter: count(';') > count(',') ? ';' : ',',
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
    }) as unknown as { record: string[]; info: Info }[]
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    throw badLine(Number(error.lines) || 1, 'Its quotes do not match.')
  }
}

function checkColumns(columns: readonly string[], known: readonly string[], line: number): void {
  const errors: Record<string, string[]> = {}
  columns.forEach((name, i) => {
    if (!known.includes(name)) errors[`line ${line}.${name}`] = ['Unknown column.']
    else if (columns.indexOf(name) !== i) errors[`line ${line}.${name}`] = ['This column is there twice.']
  })
  if (Object.keys(errors).length > 0) throw new AppError('invalid', '', { errors: { json: errors } })
}

function badFile(sentence: string): AppError {
  return new AppError('invalid', sentence, { errors: { json: { _schema: [sentence] } } })
}
