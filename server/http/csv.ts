import { stringify } from 'csv-stringify/sync'
import type { FastifyReply } from 'fastify'
import { Type } from 'typebox'

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
  const cells = rows.map((row) => row.map((value) => (typeof value === 'string' ? inert(value) : value)))
  const text = stringify([[...columns], ...cells], { bom: true, record_delimiter: 'windows' })
  return reply
    .type('text/csv; charset=utf-8')
    .header('content-disposition', `attachment; filename="${filename}"`)
    .send(text)
}
