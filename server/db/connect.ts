import { closeSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { HandleEmptyInListsPlugin, Kysely, type LogEvent, replaceWithNoncontingentExpression, sql } from 'kysely'
import type { Client } from 'pg'
import type { DatabaseConfig } from '../config.ts'
import { makeFolder } from '../folder.ts'
import { openSqlite } from './open-sqlite.ts'
import { POSTGRES_BOUNDS } from './postgres-bounds.ts'
import type { PoolState } from './postgres-dialect.ts'
import { ReaderThreadDialect } from './reader-thread.ts'
import { NodeSqliteAdapter, NodeSqliteDialect } from './sqlite-dialect.ts'
import { SqlitePresence } from './sqlite-presence.ts'
import type { Tables } from './tables.ts'

/** The database, or a transaction on it: functions of a store take either. */
export type Db = Kysely<Tables>

export interface Connection {
  db: Db
  /** For reads that may take long: on SQLite they run on a thread of their own, off the event loop. */
  reader: Db
  /** Undefined on SQLite, which has no pool. */
  poolState(): PoolState | undefined
  /** Why all that is written now would be lost, as a SQLite file that is not in its place any more. */
  problem(): string | undefined
  close(): Promise<void>
}

/** A statement that was run, without its values. */
export interface Statement {
  sql: string
  milliseconds: number
  failed: boolean
}

/** Nothing is in an empty list, on either database: PostgreSQL itself takes `in ()` for a mistake. */
const plugins = [new HandleEmptyInListsPlugin({ strategy: replaceWithNoncontingentExpression })]

/**
 * Opens the database, making the SQLite file and its folder when they are missing. Runs no migration. `onStatement` is told of
 * what PostgreSQL is asked; on SQLite requests share what is run, and it takes no time worth telling.
 */
export async function connect(
  config: DatabaseConfig,
  onStatement?: (statement: Statement) => void,
): Promise<Connection> {
  if (config.kind === 'sqlite') return connectSqlite(config.file)
  // Loaded only where it is used, which spares the start on SQLite its driver.
  const { makePostgresDialect } = await import('./postgres-dialect.ts')
  const { dialect, poolState } = makePostgresDialect(config.url, config.bounds ?? POSTGRES_BOUNDS)
  const log = onStatement && ((event: LogEvent) => onStatement(statementOf(event)))
  const db = new Kysely<Tables>({ dialect, plugins, ...(log && { log }) })
  return { db, reader: db, poolState, problem: () => undefined, close: () => db.destroy() }
}

/** The database over one connection to PostgreSQL, for what is done on that connection besides. */
export async function overClient(client: Client): Promise<Db> {
  const { makeClientDialect } = await import('./postgres-dialect.ts')
  return new Kysely<Tables>({ dialect: makeClientDialect(client), plugins })
}

function connectSqlite(file: string): Connection {
  makeFolder(dirname(file))
  // Made here, so that nobody else on the machine can read it; SQLite gives its other files the same mode.
  closeSync(openSync(file, 'a', 0o600))
  const presence = new SqlitePresence(file)
  const db = new Kysely<Tables>({ dialect: new NodeSqliteDialect(openSqlite(file), presence), plugins })
  const reader = new Kysely<Tables>({ dialect: new ReaderThreadDialect(file, presence), plugins })
  return {
    db,
    reader,
    poolState: () => undefined,
    problem: () => presence.problem,
    close: async () => void (await Promise.all([reader.destroy(), db.destroy()])),
  }
}

function statementOf({ query, queryDurationMillis, level }: LogEvent): Statement {
  return { sql: query.sql, milliseconds: queryDurationMillis, failed: level === 'error' }
}

/**
 * Asks the database for a sign of life. @throws whatever the driver throws when there is none, and AppError `unavailable`
 * when a SQLite file is not in its place any more.
 */
export async function ping(db: Db): Promise<void> {
  await sql`select 1`.execute(db)
  const { adapter } = db.getExecutor()
  if (adapter instanceof NodeSqliteAdapter) adapter.requireFile()
}
