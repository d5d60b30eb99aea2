import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import pg from 'pg'
import type { DatabaseConfig } from '../../server/config.ts'
import { freshDatabase, type TestDatabase } from '../databases.ts'
import type { HandedOut } from './fill.ts'
import type { Asked } from './questions.ts'

/** A database that an earlier version has filled, and what it said of it. */
export interface Fixture {
  /** The instant at which it was said. */
  now: string
  asked: Asked[]
  /** What each reader of these sends along. */
  headers: Record<string, Record<string, string>>
  handed: HandedOut
}

type Kind = DatabaseConfig['kind']

/** A SQLite file as it is, or the statements that make the same in an empty PostgreSQL database. */
const EXTENSIONS = { sqlite: 'db', postgres: 'sql' }

const fileOf = (name: string, file: string) => join(import.meta.dirname, name, `${file}.gz`)

/** Keeps a database, by its bytes or statements, and what was said of it. */
export function keepFixture(name: string, kind: Kind, database: Uint8Array, said: Fixture): void {
  writeFileSync(fileOf(name, `${kind}.${EXTENSIONS[kind]}`), gzipSync(database, { level: 9 }))
  writeFileSync(fileOf(name, `${kind}.json`), gzipSync(JSON.stringify(said), { level: 9 }))
}

/** What was said of a database when it was kept. */
export function readFixture(name: string, kind: Kind): Fixture {
  return JSON.parse(gunzipSync(readFileSync(fileOf(name, `${kind}.json`))).toString())
}

/** A database for a test, as it was kept. */
export async function loadFixture(name: string): Promise<TestDatabase> {
  const database = await freshDatabase()
  const { config } = database
  const bytes = gunzipSync(readFileSync(fileOf(name, `${config.kind}.${EXTENSIONS[config.kind]}`)))
  if (config.kind === 'sqlite') {
    writeFileSync(config.file, bytes, { mode: 0o600 })
    return database
  }
  const client = new pg.Client({ connectionString: config.url })
  await client.connect()
  await client.query(bytes.toString()).finally(() => client.end())
  return database
}
