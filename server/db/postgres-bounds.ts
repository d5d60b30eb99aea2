/** How much a server asks of PostgreSQL, and how long it waits for it. */
export interface PostgresBounds {
  /** Connections of one server. */
  poolSize: number
  connectMs: number
  statementMs: number
  lockMs: number
}

/** What settings may change. */
export const POSTGRES_BOUNDS: PostgresBounds = { poolSize: 10, connectMs: 5_000, statementMs: 10_000, lockMs: 5_000 }
