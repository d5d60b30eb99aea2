import { setTimeout } from 'node:timers/promises'
import type pg from 'pg'
import { PRESENCE } from '../db/dialect.ts'
import { openLasting } from '../db/lasting-client.ts'
import { COPY_TABLE } from '../db/migrate.ts'
import { onDemand } from '../on-demand.ts'
import { CommandError } from '../startup.ts'
import {
  describePostgres,
  listInsertTriggers,
  listTables,
  listTypes,
  quoted,
  rowsOf,
} from './postgres-catalogue-store.ts'
import type { Kind, Reference, Row, Side, Table, Target, Value } from './sides.ts'
import { fromPostgres } from './value-rules.ts'

/** So many characters are asked for at once, as far as the rows before tell: the way there and back costs as much as many rows. */
const FETCHED_CHARACTERS = 500_000
const FETCHED_FIRST = 20
const FETCHED_ROWS = 1_000
/** How long writers that are at work already are waited for. */
const LOCK_TIMEOUT_MS = 10_000
const CLAIM_TRIES = 20
const CLAIM_PAUSE_MS = 100
const LOCK_NOT_AVAILABLE = '55P03'

/**
 * Opens a PostgreSQL database to copy from, as it is at one moment; nobody writes to it until it is closed.
 * @throws CommandError where others are connected to it.
 */
export async function openPostgresSource(url: string): Promise<Side> {
  const [guard, client] = [await open(url), await open(url)]
  const close = async () => void (await Promise.all([client.end(), guard.end()]))
  try {
    await claim(guard, url)
    await guard.query('begin')
    const tables = (await listTables(guard)).map(quoted)
    if (tables.length > 0) await guard.query(`lock table ${tables.join(', ')} in share mode`).catch(inWords)
    await client.query('begin isolation level repeatable read, read only')
    return { ...makeSide(url, client), requireAlone: () => requireLock(guard, url), close }
  } catch (error) {
    await close()
    throw error
  }
}

/**
 * Opens a PostgreSQL database to copy into.
 * @throws CommandError where others are connected to it.
 */
export async function openPostgresTarget(url: string): Promise<Target> {
  const client = await open(url)
  try {
    await claim(client, url)
  } catch (error) {
    await client.end()
    throw error
  }
  const side = makeSide(url, client)
  const types = onDemand(() => listTypes(client))
  const hasState = async () => (await rowsOf(client, `select to_regclass('${COPY_TABLE}')`))[0]?.[0] !== null
  const read = async (name: string) => {
    const [row] = (await hasState())
      ? await rowsOf(client, `select state from ${COPY_TABLE} where name = $1`, [name])
      : []
    return row ? JSON.parse(row[0] as string) : undefined
  }
  const write = (name: string, state: unknown) =>
    client.query(
      `insert into ${COPY_TABLE} (name, state) values ($1, $2) on conflict (name) do update set state = excluded.state`,
      [name, JSON.stringify(state)],
    )
  return {
    ...side,
    rows: (table, after) => inTransaction(client, side.rows(table, after)),
    state: () => read(''),
    progress: (table) => read(table),
    begin: (identity, cyclic, emptied) =>
      atOnce(client, async () => {
        await client.query(`create table ${COPY_TABLE} (name text primary key, state text not null)`)
        const restored: string[] = []
        for (const reference of cyclic) restored.push(await dropReference(client, reference))
        await write('', { identity, restored })
        for (const table of emptied) await client.query(`delete from ${quoted(table)}`)
      }),
    add: (table, rows, progress) =>
      atOnce(client, async () => {
        const triggers = (await listInsertTriggers(client, table.name)).map(quoted)
        const all = async (act: string) => {
          for (const name of triggers) await client.query(`alter table ${quoted(table.name)} ${act} trigger ${name}`)
        }
        await all('disable')
        await insert(client, table, await types(), rows)
        await all('enable')
        await write(table.name, progress)
      }),
    settle: async (counters) => {
      await atOnce(client, async () => {
        const state = await read('')
        for (const statement of state.restored) await client.query(statement)
        await write('', { ...state, restored: [] })
        for (const { table, column, last } of counters) {
          await client.query('select setval(pg_get_serial_sequence($1, $2), $3, $4)', [
            table,
            column,
            Math.max(last, 1),
            last > 0,
          ])
        }
      })
      await client.query('analyze')
    },
    end: async () => void (await client.query(`drop table ${COPY_TABLE}`)),
  }
}

function open(url: string): Promise<pg.Client> {
  return openLasting(url, {
    name: 'teamroom copy',
    options: `-c timezone=UTC -c datestyle=ISO -c statement_timeout=0 -c lock_timeout=${LOCK_TIMEOUT_MS}`,
    types: { getTypeParser: () => (text: string) => text },
  })
}

/** @throws CommandError where somebody else is at work in the database. */
async function claim(client: pg.Client, url: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    const [lock] = await rowsOf(client, `select pg_try_advisory_lock(${PRESENCE})`)
    const others = await rowsOf(client, OTHERS)
    const isOurs = lock?.[0] === 't'
    if (isOurs && others.length === 0) return
    if (tries < CLAIM_TRIES) {
      // Who has just gone, or been killed, is still there for a moment; a lock taken more than once goes with the connection.
      await setTimeout(CLAIM_PAUSE_MS)
      continue
    }
    if (!isOurs)
      throw new CommandError(`${nameOf(url)} is in use: stop the servers on it, and any other copy or restore.`)
    const list = others.map(([pid, name]) => (name ? `${pid} (${name})` : `${pid}`)).join(', ')
    throw new CommandError(
      `${nameOf(url)} is in use: stop the servers on it, and whatever else is connected. (Process ${list})`,
    )
  }
}

