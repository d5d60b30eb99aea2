/**
 * `npm run checksums` writes down what each migration does, and what all of them make of an empty database; with `--check` it
 * only says what is not written down. It never changes the checksums that main has: databases have been migrated so.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DatabaseConfig } from '../server/config.ts'
import { connect } from '../server/db/connect.ts'
import { inspectorOf } from '../server/db/doctor/choose.ts'
import type { Schema } from '../server/db/doctor/inspector.ts'
import { migrate } from '../server/db/migrate.ts'
import { CHECKSUMS } from '../server/db/migrations/checksums.ts'
import { migrations } from '../server/db/migrations/index.ts'
import { checksumOf, listEdited } from './migration-checksums.ts'

const FILE = 'server/db/migrations/checksums.ts'
const SCHEMA = 'server/db/doctor/schema.json'
const MAIN = ['main', 'origin/main']

const actual: Record<string, string> = {}
for (const migration of migrations) actual[migration.name] = await checksumOf(migration)
const released = MAIN.map(checksumsOn).find((checksums) => checksums !== undefined) ?? CHECKSUMS
const problems = listEdited(actual, released).map(
  (name) => `${name} is on main, so databases have run it: put it back as it was there, and add another migration.`,
)

if (problems.length === 0 && !process.argv.includes('--check')) {
  const lines = Object.entries(actual).map(([name, checksum]) => `  '${name}': '${checksum}',\n`)
  writeFileSync(FILE, readFileSync(FILE, 'utf8').replace(/\{[^{}]*\}\s*$/, `{\n${lines.join('')}}\n`))
  writeFileSync(
    SCHEMA,
    `${JSON.stringify({ sqlite: await sqliteSchema(), postgres: await postgresSchema() }, null, 2)}\n`,
  )
} else if (problems.length === 0 && JSON.stringify(actual) !== JSON.stringify(CHECKSUMS)) {
  problems.push(`${FILE} does not have what the migrations do: run \`npm run checksums\`, and commit what it writes.`)
}
if (process.argv.includes('--check')) {
  const written = existsSync(SCHEMA) ? JSON.parse(readFileSync(SCHEMA, 'utf8')) : {}
  if (JSON.stringify(written.sqlite) !== JSON.stringify(await sqliteSchema()))
    problems.push(
      `${SCHEMA} does not have what the migrations make: run \`npm run checksums\`, and commit what it writes.`,
    )
}
if (problems.length > 0) {
  console.log(problems.join('\n'))
  process.exitCode = 1
}

/** Undefined where there is no such branch, or no Git. */
function checksumsOn(branch: string): Record<string, string> | undefined {
  try {
    const text = execFileSync('git', ['show', `${branch}:${FILE}`], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    return Object.fromEntries([...text.matchAll(/'([^']+)': '([^']+)'/g)].map(([, name, checksum]) => [name, checksum]))
  } catch {
    return undefined
  }
}

async function sqliteSchema(): Promise<Schema> {
  const folder = mkdtempSync(join(tmpdir(), 'teamroom-schema-'))
  try {
    return await schemaOf({ kind: 'sqlite', file: join(folder, 'teamroom.db') })
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function postgresSchema(): Promise<Schema> {
  const { startPostgres } = await import('../test/postgres.ts')
  const { url, stop } = await startPostgres()
  try {
    return await schemaOf({ kind: 'postgres', url })
  } finally {
    stop()
  }
}

/** What the migrations make of an empty database. */
async function schemaOf(database: DatabaseConfig): Promise<Schema> {
  const { db, close } = await connect(database)
  try {
    await migrate(db)
    return await inspectorOf(database).schema(db)
  } finally {
    await close()
  }
}
