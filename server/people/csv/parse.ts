import { AppError } from '../../errors.ts'
import { badFile, badLine } from '../../tables/bad-file.ts'
import { readTable } from '../../tables/reading.ts'

/** Twice as many people as a company has that this is made for. */
const MAX_LINES = 1_000

/** A line of a file, by the names of its columns; `line` counts as the file does, its header being the first. */
export interface CsvLine {
  line: number
  cells: ReadonlyMap<string, string>
}

/**
 * Reads a CSV file with a header: see `readTable`.
 * @throws AppError `invalid` naming what is wrong by line and column.
 */
export function parseCsv(text: string, known: readonly string[]): CsvLine[] {
  const [header, ...records] = readTable(text, { trim: true })
  if (!header) throw badFile('The file is empty.')
  const columns = header.cells.map((name) => name.trim().toLowerCase())
  checkColumns(columns, known, header.line)
  if (records.length > MAX_LINES) throw badFile(`The file has more than ${MAX_LINES} lines.`)
  const tooLong = records.find(({ cells }) => cells.length > columns.length)
  if (tooLong) throw badLine(tooLong.line, 'There are more cells than columns.')
  return records.map(({ line, cells }) => ({
    line,
    cells: new Map(columns.map((name, i) => [name, cells[i] ?? ''])),
  }))
}

function checkColumns(columns: readonly string[], known: readonly string[], line: number): void {
  const errors: Record<string, string[]> = {}
  columns.forEach((name, i) => {
    if (!known.includes(name)) errors[`line ${line}.${name}`] = ['Unknown column.']
    else if (columns.indexOf(name) !== i) errors[`line ${line}.${name}`] = ['This column is there twice.']
  })
  if (Object.keys(errors).length > 0) throw new AppError('invalid', '', { errors: { json: errors } })
}
