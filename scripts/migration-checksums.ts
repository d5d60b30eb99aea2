import { createHash } from 'node:crypto'
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
} from 'kysely'
import type { Migration } from '../server/db/migrations/index.ts'
import { NodeSqliteCompiler } from '../server/db/sqlite-dialect.ts'
import type { Tables } from '../server/db/tables.ts'

/**
 * A checksum of what a migration does: of the statements that it runs on both databases, where every query gives one row.
 * Its comments, its formatting and the names in it count for nothing; what it calls counts for as much as it itself.
 */
export async function checksumOf(migration: Pick<Migration, 'up'>): Promise<string> {
  const statements: string[] = []
  for (const dialect of ['sqlite', 'postgres'] as const) {
    statements.push(`on ${dialect}:`)
    await migration.up(new Kysely<Tables>({ dialect: recorder(dialect, statements) }), new Date(0))
  }
  return createHash('sha256').update(statements.join('\n')).digest('base64url')
}

/** The names of those that do something else than they did. */
export function listEdited(now: Readonly<Record<string, string>>, before: Readonly<Record<string, string>>): string[] {
  return Object.keys(now).filter((name) => name in before && now[name] !== before[name])
}

/** A database that keeps nothing but what it was told. */
function recorder(kind: 'sqlite' | 'postgres', statements: string[]): Dialect {
  const isSqlite = kind === 'sqlite'
  return {
    createAdapter: () => (isSqlite ? new SqliteAdapter() : new PostgresAdapter()),
    createDriver: () => new RecordingDriver(statements),
    createQueryCompiler: () => (isSqlite ? new NodeSqliteCompiler() : new PostgresQueryCompiler()),
    createIntrospector: (db) => (isSqlite ? new SqliteIntrospector(db) : new PostgresIntrospector(db)),
  }
}

class RecordingDriver extends DummyDriver {
  readonly #statements: string[]

  constructor(statements: string[]) {
    super()
    this.#statements = statements
  }

  override async acquireConnection(): Promise<DatabaseConnection> {
    return {
      executeQuery: async <Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> => {
        this.#statements.push(inOneLine(sql), JSON.stringify(parameters.map(withoutChance)))
        return { rows: [ANY_ROW as Row] }
      },
      // biome-ignore lint/correctness/useYield: no migration streams.
      streamQuery: async function* () {
        throw new Error('A migration that streams is not recorded.')
      },
    }
  }
}

/** Has something in every column. */
const ANY_ROW = new Proxy({}, { get: (_row, column) => (typeof column === 'string' ? 'x' : undefined) })

function inOneLine(sql: string): string {
  return sql.replaceAll(/\s+/g, ' ').trim()
}

/** What is another value each time: an instant, an id, a key. */
function withoutChance(value: unknown): unknown {
  if (typeof value !== 'string') return value
  return /^(\d{4}-\d\d-\d\dT[\d:.]+Z|[\da-f]{8}-[\da-f-]{27}|[\w-]{43})$/.test(value) ? '<made anew>' : value
}