/** A lock lasts as long as its connection. @throws CommandError where that was lost */
async function requireLock(client: pg.Client, url: string): Promise<void> {
  try {
    await client.query('select 1')
  } catch (error) {
    throw new CommandError(
      `The connection to ${nameOf(url)} that kept others from writing there was lost: make sure that no server runs on it, and run ` +
        `the same command again. (${(error as Error).message})`,
    )
  }
}

function makeSide(url: string, client: pg.Client): Side {
  return {
    name: nameOf(url),
    isPostgres: true,
    describe: () => describePostgres(client),
    count: async (table) => Number((await rowsOf(client, `select count(*) from ${quoted(table)}`))[0]?.[0]),
    rows: (table, after) => readRows(client, table, after),
    requireAlone: () => requireLock(client, url),
    close: () => client.end(),
  }
}

async function* readRows(client: pg.Client, { name, columns, key }: Table, after?: Value[]): AsyncGenerator<Row> {
  const kinds = new Map(columns.map((column) => [column.name, column.kind]))
  // Texts in the order of their bytes, as SQLite has them.
  const ordered = key
    .map((column) => `${quoted(column)}${kinds.get(column) === 'text' ? ' collate "C"' : ''}`)
    .join(', ')
  const behind = after ? `where (${ordered}) > (${key.map((_column, i) => `$${i + 1}`).join(', ')})` : ''
  const list = columns.map((column) => quoted(column.name)).join(', ')
  await client.query(
    `declare copied no scroll cursor for select ${list} from ${quoted(name)} ${behind} order by ${ordered}`,
    after ?? [],
  )
  try {
    for (let wanted = FETCHED_FIRST; ; ) {
      const rows = await rowsOf(client, `fetch ${wanted} from copied`)
      let characters = 1
      for (const row of rows) {
        for (const text of row) characters += text?.length ?? 0
        yield row.map((text, i) => fromPostgres(columns[i]?.kind as Kind, text))
      }
      if (rows.length < wanted) return
      wanted = Math.max(1, Math.min(FETCHED_ROWS, Math.floor((FETCHED_CHARACTERS * rows.length) / characters)))
    }
  } finally {
    // Where the transaction has failed, its cursor is gone.
    await client.query('close copied').catch(() => {})
  }
}

/** A cursor lasts as long as its transaction. */
async function* inTransaction(client: pg.Client, rows: AsyncIterable<Row>): AsyncGenerator<Row> {
  await client.query('begin read only')
  try {
    yield* rows
  } finally {
    await client.query('rollback')
  }
}

async function insert(
  client: pg.Client,
  { name, columns }: Table,
  types: ReadonlyMap<string, string>,
  rows: readonly Row[],
): Promise<void> {
  const names = columns.map((column) => quoted(column.name)).join(', ')
  const given = columns.map((_column, i) => `c${i} text`).join(', ')
  const cast = columns.map(({ name: column, kind }, i) =>
    kind === 'bytes' ? `decode(c${i}, 'hex')` : `c${i}::${types.get(`${name}.${column}`)}`,
  )
  const objects = rows.map((row) => Object.fromEntries(row.map((value, i) => [`c${i}`, value])))
  await client.query(
    `insert into ${quoted(name)} (${names}) overriding system value
      select ${cast.join(', ')} from json_to_recordset($1) as given (${given})`,
    [JSON.stringify(objects)],
  )
}

/** Gives the statement that brings it back. */
async function dropReference(client: pg.Client, { table, constraint }: Reference): Promise<string> {
  const [row] = await rowsOf(
    client,
    'select pg_get_constraintdef(oid) from pg_constraint where conrelid = to_regclass($1) and conname = $2',
    [quoted(table), constraint],
  )
  await client.query(`alter table ${quoted(table)} drop constraint ${quoted(constraint)}`)
  return `alter table ${quoted(table)} add constraint ${quoted(constraint)} ${row?.[0]}`
}

async function atOnce(client: pg.Client, work: () => Promise<void>): Promise<void> {
  await client.query('begin')
  try {
    await work()
    await client.query('commit')
  } catch (error) {
    // Where the connection is gone, so is the transaction.
    await client.query('rollback').catch(() => {})
    throw error
  }
}

function inWords(error: unknown): never {
  if ((error as { code?: string }).code !== LOCK_NOT_AVAILABLE) throw error
  throw new CommandError('The database is being written to: stop the servers on it.')
}

/** Without account and password. */
function nameOf(url: string): string {
  const { host, pathname } = new URL(url)
  return `postgres://${host}${pathname}`
}

/** Who is connected as servers would be: whoever looks after the machine has an account of their own. */
const OTHERS = `select pid, application_name from pg_stat_activity
  where datname = current_database() and backend_type = 'client backend' and usename = current_user
    and application_name <> 'teamroom copy'`
