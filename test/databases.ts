/** Databases for tests, of the kind that the run is for: `TEST_DATABASE` is sqlite, or postgres. */
import { randomUUID } from 'node:crypto'
import { copyFileSync, existsSync, mkdtempSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { DatabaseConfig } from '../server/config.ts'
import { connect } from '../server/db/connect.ts'
import { migrate } from '../server/db/migrate.ts'

const MEMORY = '/dev/shm'
const ROOM_BYTES = 2e9

/** Where tests keep their files: in memory where there is enough of it, as no test cuts the power, and disks take their time. */
export const ROOM = roomFor(ROOM_BYTES)

/** The folder for temporary files that need so much room: in memory, where that has it. */
export function roomFor(bytes: number): string {
  if (!existsSync(MEMORY)) return tmpdir()
  const { bavail, bsize } = statfsSync(MEMORY)
  return bavail * bsize > bytes ? MEMORY : tmpdir()
}

export interface TestDatabase {
  config: DatabaseConfig
  drop(): Promise<void>
}

/** A database nobody else uses, without a table. */
export function freshDatabase(): Promise<TestDatabase> {
  return process.env.TEST_DATABASE === 'postgres' ? freshPostgres() : freshSqlite()
}

/** Makes the database that `migratedDatabase` gives copies of, in the processes that get these settings. */
export async function makeTemplate(): Promise<{ env: Record<string, string>; drop(): Promise<void> }> {
  const { config, drop } = await freshDatabase()
  const { db, close } = await connect(config)
  await migrate(db)
  await close()
  return { env: { TEST_TEMPLATE: config.kind === 'sqlite' ? config.file : nameIn(config.url) }, drop }
}

/** A database nobody else uses, as the migrations leave it: they are run once, and once more only where there is no template. */
export async function migratedDatabase(): Promise<TestDatabase> {
  const template = process.env.TEST_TEMPLATE
  if (process.env.TEST_DATABASE === 'postgres') return freshPostgres(template)
  const database = await freshSqlite()
  if (template !== undefined) copyFileSync(template, database.config.file)
  return database
}

async function freshSqlite() {
  const folder = mkdtempSync(join(ROOM, 'teamroom-test-'))
  return {
    config: { kind: 'sqlite', file: join(folder, 'teamroom.db') } as const,
    drop: async () => rmSync(folder, { recursive: true, force: true }),
  }
}

async function freshPostgres(template = 'template1') {
  const server = process.env.TEST_DATABASE_URL
  if (!server) throw new Error('TEST_DATABASE_URL must say where PostgreSQL is; test/run.ts sets it.')
  const name = `test_${randomUUID().replaceAll('-', '')}`
  const url = new URL(server)
  url.pathname = `/${name}`
  // Copying files takes half as long as writing a log of the copy.
  await administer(server, `create database ${name} template ${template} strategy file_copy`)
  return {
    config: { kind: 'postgres', url: url.href } as const,
    drop: () => administer(server, `drop database ${name} with (force)`),
  }
}

function nameIn(url: string): string {
  return new URL(url).pathname.slice(1)
}

async function administer(server: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: server })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
