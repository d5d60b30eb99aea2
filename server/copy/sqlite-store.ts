import { closeSync, existsSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { COPY_TABLE } from '../db/migrate.ts'
import { JSON_COLUMNS } from '../db/tables.ts'
import { makeFolder } from '../folder.ts'
import { CommandError } from '../startup.ts'
import type { Counter, Kind, Row, Side, Table, Target, Value } from './sides.ts'
import { fromSqlite, toSqlite } from './value-rules.ts'

const SQLITE_BUSY = 5
const KINDS: Record<string, Kind> = { TEXT: 'text', INTEGER: 'integer', REAL: 'number', BLOB: 'bytes' }

/**
 * Opens a SQLite file to copy from, and keeps it as it is until it is closed: nobody else opens it meanwhile.
 * @throws CommandError where there is none, or somebody has it open.
 */
export function openSqliteSource(file: string): Side {
  if (!existsSync(file)) throw new CommandError(`There is no database at ${file}: see DATABASE_URL.`)
  const database = openAlone(file)
  database.exec('begin exclusive')
  return makeSide(file, database)
}

/**
 * Opens a SQLite file to copy into, making it when it is missing; nobody else opens it meanwhile.
 * @throws CommandError where somebody has it open.
 */
export function openSqliteTarget(file: string): Target {
  makeFolder(dirname(file))
  closeSync(openSync(file, 'a', 0o600))
  const database = openAlone(file)
  // Rows come in an order that not all references allow; `settle` looks at all of them.
  database.exec('pragma foreign_keys = off; pragma synchronous = full; pragma secure_delete = on')
  const side = makeSide(file, database)
  const hasState = () => rowsOf(database, 'select 1 from sqlite_schema where name = ?', COPY_TABLE).length > 0
  const read = (name: string) => {
    const [row] = hasState() ? rowsOf(database, `select state from ${COPY_TABLE} where name = ?`, name) : []
    return row === undefined ? undefined : JSON.parse(row[0] as string)
  }
  const write = (name: string, state: unknown) =>
    database
      .prepare(`insert or replace into ${COPY_TABLE} (name, state) values (?, ?)`)
      .run(name, JSON.stringify(state))
  return {
    ...side,
    state: async () => read(''),
    progress: async (table) => read(table),
    begin: async (identity, _cyclic, emptied) =>
      atOnce(database, () => {
        database.exec(`create table ${COPY_TABLE} (name text primary key, state text not null) strict`)
        write('', { identity, restored: [] })
        for (const table of emptied) database.exec(`delete from "${table}"`)
      }),
    add: async (table, rows, progress) =>
      atOnce(database, () => {
        withoutTriggers(database, table.name, () => insert(database, table, rows))
        write(table.name, progress)
      }),
    settle: async (counters) =>
      atOnce(database, () => {
        const [lost] = rowsOf(database, 'select "table", parent from pragma_foreign_key_check')
        if (lost) throw new CommandError(`${lost[0]} has a row that refers to nothing in ${lost[1]}.`)
        for (const counter of counters) setCounter(database, counter)
      }),
    end: async () => database.exec(`drop table ${COPY_TABLE}`),
  }
}

/** Locks the file for this process: every process that has it open holds a lock on it until it ends, however it ends. */
function openAlone(file: string): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: 0 })
  try {
    database.exec('pragma locking_mode = exclusive; begin exclusive; commit')
    return database
  } catch (error) {
    database.close()
    if ((((error as { errcode?: number }).errcode ?? 0) & 0xff) !== SQLITE_BUSY) throw error
    throw new CommandError(`${file} is in use: stop the server, or whatever else has it open.`)
  }
}

function makeSide(file: string, database: DatabaseSync): Side {
  return {
    name: file,
    isPostgres: false,
    describe: async () => {
      const names = rowsOf(
        database,
        "select name from pragma_table_list where schema = 'main' and type = 'table' and name not like 'sqlite\\_%' escape '\\' order by name",
      ).map(([name]) => name as string)
      const tables = names.map((name) => describeTable(database, name))
      const references = names.flatMap((table) =>
        rowsOf(database, 'select distinct id, "table" from pragma_foreign_key_list(?)', table).map(([id, to]) => ({
          table,
          constraint: `${id}`,
          to: to as string,
        })),
      )
      return {
        tables,
        references,
        counters: listCounters(database, tables),
        migrations: listMigrations(database, names),
      }
    },
    count: async (table) => Number(rowsOf(database, `select count(*) from "${table}"`)[0]?.[0]),
    rows: (table, after) => readRows(database, table, after),
    // The lock is this process's for as long as the file is open.
    requireAlone: async () => {},
    close: async () => void (database.isOpen && database.close()),
  }
}

