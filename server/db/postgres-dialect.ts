import { type DatabaseConnection, PostgresDialect, type PostgresDialectConfig, PostgresDriver } from 'kysely'
import pg from 'pg'
import type { PostgresBounds } from './postgres-bounds.ts'
import { endWhenSilent } from './silent-connections.ts'

/** What the connections of a pool do; who waits has none yet. */
export interface PoolState {
  busy: number
  idle: number
  waiting: number
}

/** A Kysely dialect on a pool of connections to PostgreSQL, and what that does at present. */
export function makePostgresDialect(
  url: string,
  bounds: PostgresBounds,
): { dialect: PostgresDialect; poolState(): PoolState } {
  const pool = new pg.Pool({
    connectionString: url,
    max: bounds.poolSize,
    connectionTimeoutMillis: bounds.connectMs,
    statement_timeout: bounds.statementMs,
    lock_timeout: bounds.lockMs,
    idle_in_transaction_session_timeout: bounds.statementMs,
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
  return {
    dialect: new OwnDialect({ pool }),
    poolState: () => ({ busy: pool.totalCount - pool.idleCount, idle: pool.idleCount, waiting: pool.waitingCount }),
  }
}

class OwnDialect extends PostgresDialect {
  readonly #config: PostgresDialectConfig

  constructor(config: PostgresDialectConfig) {
    super(config)
    this.#config = config
  }

  override createDriver(): PostgresDriver {
    return new OwnDriver(this.#config)
  }
}

/** A rollback that fails, which it does where the connection is lost, would hide why there was one. */
class OwnDriver extends PostgresDriver {
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    // By then the connection is marked as one not to be used again.
    await super.rollbackTransaction(connection as never).catch(() => {})
  }
}

/** A dialect on one connection, which is somebody else's to end. */
export function makeClientDialect(client: pg.Client): PostgresDialect {
  const only = Object.assign(client, { release() {} }) as unknown as pg.PoolClient
  return new OwnDialect({ pool: { connect: async () => only, end: async () => {}, options: {} } })
}

/** What PostgreSQL's text means to the code: the same strings and numbers that SQLite hands over. */
export function getTypeParser(oid: number, format?: 'text' | 'binary'): (value: string) => unknown {
  const { builtins } = pg.types
  if (oid === builtins.TIMESTAMPTZ) return (value) => new Date(value).toISOString()
  if (oid === builtins.DATE) return (value) => value
  if (oid === builtins.INT8 || oid === builtins.NUMERIC) return Number
  return pg.types.getTypeParser(oid, format as 'text')
}
