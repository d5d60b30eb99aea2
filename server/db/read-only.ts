import { existsSync, statSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { Kysely, sql } from 'kysely'
import type { DatabaseConfig } from '../config.ts'
import { connect, type Db } from './connect.ts'
import { isUnavailable } from './database-errors.ts'
import { fixSnapshot } from './dialect.ts'
import { NoDatabase } from './migrate.ts'
import { openSqlite } from './open-sqlite.ts'
import { NodeSqliteDialect } from './sqlite-dialect.ts'
import type { Tables } from './tables.ts'

/** SQLite's code for a file that cannot be opened: here the one that readers of a write-ahead log share. */
const CANNOT_OPEN = 14

/** A database as one moment saw it, while others may write. The connection is one of its own, and cannot write. */
export interface Snapshot {
  db: Db
  /** Lets the moment go; what reads after that fails. May be called more than once. */
  close(): Promise<void>
}

/** Opens a snapshot; makes no database where there is none. @throws NoDatabase */
export async function openSnapshot(config: DatabaseConfig): Promise<Snapshot> {
  const { db, close } = config.kind === 'sqlite' ? openToRead(config.file) : await connect(config)
  try {
    const trx = await db.startTransaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute()
    await fixSnapshot(trx)
    let closing: Promise<void> | undefined
    const closeOnce = () => {
      // Where the connection is lost, so is the transaction.
      closing ??= trx
        .rollback()
        .execute()
        .catch(() => {})
        .then(close)
      return closing
    }
    return { db: trx, close: closeOnce }
  } catch (error) {
    await close()
    throw error
  }
}

/** Runs work that reads, all of it as one moment saw the database. @throws NoDatabase */
export async function readSnapshot<T>(config: DatabaseConfig, work: (db: Db) => Promise<T>): Promise<T> {
  const { db, close } = await openSnapshot(config)
  try {
    return await work(db)
  } finally {
    await close()
  }
}

/** The same on a database that is open; inside a transaction, `work` becomes a part of that one. */
export function inSnapshot<T>(db: Db, work: (trx: Db) => Promise<T>): Promise<T> {
  const fixed = async (trx: Db) => {
    await fixSnapshot(trx)
    return work(trx)
  }
  if (db.isTransaction) return fixed(db)
  return db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(fixed)
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
