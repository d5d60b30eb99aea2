import { createRequire } from 'node:module'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { onDemand } from '../on-demand.ts'
import { type StillMay, sendPieces } from './streaming.ts'
import { Type } from './type.ts'

const require = createRequire(import.meta.url)
const library = onDemand(() => require('csv-stringify/sync') as typeof import('csv-stringify/sync'))

export type CsvValue = string | number | null

/** The answer of a route that sends a CSV file, such as this one. */
export function csvAnswer(...lines: string[]) {
  const schema = Type.String({ examples: [lines.map((line) => `${line}\r\n`).join('')] })
  return { description: 'RFC 4180.', content: { 'text/csv': { schema } } }
}

/** Where some spreadsheet begins a cell: German ones split lines at `;`, pasted text is split at tabs, and quotes may be lost. */
const SEPARATORS = ';,\\t\\r\\n\\v\\f\\u0085\\u2028\\u2029'
/** What makes a cell a formula, in either width, behind any spaces and quotes. Linear: what may be skipped separates nothing. */
const FORMULA = `(?:(?![${SEPARATORS}])[\\s"'])*[=+\\-@\\t\\r\uff1d\uff0b\uff0d\uff20]`
const CELL = `(?<=^|[${SEPARATORS}])`
const UNMARKED = new RegExp(`${CELL}(?=${FORMULA})`, 'g')
const MARKED = new RegExp(`${CELL}'(?=${FORMULA})`, 'g')

/** A text that no spreadsheet runs, wherever it begins a cell: each formula is marked by a `'` before it. */
export function inert(text: string): string {
  return text.replace(UNMARKED, "'")
}

/** The text that was made inert. */
export function uninert(text: string): string {
  return text.replace(MARKED, '')
}

/**
 * Answers with a CSV file (RFC 4180) to be saved: UTF-8 with the mark by which spreadsheets know that, and texts that none
 * of them runs as a formula. Numbers are written as they are.
 */
export function sendCsv(
  reply: FastifyReply,
  filename: string,
  columns: readonly string[],
  rows: readonly (readonly CsvValue[])[],
): FastifyReply {
  return toBeSaved(reply, filename).send(csvText([columns, ...rows], true))
}

/** The same for rows that come a few at a time; see `sendPieces`. */
export function streamCsv(
  request: FastifyRequest,
  reply: FastifyReply,
  filename: string,
  columns: readonly string[],
  slices: AsyncIterable<readonly (readonly CsvValue[])[]>,
  stillMay: StillMay,
): FastifyReply {
  return sendPieces(request, toBeSaved(reply, filename), csvPieces(columns, slices), stillMay)
}

async function* csvPieces(
  columns: readonly string[],
  slices: AsyncIterable<readonly (readonly CsvValue[])[]>,
): AsyncGenerator<string> {
  yield csvText([columns], true)
  for await (const rows of slices) yield csvText(rows, false)
}

function toBeSaved(reply: FastifyReply, filename: string): FastifyReply {
  return reply.type('text/csv; charset=utf-8').header('content-disposition', `attachment; filename="${filename}"`)
}

const QUOTED = /[\r\n]|^\s|\s$/

/** Rows as RFC 4180 has them; `bom` puts the mark before them by which spreadsheets know UTF-8. */
export function csvText(rows: readonly (readonly CsvValue[])[], bom: boolean): string {
  const cells = rows.map((row) => row.map((value) => (typeof value === 'string' ? inert(value) : value)))
  // The library quotes what holds its own line end; others begin another line, too, and readers take outer spaces off.
  return library().stringify(cells, { bom, record_delimiter: 'windows', quoted_match: QUOTED })
}
