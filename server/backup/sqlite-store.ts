import { closeSync, existsSync, openSync } from 'node:fs'
import { backup, DatabaseSync } from 'node:sqlite'
import { CommandError } from '../startup.ts'
import type { TableContent } from './manifest-rules.ts'

/** Pages copied at once, between which nothing waits. */
const PAGES_A_STEP = 2_000
const MAX_FINDINGS = 20

/** What a database has, apart from what is in it. */
export interface Contents {
  migrations: string[]
  tables: TableContent[]
}

/**
 * Copies a SQLite database that others write to, as it was at one moment. The moment is held by a transaction that reads:
 * without it SQLite would begin anew with each write of others, and never end.
 * The copy goes into a file that is there, and empty.
 * @throws CommandError when there is no such database.
 */
export async function copySqlite(file: string, copy: string): Promise<void> {
  if (!existsSync(file)) throw new CommandError(`There is no database at ${file}: see DATABASE_URL.`)
  const source = new DatabaseSync(file, { readOnly: true, timeout: 5_000 })
  try {
    source.exec('begin')
    source.prepare('select count(*) from sqlite_schema').get()
    await backup(source, copy, { rate: PAGES_A_STEP })
  } finally {
    source.close()
  }
}

/** Counts what a SQLite file has. */
export function describeSqlite(file: string): Contents {
  return reading(file, (database) => {
    const column = (sql: string) =>
      database
        .prepare(sql)
        .all()
        .map((row) => String(Object.values(row)[0]))
    const names = column(
      "select name from pragma_table_list where schema = 'main' and type = 'table' and name not like 'sqlite%'",
    )
    const tables = names
      .sort()
      .map((name) => ({ name, rows: Number(column(`select count(*) from ${quoted(name)}`)[0]) }))
    const migrations = names.includes('schema_migrations')
      ? column('select name from schema_migrations order by name')
      : []
    return { migrations, tables }
  })
}

/** What SQLite itself finds wrong with a file, a sentence each: pages, indexes, and rows that refer to nothing. */
export function examineSqlite(file: string): string[] {
  return reading(file, (database) => {
    const pages = database
      .prepare(`pragma integrity_check(${MAX_FINDINGS})`)
      .all()
      .map((row) => String(row.integrity_check))
    if (pages.join() !== 'ok') return pages
    const lost = database.prepare('pragma foreign_key_check').all().slice(0, MAX_FINDINGS)
    return lost.map(({ table, rowid, parent }) => `${table} has a row (${rowid}) that refers to nothing in ${parent}.`)
  })
}

/** What is in a database that is to make way: `none` may be lost, as the migrations make it anew. */
export type Holding = 'none' | 'accounts' | 'others'

/** Nobody but its owner has a database open, as long as this lasts. */
export interface Hold {
  holds: Holding
  release(): void
}

/**
 * Takes a SQLite file for oneself. Every process that has it open holds a lock on it until it ends, however it ends, so
 * this is refused while a server runs. Its write-ahead log is taken into it.
 * @returns `in use`, or `unreadable` where it is no database, or a broken one.
 */
export function holdSqlite(file: string): Hold | 'in use' | 'unreadable' {
  const database = new DatabaseSync(file, { timeout: 0 })
  try {
    database.exec('pragma locking_mode = exclusive; pragma journal_mode = delete; begin exclusive; commit')
    return { holds: holding(database), release: () => database.close() }
  } catch (error) {
    database.close()
    const code = ((error as { errcode?: number }).errcode ?? 0) & 0xff
    if (code === SQLITE_BUSY) return 'in use'
    if (code === SQLITE_CORRUPT || code === SQLITE_NOTADB) return 'unreadable'
    throw error
  }
}

function holding(database: DatabaseSync): Holding {
  const tables = new Set(
    database
      .prepare('select name from sqlite_schema')
      .all()
      .map(({ name }) => name),
  )
  if (!tables.has('schema_migrations')) return tables.size > 0 ? 'others' : 'none'
  const has = tables.has('users') && database.prepare('select 1 from users limit 1').get() !== undefined
  return has ? 'accounts' : 'none'
}

/**
 * Keeps others from what a file stands for, until released or until this process ends, however it ends: SQLite's lock on
 * it is the system's. @returns undefined when somebody else has it.
 * @throws CommandError where this account may not use it.
 */
export function lock(file: string): (() => void) | undefined {
  // Only where it is missing: a process that closes a file gives up every lock that it has on it.
  if (!existsSync(file)) closeSync(openSync(file, 'a', 0o600))
  let database: DatabaseSync | undefined
  try {
    database = new DatabaseSync(file, { timeout: 0 })
    database.exec('pragma locking_mode = exclusive; pragma journal_mode = memory; begin exclusive')
    return () => database?.close()
  } catch (error) {
    database?.close()
    const code = ((error as { errcode?: number }).errcode ?? 0) & 0xff
    if (code === SQLITE_BUSY) return undefined
    if (!UNUSABLE.includes(code)) throw error
    throw new CommandError(
      `${file} cannot be used: it may belong to another account. Run this as the account that the server runs as.`,
    )
  }
}

/** A name as SQL takes it, whatever it is: it may come from a file that somebody else has made. */
function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

const SQLITE_BUSY = 5
const SQLITE_CORRUPT = 11
const SQLITE_NOTADB = 26
/** Reading or writing is not permitted, it cannot be opened, or is no file of ours. */
const UNUSABLE = [3, 8, 14, SQLITE_NOTADB]

function reading<T>(file: string, read: (database: DatabaseSync) => T): T {
  // Not read-only: a file that was copied from a database with a log would want one beside it, which only writers make.
  const database = new DatabaseSync(file)
  try {
    return read(database)
  } finally {
    database.close()
  }
}
