import { setTimeout } from 'node:timers/promises'
import { sql } from 'kysely'
import { machineNow } from '../clock.ts'
import type { Db } from './connect.ts'
import { isLockedOut, isRetryable } from './database-errors.ts'
import { keepServersOut, listColumns, lockMigrations, tableOptions } from './dialect.ts'
import { type Migration, migrations } from './migrations/index.ts'
import { transact } from './transact.ts'

/** Another server may be at it, and a large table takes its time. */
const WAIT_MS = 60_000
/** In between, those who had to wait behind a migration that did not get its table have their turn. */
const PAUSE_MS = 500

/** The table in which `teamroom copy` keeps how far it is. */
export const COPY_TABLE = 'copy_progress'
const UNFINISHED_COPY =
  'The database is a copy that was not finished: run the same teamroom copy again, or use another database.'
const TABLE_HELD =
  'For a minute, others have held a table that has to be migrated, such as a long export: start again once that has ended.'
/** There is no file to read. */
export class NoDatabase extends Error {}

/** The schema is not one that this version can serve. */
export class SchemaError extends Error {}

/**
 * Brings the schema up to date, one transaction a migration; servers that start together take turns.
 * Returns the names of the migrations applied here.
 * @throws SchemaError when the schema has a migration that this version does not know, or knows as another, and where a
 * copy into the database was not finished; and where a migration needs servers to stop that run.
 */
export async function migrate(db: Db, known: readonly Migration[] = migrations): Promise<string[]> {
  const applied: string[] = []
  for (;;) {
    const name = await inTurn(() => transact(db, (trx) => applyNext(trx, known)))
    if (name === undefined) return applied
    applied.push(name)
  }
}

/** Whether any migration was ever applied to the database. */
export async function hasTables(db: Db): Promise<boolean> {
  return (await listColumns(db, 'schema_migrations')).length > 0
}

/** When a migration was applied; undefined when it was not. */
export async function migratedAt(db: Db, name: string): Promise<string | undefined> {
  const query = db.selectFrom('schema_migrations').select('applied_at').where('name', '=', name)
  return (await query.executeTakeFirst())?.applied_at
}

/** PostgreSQL queues those who wait; SQLite turns them away, so they ask again. */
async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + WAIT_MS
  for (;;) {
    try {
      return await work()
    } catch (error) {
      const isLate = performance.now() > deadline
      if (isLockedOut(error)) {
        if (isLate) throw new SchemaError(TABLE_HELD)
        await setTimeout(PAUSE_MS)
      } else if (isLate || !isRetryable(error)) throw error
    }
  }
}

async function applyNext(trx: Db, known: readonly Migration[]): Promise<string | undefined> {
  await lockMigrations(trx)
  if ((await listColumns(trx, COPY_TABLE)).length > 0) throw new SchemaError(UNFINISHED_COPY)
  await prepareList(trx)
  const rows = await trx.selectFrom('schema_migrations').select(['name', 'checksum']).execute()
  const problem = problemOf(rows, known)
  if (problem !== undefined) throw new SchemaError(problem)
  for (const { name, checksum } of known) {
    // Applied before checksums were kept: from now on it has one.
    if (checksum === undefined || rows.every((row) => row.name !== name || row.checksum !== null)) continue
    await trx.updateTable('schema_migrations').set({ checksum }).where('name', '=', name).execute()
  }
  const next = known.find(({ name }) => rows.every((row) => row.name !== name))
  if (!next) return undefined
  if (next.needsStop && !(await keepServersOut(trx))) {
    throw new SchemaError(
      `The version before cannot go on after the migration ${next.name}: stop every server, back up, and start again.`,
    )
  }
  const now = machineNow()
  await next.up(trx, now)
  await trx
    .insertInto('schema_migrations')
    .values({ name: next.name, applied_at: now.toISOString(), checksum: next.checksum ?? null })
    .execute()
  return next.name
}

/** Makes the list of migrations applied, or gives one that was made before checksums a place for them. */
async function prepareList(trx: Db): Promise<void> {
  const columns = await listColumns(trx, 'schema_migrations')
  if (columns.length === 0) {
    await sql`create table schema_migrations (name text primary key, applied_at text not null, checksum text) ${tableOptions(trx)}`.execute(
      trx,
    )
  } else if (!columns.includes('checksum')) {
    await sql`alter table schema_migrations add column checksum text`.execute(trx)
  }
}

/** Why a database that has had these migrations is none for this version; undefined where it is one. */
export function problemOf(
  applied: readonly { name: string; checksum: string | null }[],
  known: readonly Migration[] = migrations,
): string | undefined {
  for (const { name, checksum } of applied) {
    const migration = known.find((one) => one.name === name)
    if (!migration) {
      return `The database was migrated by a newer Teamroom (${name}). Start that version, or restore an older backup.`
    }
    if (checksum === null || migration.checksum === undefined || checksum === migration.checksum) continue
    return (
      `The migration ${name} is not the one that the database was migrated by: it was edited since. ` +
      'Start the version that migrated the database, or put the migration back as it was.'
    )
  }
  return undefined
}
