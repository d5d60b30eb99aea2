import type pg from 'pg'
import type { Counter, Description, Kind, Reference, Table } from './sides.ts'

/** The kinds of columns, by the types of PostgreSQL. */
const KINDS: Record<string, Kind> = {
  text: 'text',
  smallint: 'integer',
  integer: 'integer',
  bigint: 'integer',
  'double precision': 'number',
  real: 'number',
  numeric: 'number',
  boolean: 'boolean',
  'timestamp with time zone': 'instant',
  date: 'day',
  jsonb: 'json',
  json: 'json',
  bytea: 'bytes',
}

/** What a database has, apart from what is in it. */
export async function describePostgres(client: pg.Client): Promise<Description> {
  const columns = await rowsOf(client, COLUMNS)
  const tables: Table[] = (await rowsOf(client, TABLES)).map(([table]) => {
    const own = columns.filter(([name]) => name === table)
    const key = own.filter(([, , , place]) => place !== null).sort((a, b) => Number(a[3]) - Number(b[3]))
    return {
      name: table as string,
      columns: own.map(([, name, type]) => ({ name: name as string, kind: KINDS[type as string] ?? 'text' })),
      key: key.map(([, name]) => name as string),
    }
  })
  const references = (await rowsOf(client, REFERENCES)).map(([table, constraint, to]) => ({
    table,
    constraint,
    to,
  }))
  const counters: Counter[] = []
  for (const [table, column, sequence] of await rowsOf(client, COUNTERS)) {
    const [row] = await rowsOf(client, `select case when is_called then last_value else 0 end from ${sequence}`)
    counters.push({ table: table as string, column: column as string, last: Number(row?.[0]) })
  }
  const hasMigrations = tables.some(({ name }) => name === 'schema_migrations')
  const migrations = hasMigrations
    ? await rowsOf(client, 'select name from schema_migrations order by name collate "C"')
    : []
  return {
    tables,
    references: references as Reference[],
    counters,
    migrations: migrations.map(([name]) => name as string),
  }
}

/** The names of its tables. */
export async function listTables(client: pg.Client): Promise<string[]> {
  return (await rowsOf(client, TABLES)).map(([name]) => name as string)
}

/** The triggers that act on rows that are added. */
export async function listInsertTriggers(client: pg.Client, table: string): Promise<string[]> {
  return (await rowsOf(client, INSERT_TRIGGERS, [table])).map(([name]) => name as string)
}

/** The types of all columns, by `table.column`. */
export async function listTypes(client: pg.Client): Promise<Map<string, string>> {
  const columns = await rowsOf(client, COLUMNS)
  return new Map(columns.map(([table, name, type]) => [`${table}.${name}`, type as string]))
}

/** The rows that a query gives, each as a list of texts. */
export async function rowsOf(client: pg.Client, text: string, values: unknown[] = []): Promise<(string | null)[][]> {
  return (await client.query({ text, values, rowMode: 'array' })).rows
}

/** A name as it stands in SQL. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

const TABLES = `select relname from pg_class
  where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p') order by relname collate "C"`

const COLUMNS = `select c.relname, a.attname, format_type(a.atttypid, a.atttypmod), array_position(i.indkey::int[], a.attnum::int)
  from pg_attribute a
  join pg_class c on c.oid = a.attrelid
  left join pg_index i on i.indrelid = c.oid and i.indisprimary
  where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p')
    and a.attnum > 0 and not a.attisdropped
  order by c.relname, a.attnum`

const REFERENCES = `select f.relname, k.conname, t.relname from pg_constraint k
  join pg_class f on f.oid = k.conrelid
  join pg_class t on t.oid = k.confrelid
  where k.contype = 'f' and f.relnamespace = current_schema()::regnamespace
  order by f.relname collate "C", k.conname collate "C"`

const COUNTERS = `select c.relname, a.attname, pg_get_serial_sequence(quote_ident(c.relname), a.attname)
  from pg_attribute a join pg_class c on c.oid = a.attrelid
  where c.relnamespace = current_schema()::regnamespace and a.attidentity <> '' and c.relkind = 'r'`

/** Those that act on rows that are added, but for PostgreSQL's own, which see to references. */
const INSERT_TRIGGERS = `select tgname from pg_trigger
  where tgrelid = to_regclass(quote_ident($1)) and not tgisinternal and (tgtype & 4) <> 0`
