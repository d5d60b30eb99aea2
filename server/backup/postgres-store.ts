import type { Readable } from 'node:stream'
import pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { openLasting } from '../db/lasting-client.ts'
import { getTypeParser } from '../db/postgres-dialect.ts'
import type { NewPart } from './archive.ts'
import type { Manifest } from './manifest-rules.ts'

/** What a part of a table has at least, unless it is the last: memory holds one of them. */
const PART_BYTES = 4_000_000

/** Values are written as any PostgreSQL reads them, whatever it is set to; and no step is given up for taking long. */
const SETTINGS =
  '-c timezone=UTC -c datestyle=ISO -c intervalstyle=postgres -c extra_float_digits=1 -c bytea_output=hex ' +
  '-c statement_timeout=0 -c lock_timeout=10000'

type Contents = Pick<Manifest, 'migrations' | 'tables' | 'sequences'>

/** A connection of its own, for as long as something takes. */
export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = await openLasting(url, { options: SETTINGS, types: { getTypeParser } })
  try {
    return await work(client)
  } finally {
    await client.end().catch(() => {})
  }
}

/**
 * Reads all tables as they are at one moment, without keeping anybody from writing. `write` gets them as parts, and once
 * it has taken all of them, what they hold.
 */
export function snapshotPostgres<T>(
  url: string,
  write: (parts: AsyncIterable<NewPart>, contents: () => Contents) => Promise<T>,
): Promise<T> {
  return withClient(url, async (client) => {
    await client.query('begin isolation level repeatable read read only')
    const contents: Contents = { migrations: [], tables: [], sequences: [] }
    const written = await write(readTables(client, contents), () => contents)
    await client.query('commit')
    return written
  })
}

async function* readTables(client: pg.Client, contents: Contents): AsyncGenerator<NewPart> {
  const tables = await listTables(client)
  contents.sequences = await listSequences(client)
  if (tables.some(({ name }) => name === 'schema_migrations')) {
    const { rows } = await client.query('select name from schema_migrations order by name')
    contents.migrations = rows.map(({ name }) => name)
  }
  for (const { name, columns } of tables) {
    const copy = client.query(copyTo(`copy ${quoted(name)} (${columns.map(quoted).join(', ')}) to stdout`))
    let count = 0
    for await (const bytes of inSlices(copy)) {
      const number = String(++count).padStart(6, '0')
      yield { name: `tables/${name}/${number}.copy`, size: bytes.length, bytes: only(bytes) }
    }
    contents.tables.push({ name, columns, rows: copy.rowCount })
  }
}

/** The tables in the schema of this connection, and their columns. */
export async function listTables(client: pg.Client): Promise<{ name: string; columns: string[] }[]> {
  const { rows } = await client.query(`
    select c.relname::text as name,
      array(select a.attname::text from pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' order by a.attnum) as columns
    from pg_class c
    where c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace
      and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
    order by c.relname`)
  return rows
}

async function listSequences(client: pg.Client): Promise<Contents['sequences']> {
  const { rows } = await client.query(
    `select c.relname::text as name from pg_class c
     where c.relkind = 'S' and c.relnamespace = current_schema()::regnamespace order by c.relname`,
  )
  const sequences: Contents['sequences'] = []
  for (const { name } of rows) {
    const { rows: found } = await client.query(`select last_value::text as value, is_called from ${quoted(name)}`)
    sequences.push({ name, ...found[0] })
  }
  return sequences
}

/** A name as SQL takes it, whatever it is. */
export function quoted(name: string): string {
  return pg.escapeIdentifier(name)
}

/** Chunks of a stream, put together until there is enough for a part. */
async function* inSlices(stream: Readable): AsyncGenerator<Buffer> {
  let chunks: Buffer[] = []
  let size = 0
  for await (const chunk of stream) {
    chunks.push(chunk)
    size += chunk.length
    if (size < PART_BYTES) continue
    yield Buffer.concat(chunks)
    chunks = []
    size = 0
  }
  if (size > 0) yield Buffer.concat(chunks)
}

async function* only(bytes: Uint8Array) {
  yield bytes
}
