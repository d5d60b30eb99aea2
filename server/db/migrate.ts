import { sql } from 'kysely'
import { machineNow } from '../clock.ts'
import type { Db } from './connect.ts'
import { isRetryable } from './database-errors.ts'
import { lockMigrations, tableOptions } from './dialect.ts'
import { type Migration, migrations } from './migrations/index.ts'
import { transact } from './transact.ts'

/** Another server may be at it, and a large table takes its time. */
const WAIT_MS = 60_000

/** The schema is not one that this version can serve. */
export class SchemaError extends Error {}

/**
 * Brings the schema up to date, one transaction a migration; servers that start together take turns.
 * Returns the names of the migrations applied here.
 * @throws SchemaError when the schema has a migration that this version does not know.
 */
export async function migrate(db: Db, known: readonly Migration[] = migrations): Promise<string[]> {
  const applied: string[] = []
  for (;;) {
    const name = await inTurn(() => transact(db, (trx) => applyNext(trx, known)))
    if (name === undefined) return applied
    applied.push(name)
  }
}

/** PostgreSQL queues those who wait; SQLite turns them away, so they ask again. */
async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + WAIT_MS
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (!isRetryable(error) || performance.now() > deadline) throw error
    }
  }
}

async function applyNext(trx: Db, known: readonly Migration[]): Promise<string | undefined> {
  await lockMigrations(trx)
  await sql`create table if not exists schema_migrations (name text primary key, applied_at text not null) ${tableOptions(trx)}`.execute(
    trx,
  )
  const rows = await trx.selectFrom('schema_migrations').select('name').execute()
  const done = new Set(rows.map((row) => row.name))
  for (const name of done) {
    if (known.some((migration) => migration.name === name)) continue
    throw new SchemaError(
      `The database was migrated by a newer Teamroom (${name}). Start that version, or restore an older backup.`,
    )
  }
  const next = known.find((migration) => !done.has(migration.name))
  if (!next) return undefined
  await next.up(trx)
  await trx
    .insertInto('schema_migrations')
    .values({ name: next.name, applied_at: machineNow().toISOString() })
    .execute()
  return next.name
}
