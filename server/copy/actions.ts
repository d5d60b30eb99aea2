import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DatabaseConfig } from '../config.ts'
import { connect } from '../db/connect.ts'
import { migrate } from '../db/migrate.ts'
import { migrations } from '../db/migrations/index.ts'
import { indexAllPosts } from '../posts/actions.ts'
import { CommandError } from '../startup.ts'
import { type CopiedTable, compareAll } from './compare.ts'
import { filledTables, type Plan, planCopy } from './plan-rules.ts'
import type { Description, Progress, Row, Side, Table, Target, Value } from './sides.ts'
import { openSqliteSource, openSqliteTarget } from './sqlite-store.ts'
import { isUnfit, unfitSentence } from './unfit-rules.ts'
import { canonicalRow } from './value-rules.ts'

/** How much is written at once, whichever comes first: enough for commits not to matter, little enough to hold. */
export interface BatchLimits {
  rows: number
  characters: number
}

const LIMITS: BatchLimits = { rows: 2_000, characters: 1_000_000 }

export interface Listener {
  /** A copy that was begun before goes on. */
  resumed?(): void
  /** So many rows of a table are in the other database for good. */
  added?(table: string, rows: number): void | Promise<void>
  compared?(table: CopiedTable): void
}

/**
 * Copies a database into another, which must be empty or have a part of the same copy in it, and compares them.
 * What has been copied stays copied, however this ends; the next call goes on behind it.
 * @throws CommandError saying why it cannot be done, or what differs.
 */
export async function copyDatabase(
  from: DatabaseConfig,
  to: DatabaseConfig,
  listener: Listener = {},
  limits: BatchLimits = LIMITS,
): Promise<CopiedTable[]> {
  refuseSame(from, to)
  const source = await openSource(from)
  try {
    const described = await source.describe()
    requireMigrated(source, described)
    let target = await openTarget(to)
    let tables: CopiedTable[]
    try {
      target = await prepared(target, to)
      const plan = await planBetween(source, described, target)
      await beginOrGoOn(source, plan, target, listener)
      for (const table of plan.tables) {
        await copyTable(source, target, table, listener, limits)
        await source.requireAlone()
      }
      tables = await compareAll(source, target, plan, (table) => listener.compared?.(table))
      await source.requireAlone()
      await target.settle(described.counters)
    } finally {
      await target.close()
    }
    await finish(to)
    await source.requireAlone()
    return tables
  } finally {
    await source.close()
  }
}

function refuseSame(from: DatabaseConfig, to: DatabaseConfig): void {
  const isSame =
    from.kind === 'sqlite'
      ? to.kind === 'sqlite' && from.file === to.file
      : to.kind === 'postgres' && from.url === to.url
  if (isSame) throw new CommandError('A database cannot be copied into itself: --to names another one.')
}

async function openSource(config: DatabaseConfig): Promise<Side> {
  if (config.kind === 'sqlite') return openSqliteSource(config.file)
  return (await import('./postgres-store.ts')).openPostgresSource(config.url)
}

async function openTarget(config: DatabaseConfig): Promise<Target> {
  if (config.kind === 'sqlite') return openSqliteTarget(config.file)
  return (await import('./postgres-store.ts')).openPostgresTarget(config.url)
}

function requireMigrated({ name }: Side, { migrations: had }: Description): void {
  const unknown = had.find((one) => migrations.every((known) => known.name !== one))
  if (unknown !== undefined)
    throw new CommandError(`${name} was migrated by a newer Teamroom (${unknown}): use that one.`)
  if (had.length === 0) throw new CommandError(`${name} is no database of Teamroom.`)
  if (had.length < migrations.length) throw new CommandError(`${name} is not up to date: run teamroom migrate first.`)
}

/** A target as the migrations leave it, or as a copy left it. @throws CommandError where it has anything else in it. */
async function prepared(target: Target, config: DatabaseConfig): Promise<Target> {
  if (await target.state()) return target
  const [filled] = filledTables(await countsOf(target), await migratedCounts())
  if (filled !== undefined) {
    throw new CommandError(`${target.name} is not empty: its table ${filled} has rows. Copy into a new database.`)
  }
  // The migrations want connections of their own.
  await target.close()
  const { db, close } = await connect(config)
  try {
    await migrate(db)
  } finally {
    await close()
  }
  return openTarget(config)
}

async function countsOf(side: Side): Promise<Map<string, number>> {
  const counts = new Map<string, number>()
  for (const { name } of (await side.describe()).tables) counts.set(name, await side.count(name))
  return counts
}

