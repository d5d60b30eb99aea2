import type { FastifyReply, FastifyRequest } from 'fastify'
import { type StillMay, sendPieces } from '../http/streaming.ts'
import { csvText, type Row } from './csv.ts'
import { fileNameOf, savedAs } from './file-name-rules.ts'
import { type CsvDialect, dialectOf } from './locale-rules.ts'
import { type TableKind, XLSX } from './schema.ts'
import { xlsxPieces } from './xlsx.ts'

const MEDIA_TYPES = { csv: 'text/csv; charset=utf-8', xlsx: XLSX } as const

/** A table to be saved. */
export interface Table {
  /** What is in it, for the name of the file and of the sheet. */
  title: string
  /** The day that it is of, or on which it was made. */
  day: string
  columns: readonly string[]
}

/**
 * Answers with a table as a file to be saved, all rows at once. CSV is UTF-8 with the mark by which spreadsheets know that, and has
 * no text that one of them runs as a formula. Numbers stay numbers.
 * @throws AppError `invalid` for a locale that is none.
 */
export async function sendTable(
  request: FastifyRequest,
  reply: FastifyReply,
  kind: TableKind,
  table: Table,
  rows: readonly Row[],
): Promise<never> {
  const dialect = dialectIn(request)
  toBeSaved(reply, kind, table)
  const body = kind === 'csv' ? csvText([table.columns, ...rows], true, dialect) : await wholeXlsx(table, rows)
  return reply.send(body) as never
}

/** The same for rows that come a few at a time; see `sendPieces`. */
export function streamTable(
  request: FastifyRequest,
  reply: FastifyReply,
  kind: TableKind,
  table: Table,
  slices: AsyncIterable<readonly Row[]>,
  stillMay: StillMay,
): never {
  const dialect = dialectIn(request)
  const pieces =
    kind === 'csv' ? csvPieces(table.columns, slices, dialect) : xlsxPieces(table.title, table.columns, slices)
  return sendPieces(request, toBeSaved(reply, kind, table), pieces, stillMay) as never
}

/** A CSV file, piece by piece. */
export async function* csvPieces(
  columns: readonly string[],
  slices: AsyncIterable<readonly Row[]>,
  dialect?: CsvDialect,
): AsyncGenerator<string> {
  yield csvText([columns], true, dialect)
  for await (const rows of slices) yield csvText(rows, false, dialect)
}

async function wholeXlsx({ title, columns }: Table, rows: readonly Row[]): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(xlsxPieces(title, columns, [rows])))
}

function dialectIn({ query }: FastifyRequest): CsvDialect {
  return dialectOf((query as { locale?: string } | undefined)?.locale)
}

function toBeSaved(reply: FastifyReply, kind: TableKind, { title, day }: Table): FastifyReply {
  return reply.type(MEDIA_TYPES[kind]).header('content-disposition', savedAs(fileNameOf(title, day, kind)))
}
