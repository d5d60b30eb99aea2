import { Line } from '../http/shapes.ts'
import { Type } from '../http/type.ts'

/** The kinds of files that every table can be saved as; an address ends with one of them. */
export const TABLE_KINDS = ['csv', 'xlsx'] as const
export type TableKind = (typeof TABLE_KINDS)[number]

/** The media type of Excel's workbooks. */
export const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/** What a request for a table may say of it. */
export const TableQuery = {
  locale: Type.Optional(
    Line(1, 60, {
      description:
        'The language tag (BCP 47) of the spreadsheet that a CSV file is for. Where decimals have a comma, as in `de-DE`, ' +
        'cells are separated by semicolons; without it, the file is as RFC 4180 has it. Without effect on XLSX.',
      examples: ['de-DE'],
    }),
  ),
}

/** How a summary names a kind of file. */
export const NAMES_OF_KINDS: Record<TableKind, string> = { csv: 'CSV', xlsx: 'an Excel workbook' }

/** The answer of a route that sends a table as a file of a kind; `lines` are an example of it as CSV. */
export function tableAnswer(kind: TableKind, ...lines: string[]) {
  if (kind === 'xlsx') {
    const schema = Type.Unsafe<string>({ type: 'string', format: 'binary', examples: ['PK…'] })
    return { description: 'A workbook with one sheet (Office Open XML).', content: { [XLSX]: { schema } } }
  }
  const schema = Type.String({ examples: [lines.map((line) => `${line}\r\n`).join('')] })
  return { description: 'RFC 4180, or as the locale has it.', content: { 'text/csv': { schema } } }
}