/** How many rows each table has once the migrations have run: counted, as every migration may add some. */
async function migratedCounts(): Promise<Map<string, number>> {
  const folder = mkdtempSync(join(tmpdir(), 'teamroom-copy-'))
  try {
    const file = join(folder, 'migrated.db')
    const { db, close } = await connect({ kind: 'sqlite', file })
    await migrate(db).finally(close)
    const side = openSqliteSource(file)
    return await countsOf(side).finally(side.close)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function planBetween(source: Side, described: Description, target: Target): Promise<Plan> {
  const other = await target.describe()
  // PostgreSQL says of more columns what they hold.
  const plan = planCopy(described, other, source.isPostgres ? described : other)
  if (Array.isArray(plan)) throw new CommandError(plan.join('\n'))
  return plan
}

async function beginOrGoOn(source: Side, plan: Plan, target: Target, listener: Listener): Promise<void> {
  const identity = await identityOf(source, plan)
  const state = await target.state()
  if (!state) {
    const emptied: string[] = []
    for (const { name } of plan.tables) if ((await target.count(name)) > 0) emptied.push(name)
    return target.begin(identity, plan.cyclic, emptied)
  }
  if (state.identity !== identity) {
    throw new CommandError(
      `${target.name} has a part of another database in it, or of this one before it changed. Copy into a new database.`,
    )
  }
  listener.resumed?.()
}

/** What tells one database from another, and from itself after most changes; `compareAll` finds the rest. */
async function identityOf(source: Side, { tables }: Plan): Promise<string> {
  const hash = createHash('sha256')
  for (const table of tables) {
    hash.update(`${table.name} ${await source.count(table.name)}\n`)
    for await (const row of readable(source, table)) {
      hash.update(`${canonicalRow(row)}\n`)
      break
    }
  }
  return hash.digest('hex')
}

async function copyTable(
  source: Side,
  target: Target,
  table: Table,
  listener: Listener,
  limits: BatchLimits,
): Promise<void> {
  let progress: Progress | undefined = await target.progress(table.name)
  const places = table.key.map((column) => table.columns.findIndex(({ name }) => name === column))
  const add = async (rows: Row[], state: Progress, after: Value[] | undefined) => {
    const adding = target.add(table, rows, state)
    await adding.catch((error) => sayWhere(error, table, { after, last: state.after }))
    await listener.added?.(table.name, state.rows)
  }
  // The next rows are read while the last ones are written.
  let adding = Promise.resolve()
  for await (const rows of inBatches(readable(source, table, progress?.after), limits)) {
    const last = rows.at(-1) as Row
    const before = progress?.after
    progress = { rows: (progress?.rows ?? 0) + rows.length, after: places.map((place) => last[place] as Value) }
    await adding
    adding = add(rows, progress, before)
    // Whoever awaits it hears of a failure.
    adding.catch(() => {})
  }
  await adding
}

/** Rows of a table, whose values are those of their columns. @throws CommandError where one is not. */
async function* readable(side: Side, table: Table, after?: Value[]): AsyncGenerator<Row> {
  let last = after
  try {
    for await (const row of side.rows(table, after)) {
      yield row
      last = table.key.map((column) => row[table.columns.findIndex(({ name }) => name === column)] as Value)
    }
  } catch (error) {
    sayWhere(error, table, { after: last })
  }
}

function sayWhere(error: unknown, { name }: Table, where: Parameters<typeof unfitSentence>[2]): never {
  throw isUnfit(error) ? new CommandError(unfitSentence(name, error, where), { cause: error }) : error
}

async function* inBatches(rows: AsyncIterable<Row>, limits: BatchLimits): AsyncGenerator<Row[]> {
  let batch: Row[] = []
  let characters = 0
  for await (const row of rows) {
    batch.push(row)
    for (const value of row) characters += typeof value === 'string' ? value.length : 1
    if (batch.length < limits.rows && characters < limits.characters) continue
    yield batch
    batch = []
    characters = 0
  }
  if (batch.length > 0) yield batch
}

/** What each database makes of posts to find them by is made anew; then servers may start. */
async function finish(config: DatabaseConfig): Promise<void> {
  const { db, close } = await connect(config)
  try {
    await indexAllPosts(db)
  } finally {
    await close()
  }
  const target = await openTarget(config)
  try {
    await target.end()
  } finally {
    await target.close()
  }
}
