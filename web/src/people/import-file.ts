import type { Refusal, Schema } from '../api/client.ts'
import { said } from '../i18n/said.ts'

/** What is wrong with a file: in which line, in which column, if it is in one, and why. */
export interface FaultyCell {
  line: number | undefined
  column: string | undefined
  sentence: string
}

/** What the server found wrong, in the order of the file. */
export function faultsOf({ fields }: Refusal): FaultyCell[] {
  return Object.entries(fields)
    .map(([where, sentences]) => {
      const [, line, column] = /^line (\d+)(?:\.(.*))?$/.exec(where) ?? []
      return { line: line === undefined ? undefined : Number(line), column, sentence: sentences.join(' ') }
    })
    .sort((a, b) => (a.line ?? 0) - (b.line ?? 0))
}

/** What a dry run found wrong, line by line, in the columns of the file. */
export function faultsIn({ rows, columns }: Schema<'EmployeeImport'>): FaultyCell[] {
  const titleOf = (field: string) => columns.find((column) => column.field === field)?.title ?? field
  return rows.flatMap(({ line, problems }) =>
    Object.entries(problems).map(([field, sentences]) => ({
      line,
      column: titleOf(field),
      sentence: sentences.map(said).join(' '),
    })),
  )
}

/** A file to begin with: the columns that can be imported, and one person as an example, who begins today. */
export function template(today: string): Blob {
  const columns = 'name,personnel_number,email,account,manager,team,start_date,end_date,holiday_region,working_hours'
  const example = `Ann Example,1042,ann@example.com,,,Kitchen,${today},,,8 8 8 8 8 0 0`
  // A byte order mark tells spreadsheets that names may have accents.
  return new Blob([`\uFEFF${columns}\r\n${example}\r\n`], { type: 'text/csv' })
}
