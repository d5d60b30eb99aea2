import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync } from 'node:sqlite'
import {
  CompiledQuery,
  type DatabaseConnection,
  type LimitNode,
  type OffsetNode,
  SqliteAdapter,
  SqliteDialect,
  type SqliteDialectConfig,
  SqliteDriver,
  SqliteQueryCompiler,
  type SqliteStatement,
  type TransactionSettings,
} from 'kysely'
import type { SqlitePresence } from './sqlite-presence.ts'
import { JSON_COLUMNS } from './tables.ts'

/** More distinct statements than the code has, so that only lists of varying length are ever compiled again. */
const CACHED_STATEMENTS = 400

/** Kysely's SQLite dialect over `node:sqlite`: statements compiled once, writing transactions that lock at once. */
export class NodeSqliteDialect extends SqliteDialect {
  readonly #config: SqliteDialectConfig
  readonly #adapter: NodeSqliteAdapter
  readonly #presence: SqlitePresence | undefined

  /** Writes are refused while the file is not in its place, and none that was lost with it is said to be done. */
  constructor(database: DatabaseSync, presence?: SqlitePresence) {
    const prepare = statementCache(database, presence)
    const config = { database: { prepare, close: () => database.close() } }
    super(config)
    this.#config = config
    this.#adapter = new NodeSqliteAdapter(database, prepare, presence)
    this.#presence = presence
  }

  override createAdapter(): NodeSqliteAdapter {
    return this.#adapter
  }

  override createQueryCompiler(): NodeSqliteCompiler {
    return new NodeSqliteCompiler()
  }

  override createDriver(): SqliteDriver {
    return new ImmediateSqliteDriver(this.#config, this.#adapter, this.#presence)
  }
}

/**
 * A bare parameter as its `limit` or `offset` makes SQLite compile a statement anew each time one is bound, as that may
 * change the plan; an expression it takes as it is.
 */
export class NodeSqliteCompiler extends SqliteQueryCompiler {
  protected override visitLimit(node: LimitNode): void {
    this.append('limit 0 + ')
    this.visitNode(node.limit)
  }

  protected override visitOffset(node: OffsetNode): void {
    this.append('offset 0 + ')
    this.visitNode(node.offset)
  }
}

/** Says, besides what Kysely asks, whether the connection is in a transaction, and runs a query past Kysely's queue. */
export class NodeSqliteAdapter extends SqliteAdapter {
  readonly #database: DatabaseSync
  readonly #prepare: (sql: string) => SqliteStatement
  readonly #presence: SqlitePresence | undefined

  constructor(database: DatabaseSync, prepare: (sql: string) => SqliteStatement, presence?: SqlitePresence) {
    super()
    this.#database = database
    this.#prepare = prepare
    this.#presence = presence
  }

  /** @throws AppError `unavailable` when the database's file is not in its place. */
  requireFile(): void {
    this.#presence?.require()
  }

  get isInTransaction(): boolean {
    return this.#database.isTransaction
  }

  /** The query's rows; none where it gives none. */
  rowsOf<Row>({ sql, parameters }: CompiledQuery<Row>): Row[] {
    const statement = this.#prepare(sql)
    if (statement.reader) return statement.all(parameters) as Row[]
    statement.run(parameters)
    return []
  }
}

/** A transaction begun deferred fails halfway when another process writes first; an immediate one waits at its start. */
class ImmediateSqliteDriver extends SqliteDriver {
  readonly #adapter: NodeSqliteAdapter
  readonly #presence: SqlitePresence | undefined

  constructor(config: SqliteDialectConfig, adapter: NodeSqliteAdapter, presence: SqlitePresence | undefined) {
    super(config)
    this.#adapter = adapter
    this.#presence = presence
  }

  override async beginTransaction(connection: DatabaseConnection, settings?: TransactionSettings): Promise<void> {
    if (settings?.accessMode === 'read only') return void (await connection.executeQuery(CompiledQuery.raw('begin')))
    this.#presence?.require()
    await connection.executeQuery(CompiledQuery.raw('begin immediate'))
  }

  /** What was committed is reported only if the file was still in its place then. */
  override async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await super.commitTransaction(connection)
    this.#presence?.require()
  }

  /** SQLite has rolled back itself where the disk is full; to do it again fails, and would hide why. */
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.#adapter.isInTransaction) await super.rollbackTransaction(connection)
  }
}

/** Compiles each distinct SQL text once; the least recently compiled one gives way. */
export function statementCache(database: DatabaseSync, presence?: SqlitePresence): (sql: string) => SqliteStatement {
  const cache = new Map<string, SqliteStatement>()
  return (sql) => {
    let statement = cache.get(sql)
    if (!statement) {
      statement = adapt(database.prepare(sql))
      if (presence && WRITES.test(sql)) statement = guarded(statement, database, presence)
      cache.set(sql, statement)
      if (cache.size > CACHED_STATEMENTS) cache.delete(cache.keys().next().value as string)
    }
    return statement
  }
}

const WRITES = /^\s*(insert|update|delete|replace|with)\b/i

/** Outside a transaction, a statement is a commit of its own. */
function guarded(statement: SqliteStatement, database: DatabaseSync, presence: SqlitePresence): SqliteStatement {
  const committing = <T>(execute: () => T): T => {
    if (database.isTransaction) return execute()
    presence.require()
    const result = execute()
    presence.require()
    return result
  }
  return {
    reader: statement.reader,
    all: (parameters) => committing(() => statement.all(parameters)),
    run: (parameters) => committing(() => statement.run(parameters)),
    iterate: (parameters) => statement.iterate(parameters),
  }
}

function adapt(statement: StatementSync): SqliteStatement {
  const columns = statement.columns()
  const names = columns.map((column) => column.name)
  const isJson = columns.map(({ table, column }) => JSON_COLUMNS.has(`${table}.${column}`))
  // Values alone cross over from SQLite faster than objects do, which would also come without a prototype.
  statement.setReturnArrays(true)
  const toRow = (values: SQLOutputValue[]): Record<string, unknown> => {
    const row: Record<string, unknown> = {}
    for (let i = 0; i < names.length; i++) {
      row[names[i] as string] = isJson[i] ? JSON.parse(values[i] as string) : values[i]
    }
    return row
  }
  return {
    reader: columns.length > 0,
    all: (parameters) =>
      (statement.all(...(parameters as SQLInputValue[])) as unknown as SQLOutputValue[][]).map(toRow),
    run: (parameters) => statement.run(...(parameters as SQLInputValue[])),
    *iterate(parameters) {
      for (const values of statement.iterate(...(parameters as SQLInputValue[])))
        yield toRow(values as unknown as SQLOutputValue[])
    },
  }
}
