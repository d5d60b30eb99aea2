import type { DatabaseConfig } from '../config.ts'
import type { Db } from '../db/connect.ts'
import { openSnapshot } from '../db/read-only.ts'
import { findCompany } from '../people/company/store.ts'
import type { ArchiveFile } from '../privacy/archive.ts'
import { csvRowPieces, jsonRowPieces, once, slicesOf } from '../privacy/row-pieces.ts'
import { CommandError } from '../startup.ts'
import { isTallied, tallyReplies } from '../surveys/results/tally.ts'
import { type CalendarEvent, partOf } from '../time-off/calendar/feed-rules.ts'
import { calendarPieces } from '../time-off/calendar/ical.ts'
import { addDays } from '../time-off/days.ts'
import { describeColumn } from './columns.ts'
import { EXPORTED, LEFT_OUT, shownColumns } from './contents.ts'
import * as store from './store.ts'
import { SURVEY_FILES, surveyFiles } from './survey-files.ts'
import { newsAsMarkdown, readmeOf } from './text-rules.ts'

/** Absences that are read at once. */
const ABSENCES_AT_ONCE = 50

/** How often replies are counted once more where some have come before the snapshot was there. */
const TRIES = 20

/**
 * Hands `work` all files of an export of everything that belongs to the company, as one moment saw it: each is made when it is read,
 * and none of them can be read any more once `work` is done. `db` is the same database, open, for replies to be counted in.
 * @throws CommandError where replies come faster than they are counted.
 */
export async function withExport<T>(
  db: Db,
  database: DatabaseConfig,
  now: Date,
  work: (files: readonly ArchiveFile[]) => Promise<T>,
): Promise<T> {
  for (let tries = 0; tries < TRIES; tries++) {
    await tallyReplies(db)
    const { db: snapshot, close } = await openSnapshot(database)
    try {
      if (await isTallied(snapshot)) return await work(await exportFiles(snapshot, now))
    } finally {
      await close()
    }
  }
  throw new CommandError('Replies to surveys come faster than they can be counted: try again later.')
}

async function exportFiles(db: Db, now: Date): Promise<ArchiveFile[]> {
  const at = now.toISOString()
  const { name } = await findCompany(db)
  return [
    { name: 'README.md', text: () => once(readme(name, at)) },
    ...EXPORTED.flatMap(({ table, file }): ArchiveFile[] => {
      const columns = shownColumns(table, file)
      const rows = () => slicesOf(db, table, { columns, which: store.isKept(table, file) })
      return [
        { name: `${file.name}.csv`, text: () => csvRowPieces(columns, rows()) },
        { name: `${file.name}.json`, text: () => jsonRowPieces(columns, rows()) },
      ]
    }),
    { name: 'time-off.ics', text: () => calendarPieces(name, absences(db)) },
    ...(await store.listNews(db)).map(
      ({ id, slug }): ArchiveFile => ({ name: `news/${slug}.md`, text: () => newsPieces(db, id) }),
    ),
    ...(await surveyFiles(db, at)),
  ]
}

function readme(company: string, at: string): string {
  const kinds = EXPORTED.map(({ table, file }) => ({
    name: `${file.name}.csv, ${file.name}.json`,
    about: file.about,
    columns: shownColumns(table, file).map((column): [string, string] => [column, describeColumn(table, column) ?? '']),
  }))
  const others = [
    { name: 'time-off.ics', about: 'Pending and approved time off for calendar programs (iCalendar, RFC 5545).' },
    {
      name: 'news/SLUG.md',
      about: 'Each piece of news as Markdown, with its title, author and times before the text.',
    },
  ]
  return readmeOf(company, at, [...kinds, ...others, ...SURVEY_FILES], LEFT_OUT)
}

async function* newsPieces(db: Db, id: string): AsyncGenerator<string> {
  yield newsAsMarkdown(await store.findNews(db, id))
}

async function* absences(db: Db): AsyncGenerator<CalendarEvent[]> {
  for (let after = ''; ; ) {
    const rows = await store.listAbsences(db, after, ABSENCES_AT_ONCE)
    const last = rows.at(-1)
    if (last === undefined) return
    yield rows.map((row) => ({
      uid: `${row.id}@teamroom`,
      start: row.start_date,
      end: addDays(row.end_date, 1),
      summary: `${row.employee_name} – ${row.leave_type_name}${partOf(row)}`,
      isTentative: row.status === 'pending',
      isBusy: false,
      stamp: row.updated_at,
      version: row.version,
    }))
    after = last.id
  }
}
