import type { DatabaseConfig } from '../config.ts'
import type { Db } from '../db/connect.ts'
import { openSnapshot } from '../db/read-only.ts'
import type { Tables } from '../db/tables.ts'
import { AppError, notFound } from '../errors.ts'
import { inSteps } from '../http/streaming.ts'
import { publishedForm } from '../surveys/answering/actions.ts'
import type { Answers } from '../surveys/answering/schema.ts'
import { labelOf } from '../surveys/export/columns-rules.ts'
import { type ArchiveFile, zipped } from './archive.ts'
import { DATA_MAP, shownColumns, TABLES } from './data-map/data-map.ts'
import type { PersonFile } from './data-map/table-data.ts'
import { csvRowPieces, jsonRowPieces, once, slicesOf } from './row-pieces.ts'
import type { Row } from './row-store.ts'
import { findPerson, isOf, type Person } from './store.ts'

/** Rows that are written before others have their turn. */
const ROWS_A_STEP = 10
const RETRY_SECONDS = 10

const ABOUT =
  'Everything that Teamroom holds on this person, each file once as JSON and once as CSV for spreadsheets. Not in it are ' +
  'passwords and other secrets, which are stored as hashes only, and replies to anonymous surveys: nothing we store links ' +
  'those to a person.'

/** The person, of whom something is asked for. @throws AppError `not_found` */
export async function requirePerson(db: Db, id: string): Promise<Person> {
  const person = await findPerson(db, id)
  if (!person) throw notFound()
  return person
}

/** Archives that are made at once; each holds on to a connection, and to what the database would have cleaned up. */
const MOST_AT_ONCE = 4
/** Who takes longer to read an archive gets no more of it. */
const TAKEN_WITHIN_MS = 600_000

let atOnce = 0
/** The accounts that are getting one: who reads slowly keeps no more than one place from others. */
const getting = new Set<string>()

/** @throws AppError `too_many` where this account is getting one, `unavailable` where too many are being made. */
export function requirePlace(account?: string): void {
  if (account !== undefined && getting.has(account)) {
    throw new AppError('too_many', 'Too many live views and downloads at once.', { retryAfter: RETRY_SECONDS })
  }
  if (atOnce < MOST_AT_ONCE) return
  throw new AppError('unavailable', 'Too many live views and downloads at once.', { retryAfter: RETRY_SECONDS })
}

/**
 * Everything on one person, by the id of the account or the employee, as a ZIP archive, piece by piece: all as it is when the first
 * piece is asked for. `account` is that of whoever gets it; nobody's at the command line.
 * @throws AppError `not_found`, and what `requirePlace` throws.
 */
export async function* exportPieces(
  database: DatabaseConfig,
  id: string,
  now: Date,
  account?: string,
): AsyncGenerator<Uint8Array> {
  requirePlace(account)
  atOnce++
  if (account !== undefined) getting.add(account)
  try {
    const { db, close } = await openSnapshot(database)
    const limit = setTimeout(() => void close(), TAKEN_WITHIN_MS).unref()
    try {
      yield* zipped(filesOn(db, await requirePerson(db, id), now), now)
    } finally {
      clearTimeout(limit)
      await close()
    }
  } finally {
    atOnce--
    if (account !== undefined) getting.delete(account)
  }
}

function filesOn(db: Db, person: Person, now: Date): ArchiveFile[] {
  const about = {
    about: ABOUT,
    exported_at: now.toISOString(),
    name: person.name,
    account_id: person.account,
    employee_id: person.employee,
  }
  const files = exportedFiles().flatMap(([table, file]) => filesOf(db, table, file, person))
  return [{ name: 'about.json', text: () => once(`${JSON.stringify(about, null, 2)}\n`) }, ...files]
}

/** Every file that an export has, with the table that it is of. */
export function exportedFiles(): [keyof Tables, PersonFile][] {
  return TABLES.flatMap(([table, { files = [] }]) => files.map((file): [keyof Tables, PersonFile] => [table, file]))
}

function filesOf(db: Db, table: keyof Tables, file: PersonFile, person: Person): ArchiveFile[] {
  const columns = shownColumns(DATA_MAP[table], file)
  const rows = () => slicesOf(db, table, { columns, which: isOf(table, file.of, person) })
  const slices = () => inSteps(table === 'survey_replies' ? withWords(db, rows()) : rows(), ROWS_A_STEP)
  return [
    { name: `${file.name}.json`, text: () => jsonRowPieces(columns, slices()) },
    { name: `${file.name}.csv`, text: () => csvRowPieces(columns, slices()) },
  ]
}

async function* withWords(db: Db, slices: AsyncIterable<Row[]>): AsyncGenerator<Row[]> {
  for await (const rows of slices) yield await inWords(db, rows)
}

/** Replies with their questions and what was chosen in the words of that time, which ids do not say. */
function inWords(db: Db, rows: readonly Row[]): Promise<Row[]> {
  return Promise.all(
    rows.map(async (row) => {
      const form = await publishedForm(db, row.survey_id as string, row.form_version as number)
      const answers = Object.entries(row.answers as Answers).map(([id, value]) => {
        const question = form?.questions.find((asked) => asked.id === id)
        return { question: question?.title ?? id, value, label: question && labelOf(value, question) }
      })
      return { ...row, answers }
    }),
  )
}
