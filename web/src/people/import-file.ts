import type { Refusal } from '../api/client.ts'

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

/** How many people a file is about: its lines that are not empty, without the header. */
export function linesOf(text: string): number {
  return Math.max(0, text.split(/\r\n|\n|\r/).filter((line) => line.trim() !== '').length - 1)
}

/** A file to begin with: the columns that can be imported, and one person as an example, who begins today. */
export function template(today: string): Blob {
  const columns = 'name,account,manager,team,start_date,end_date,holiday_region,working_hours'
  const example = `Ann Example,,,Kitchen,${today},,,8 8 8 8 8 0 0`
  // A byte order mark tells spreadsheets that names may have accents.
  return new Blob([`\uFEFF${columns}\r\n${example}\r\n`], { type: 'text/csv' })
}
