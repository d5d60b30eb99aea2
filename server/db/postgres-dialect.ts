import { PostgresDialect } from 'kysely'
import pg from 'pg'
import { endWhenSilent } from './silent-connections.ts'

const POOL_SIZE = 10
const STATEMENT_TIMEOUT_MS = 10_000
const LOCK_TIMEOUT_MS = 5_000
const CONNECT_TIMEOUT_MS = 5_000

/** A Kysely dialect on a pool of connections to PostgreSQL. */
export function makePostgresDialect(url: string): PostgresDialect {
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
  return new PostgresDialect({ pool })
}

/** What PostgreSQL's text means to the code: the same strings and numbers that SQLite hands over. */
function getTypeParser(oid: number, format?: 'text' | 'binary'): (value: string) => unknown {
  const { builtins } = pg.types
  if (oid === builtins.TIMESTAMPTZ) return (value) => new Date(value).toISOString()
  if (oid === builtins.DATE) return (value) => value
  if (oid === builtins.INT8 || oid === builtins.NUMERIC) return Number
  return pg.types.getTypeParser(oid, format as 'text')
}
