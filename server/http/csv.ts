import { createRequire } from 'node:module'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { onDemand } from '../on-demand.ts'
import { sendPieces } from './streaming.ts'
import { Type } from './type.ts'

const require = createRequire(import.meta.url)
const library = onDemand(() => require('csv-stringify/sync') as typeof import('csv-stringify/sync'))

export type CsvValue = string | number | null

/** The answer of a route that sends a CSV file, such as this one. */
export function csvAnswer(...lines: string[]) {
  const schema = Type.String({ examples: [lines.map((line) => `${line}\r\n`).join('')] })
  return { description: 'RFC 4180.', content: { 'text/csv': { schema } } }
}

/** What a spreadsheet would take for a formula, behind any number of the marks that keep it from that. */
const FORMULA = /^'*[=+\-@\t\r]/

/** A text that a spreadsheet takes for what it is: a formula is marked by a `'` before it. */
export function inert(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text
}

/** The text that was made inert. */
export function uninert(text: string): string {
  return FORMULA.test(text) && text.startsWith("'") ? text.slice(1) : text
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
): FastifyReply {
  return sendPieces(request, toBeSaved(reply, filename), csvPieces(columns, slices))
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

function csvText(rows: readonly (readonly CsvValue[])[], bom: boolean): string {
  const cells = rows.map((row) => row.map((value) => (typeof value === 'string' ? inert(value) : value)))
  return library().stringify(cells, { bom, record_delimiter: 'windows' })
}
