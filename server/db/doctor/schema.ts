import { readFileSync } from 'node:fs'
import type { DatabaseConfig } from '../../config.ts'
import type { Report } from '../../examination.ts'
import type { Db } from '../connect.ts'
import { listColumns } from '../dialect.ts'
import { problemOf } from '../migrate.ts'
import { migrations } from '../migrations/index.ts'
import type { Schema } from './inspector.ts'

/** What the migrations make of an empty database; `npm run checksums` writes it. */
export function expectedSchema({ kind }: Pick<DatabaseConfig, 'kind'>): Schema {
  return JSON.parse(readFileSync(new URL('./schema.json', import.meta.url), 'utf8'))[kind]
}

/** Names what is missing, what is another, and triggers that nobody knows of. More tables and indexes do no harm. */
export function compareSchemas(expected: Schema, actual: Schema, report: Report): void {
  for (const [name, definition] of Object.entries(expected)) {
    if (!(name in actual)) report.wrong(name, 'it is missing.')
    else if (actual[name] !== definition) report.wrong(name, `it was changed: it is “${actual[name]}”.`)
    report.looked(1)
  }
  for (const name of Object.keys(actual)) {
    if (name.startsWith('trigger ') && !(name in expected)) report.wrong(name, 'Teamroom knows nothing of it.')
  }
}

/** Whether the tables are those that this version makes, and if not, why. */
export interface SchemaState {
  state: 'current' | 'older' | 'newer' | 'none'
  sentence?: string
}

/** Compares the migrations that the database has had with those of this version. */
export async function readSchemaState(db: Db): Promise<SchemaState> {
  const columns = await listColumns(db, 'schema_migrations')
  if (columns.length === 0) return { state: 'none', sentence: 'The database has no tables yet.' }
  const hasChecksums = columns.includes('checksum')
  const names = await db.selectFrom('schema_migrations').select('name').orderBy('name').execute()
  const rows = hasChecksums
    ? await db.selectFrom('schema_migrations').select(['name', 'checksum']).orderBy('name').execute()
    : names.map(({ name }) => ({ name, checksum: null }))
  const problem = problemOf(rows)
  if (problem !== undefined) return { state: 'newer', sentence: problem }
  const missing = migrations.filter(({ name }) => rows.every((row) => row.name !== name))
  if (missing.length === 0) return { state: 'current' }
  const list = missing.map(({ name }) => name).join(', ')
  return {
    state: 'older',
    sentence: `The database is older than this Teamroom, which would apply ${list}: run \`teamroom migrate\`.`,
  }
}
