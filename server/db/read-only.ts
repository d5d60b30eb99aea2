import { existsSync, statSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { Kysely, sql } from 'kysely'
import type { DatabaseConfig } from '../config.ts'
import { connect, type Db } from './connect.ts'
import { isUnavailable } from './database-errors.ts'
import { endTimeouts } from './dialect.ts'
import { NoDatabase } from './migrate.ts'
import { openSqlite } from './open-sqlite.ts'
import { NodeSqliteDialect } from './sqlite-dialect.ts'
import type { Tables } from './tables.ts'

/** SQLite's code for a file that cannot be opened: here the one that readers of a write-ahead log share. */
const CANNOT_OPEN = 14

/**
 * Runs work that reads, all of it as one moment saw the database, while others may write. The connection itself cannot
 * write, and makes no database where there is none.
 * @throws NoDatabase
 */
export async function readSnapshot<T>(config: DatabaseConfig, work: (db: Db) => Promise<T>): Promise<T> {
  const { db, close } = config.kind === 'sqlite' ? openToRead(config.file) : await connect(config)
  try {
    return await inSnapshot(db, work)
  } finally {
    await close()
  }
}

/** The same on a database that is open; inside a transaction, `work` becomes a part of that one. */
export function inSnapshot<T>(db: Db, work: (trx: Db) => Promise<T>): Promise<T> {
  const unhurried = async (trx: Db) => {
    await endTimeouts(trx)
    return work(trx)
  }
  if (db.isTransaction) return unhurried(db)
  return db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(unhurried)
}

/** Does a part of what is read; gives the error with which the database broke it off, after which the rest can go on. */
export async function attempt(db: Db, part: () => Promise<void>): Promise<Error | undefined> {
  await sql`savepoint part`.execute(db)
  try {
    await part()
    return undefined
  } catch (error) {
    if (isUnavailable(error)) throw error
    await sql`rollback to savepoint part`.execute(db)
    return error as Error
  } finally {
    await sql`release savepoint part`.execute(db).catch(() => {})
  }
}

function openToRead(file: string) {
  if (!existsSync(file)) throw new NoDatabase(`There is no database in ${file}.`)
  const db = new Kysely<Tables>({ dialect: new NodeSqliteDialect(openReadable(file)) })
  return { db, close: () => db.destroy() }
}

/** In a folder that cannot be written to nobody else writes, so that nothing has to be shared. */
function openReadable(file: string): DatabaseSync {
  const database = openSqlite(file, { readOnly: true })
  try {
    database.exec('select count(*) from sqlite_schema')
    return database
  } catch (error) {
    database.close()
    const isShared = existsSync(`${file}-wal`) && statSync(`${file}-wal`).size > 0
    if (isShared || (error as { errcode?: number }).errcode !== CANNOT_OPEN) throw error
    const address = pathToFileURL(file)
    address.searchParams.set('immutable', '1')
    return new DatabaseSync(address, { readOnly: true })
  }
}
