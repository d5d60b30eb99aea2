import { sql } from 'kysely'
import { connect, type Db } from '../server/db/connect.ts'
import { freshDatabase } from './databases.ts'

/** A database with one table of numbered texts, `notes`, and functions to read and write it. */
export interface Notes {
  db: Db
  reader: Db
  /** Another connection to the same database, as another process has one. */
  elsewhere: Db
  stop(): Promise<void>
}

/** Makes one on the database that the test run is for. */
export async function startNotes(): Promise<Notes> {
  const database = await freshDatabase()
  const mine = await connect(database.config)
  const other = await connect(database.config)
  await sql`create table notes (id integer primary key, text text not null)`.execute(mine.db)
  return {
    db: mine.db,
    reader: mine.reader,
    elsewhere: other.db,
    stop: async () => {
      await Promise.all([mine.close(), other.close()])
      await database.drop()
    },
  }
}

export async function addNote(db: Db, id: number, text = 'note'): Promise<void> {
  await sql`insert into notes (id, text) values (${id}, ${text})`.execute(db)
}

/** The ids of all notes, in order. */
export async function noteIds(db: Db): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`select id from notes order by id`.execute(db)
  return rows.map((row) => row.id)
}
