import { badFile, badLine } from '../../tables/bad-file.ts'
import type { TableRow } from '../../tables/reading.ts'
import { type Field, guessedMapping, type Mapping, sentMapping } from './columns-rules.ts'

/** Twice as many people as a company has that this is made for. */
const MAX_LINES = 1_000

/** A line of a file, by what its cells say; `line` counts as the file does, its header being the first. */
export interface FieldsLine {
  line: number
  cells: ReadonlyMap<Field, string>
}

/** A column of a file, what it stands for, and the first thing in it. */
export interface MappedColumn {
  title: string
  field: Field | null
  example: string | null
}

export interface MappedFile {
  columns: MappedColumn[]
  lines: FieldsLine[]
}

/**
 * The lines of a table whose first row is its header, by the fields that its columns stand for: as they were `sent`, otherwise
 * as their titles say.
 * @throws AppError `invalid` for an empty file, one with too many lines, cells beyond the header, and a mapping that does not fit.
 */
export function mapColumns([header, ...rows]: readonly TableRow[], sent: string | undefined): MappedFile {
  if (!header) throw badFile('The file is empty.')
  if (rows.length > MAX_LINES) throw badFile(`The file has more than ${MAX_LINES} lines.`)
  const titles = header.cells.map((title) => title.trim())
  const tooLong = rows.find(({ cells }) => cells.length > titles.length)
  if (tooLong) throw badLine(tooLong.line, 'There are more cells than columns.')
  const cells = rows.map((row) => row.cells)
  const mapping = sent === undefined ? guessedMapping(titles, cells) : sentMapping(sent, titles)
  const columns = titles.map((title, i) => ({
    title,
    field: mapping[i] ?? null,
    example: cells.find((row) => row[i]?.trim())?.[i] ?? null,
  }))
  return { columns, lines: rows.map(({ line, cells }) => ({ line, cells: cellsByField(cells, mapping) })) }
}

function cellsByField(cells: readonly string[], mapping: Mapping): Map<Field, string> {
  return new Map(mapping.flatMap((field, i) => (field === null ? [] : [[field, cells[i] ?? '']])))
}
