import { Readable, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { PRESENCE } from '../db/dialect.ts'
import type { Manifest } from './manifest-rules.ts'
import { listTables, quoted } from './postgres-store.ts'
import type { Holding } from './sqlite-store.ts'

/** Takes the database for this connection alone. False while a server runs on it. */
export async function holdPostgres(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query('select pg_try_advisory_lock($1) as held', [PRESENCE])
  return rows[0].held
}

/** What the schema of this connection has now, and whether it has any table. */
export async function stateOfSchema(client: pg.Client): Promise<{ holds: Holding; isEmpty: boolean }> {
  const tables = new Set((await listTables(client)).map(({ name }) => name))
  const isEmpty = tables.size === 0
  if (!tables.has('schema_migrations')) return { holds: isEmpty ? 'none' : 'others', isEmpty }
  const { rows } = tables.has('users') ? await client.query('select from users limit 1') : { rows: [] }
  return { holds: rows.length > 0 ? 'accounts' : 'none', isEmpty }
}

/** Moves everything in the schema of this connection to a schema of another name. */
export async function moveAside(client: pg.Client, schema: string): Promise<void> {
  await client.query(`create schema ${quoted(schema)}`)
  for (const { name } of await listTables(client)) {
    await client.query(`alter table ${quoted(name)} set schema ${quoted(schema)}`)
  }
  const { rows } = await client.query(`
    select p.oid::regprocedure::text as signature from pg_proc p where p.pronamespace = current_schema()::regnamespace
      and not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')`)
  for (const { signature } of rows) await client.query(`alter function ${signature} set schema ${quoted(schema)}`)
}

/** Empties all tables, and lets rows in in any order and past every trigger, until `closeTables`. */
export async function openTables(client: pg.Client): Promise<{ closeTables(): Promise<void> }> {
  const tables = (await listTables(client)).map(({ name }) => quoted(name))
  const { rows: keys } = await client.query(`
    select conrelid::regclass::text as owner, conname::text as name, pg_get_constraintdef(oid) as definition
    from pg_constraint where contype = 'f' and connamespace = current_schema()::regnamespace order by 1, 2`)
  // Together, as each statement is a way to the database and back.
  const all = (statements: string[]) => client.query(statements.join(';\n'))
  await all(keys.map(({ owner, name }) => `alter table ${owner} drop constraint ${quoted(name)}`))
  await all(tables.map((table) => `alter table ${table} disable trigger user`))
  if (tables.length > 0) await client.query(`truncate ${tables.join(', ')}`)
  const closeTables = async () => {
    await all(tables.map((table) => `alter table ${table} enable trigger user`))
    await all(
      keys.map(({ owner, name, definition }) => `alter table ${owner} add constraint ${quoted(name)} ${definition}`),
    )
  }
  return { closeTables }
}

/** Puts bytes, as `copy … to stdout` gave them, into the tables that they are of. */
export class TableLoader {
  readonly #client: pg.Client
  #table: string | undefined
  #copy: ReturnType<typeof copyFrom> | undefined

  constructor(client: pg.Client) {
    this.#client = client
  }

  /** Takes a slice of a table; those of one table come one after the other. */
  async load(table: string, columns: readonly string[], bytes: AsyncIterable<Uint8Array>): Promise<void> {
    if (table !== this.#table) {
      await this.finish()
      this.#table = table
      this.#copy = this.#client.query(copyFrom(`copy ${quoted(table)} (${columns.map(quoted).join(', ')}) from stdin`))
    }
    const copy = this.#copy as Writable
    await pipeline(Readable.from(bytes, { objectMode: false }), copy, { end: false })
  }

  /** Waits until the last table has all its rows. */
  async finish(): Promise<void> {
    const copy = this.#copy
    this.#copy = undefined
    this.#table = undefined
    if (!copy) return
    await new Promise<void>((resolve, reject) => {
      copy.once('error', reject).once('finish', resolve)
      copy.end()
    })
  }
}

/** Sets the sequences that are there to where they stood. */
export async function setSequences(client: pg.Client, sequences: Manifest['sequences']): Promise<void> {
  for (const { name, value, is_called } of sequences) {
    await client.query('select setval(to_regclass($1), $2, $3)', [quoted(name), value, is_called])
  }
}

/** How many rows each table has. */
export async function countRows(client: pg.Client): Promise<{ name: string; rows: number }[]> {
  const counts: { name: string; rows: number }[] = []
  for (const { name } of await listTables(client)) {
    const { rows } = await client.query(`select count(*)::text as rows from ${quoted(name)}`)
    counts.push({ name, rows: Number(rows[0].rows) })
  }
  return counts
}