function describeTable(database: DatabaseSync, name: string): Table {
  const columns = rowsOf(database, 'select name, type, pk from pragma_table_info(?) order by cid', name)
  return {
    name,
    columns: columns.map(([column, type]) => ({
      name: column as string,
      kind: JSON_COLUMNS.has(`${name}.${column}`) ? 'json' : (KINDS[`${type}`.toUpperCase()] ?? 'text'),
    })),
    key: columns
      .filter(([, , place]) => Number(place) > 0)
      .sort((a, b) => Number(a[2]) - Number(b[2]))
      .map(([column]) => column as string),
  }
}

function listCounters(database: DatabaseSync, tables: readonly Table[]): Counter[] {
  const counted = rowsOf(
    database,
    "select name from sqlite_schema where type = 'table' and sql like '%autoincrement%' order by name",
  )
  if (counted.length === 0) return []
  const last = new Map(
    rowsOf(database, 'select name, seq from sqlite_sequence').map(([name, seq]) => [name, Number(seq)]),
  )
  return counted.map(([table]) => ({
    table: table as string,
    column: tables.find(({ name }) => name === table)?.key[0] as string,
    last: last.get(table) ?? 0,
  }))
}

function setCounter(database: DatabaseSync, { table, last }: Counter): void {
  database.prepare('delete from sqlite_sequence where name = ?').run(table)
  if (last > 0) database.prepare('insert into sqlite_sequence (name, seq) values (?, ?)').run(table, last)
}

function listMigrations(database: DatabaseSync, tables: readonly string[]): string[] {
  if (!tables.includes('schema_migrations')) return []
  return rowsOf(database, 'select name from schema_migrations order by name').map(([name]) => name as string)
}

async function* readRows(database: DatabaseSync, { name, columns, key }: Table, after?: Value[]): AsyncGenerator<Row> {
  const list = (names: readonly string[]) => names.map((column) => `"${column}"`).join(', ')
  const behind = after ? `where (${list(key)}) > (${key.map(() => '?').join(', ')})` : ''
  const statement = database.prepare(
    `select ${list(columns.map((column) => column.name))} from "${name}" ${behind} order by ${list(key)}`,
  )
  statement.setReturnArrays(true)
  const kinds = columns.map(({ kind }) => kind)
  const keyKinds = key.map((column) => columns.find((one) => one.name === column)?.kind as Kind)
  const from = (after ?? []).map((value, i) => toSqlite(keyKinds[i] as Kind, value))
  for (const values of statement.iterate(...from) as Iterable<unknown>) {
    yield (values as unknown[]).map((value, i) => fromSqlite(kinds[i] as Kind, value))
  }
}

function insert(database: DatabaseSync, { name, columns }: Table, rows: readonly Row[]): void {
  const names = columns.map((column) => `"${column.name}"`).join(', ')
  const statement = database.prepare(`insert into "${name}" (${names}) values (${columns.map(() => '?').join(', ')})`)
  const kinds = columns.map(({ kind }) => kind)
  for (const row of rows) statement.run(...row.map((value, i) => toSqlite(kinds[i] as Kind, value)))
}

/** SQLite cannot switch triggers off: they are dropped, and made again before anybody could miss them. */
function withoutTriggers(database: DatabaseSync, table: string, work: () => void): void {
  const triggers = rowsOf(
    database,
    "select name, sql from sqlite_schema where type = 'trigger' and tbl_name = ? and sql like '% insert on %'",
    table,
  )
  for (const [name] of triggers) database.exec(`drop trigger "${name}"`)
  work()
  for (const [, sql] of triggers) database.exec(sql as string)
}

function atOnce(database: DatabaseSync, work: () => void): void {
  database.exec('begin immediate')
  try {
    work()
    database.exec('commit')
  } catch (error) {
    if (database.isTransaction) database.exec('rollback')
    throw error
  }
}

function rowsOf(database: DatabaseSync, sql: string, ...parameters: SQLInputValue[]): unknown[][] {
  const statement = database.prepare(sql)
  statement.setReturnArrays(true)
  return statement.all(...parameters) as unknown as unknown[][]
}
