import { closeSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { Kysely, PostgresDialect, sql } from 'kysely'
import pg from 'pg'
import type { DatabaseConfig } from '../config.ts'
import { openSqlite } from './open-sqlite.ts'
import { ReaderThreadDialect } from './reader-thread.ts'
import { endWhenSilent } from './silent-connections.ts'
import { NodeSqliteDialect } from './sqlite-dialect.ts'
import type { Tables } from './tables.ts'

/** The database, or a transaction on it: functions of a store take either. */
export type Db = Kysely<Tables>

export interface Connection {
  db: Db
  /** For reads that may take long: on SQLite they run on a thread of their own, off the event loop. */
  reader: Db
  close(): Promise<void>
}

const POOL_SIZE = 10
const STATEMENT_TIMEOUT_MS = 10_000
const LOCK_TIMEOUT_MS = 5_000
const CONNECT_TIMEOUT_MS = 5_000

/** Opens the database, making the SQLite file and its folder when they are missing. Runs no migration. */
export function connect(config: DatabaseConfig): Connection {
  return config.kind === 'sqlite' ? connectSqlite(config.file) : connectPostgres(config.url)
}

function connectSqlite(file: string): Connection {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  // Made here, so that nobody else on the machine can read it; SQLite gives its other files the same mode.
  closeSync(openSync(file, 'a', 0o600))
  const db = new Kysely<Tables>({ dialect: new NodeSqliteDialect(openSqlite(file)) })
  const reader = new Kysely<Tables>({ dialect: new ReaderThreadDialect(file) })
  return { db, reader, close: async () => void (await Promise.all([reader.destroy(), db.destroy()])) }
}

function connectPostgres(url: string): Connection {
  const pool = new pg.Pool({
    connectionString: url,
    max: POOL_SIZE,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    lock_timeout: LOCK_TIMEOUT_MS,
    idle_in_transaction_session_timeout: STATEMENT_TIMEOUT_MS,
    keepAlive: true,
    options: '-c timezone=UTC',
    types: { getTypeParser },
  })
  // A connection that breaks is replaced by the pool, and whoever used it is told; without listeners, for idle ones and
  // for those in use, the error would end the process.
  pool.on('error', () => {})
  pool.on('connect', (client) => {
    client.on('error', () => {})
    endWhenSilent(client, url)
  })
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
  return { db, reader: db, close: () => db.destroy() }
}

/** What PostgreSQL's text means to the code: the same strings and numbers that SQLite hands over. */
function getTypeParser(oid: number, format?: 'text' | 'binary'): (value: string) => unknown {
  const { builtins } = pg.types
  if (oid === builtins.TIMESTAMPTZ) return (value) => new Date(value).toISOString()
  if (oid === builtins.DATE) return (value) => value
  if (oid === builtins.INT8 || oid === builtins.NUMERIC) return Number
  return pg.types.getTypeParser(oid, format as 'text')
}

/** Asks the database for a sign of life. @throws whatever the driver throws when there is none. */
export async function ping(db: Db): Promise<void> {
  await sql`select 1`.execute(db)
}
