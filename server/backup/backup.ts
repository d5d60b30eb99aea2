import { existsSync, writeFileSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Writable } from 'node:stream'
import type { Config } from '../config.ts'
import { CommandError } from '../startup.ts'
import { VERSION } from '../version.ts'
import { type NewPart, writeArchive } from './archive.ts'
import { readFile, syncedOften } from './folder.ts'
import { FORMAT, KEY_PART, type Manifest, type Part, SQLITE_PART } from './manifest-rules.ts'
import { copySqlite, describeSqlite } from './sqlite-store.ts'

type Settings = Pick<Config, 'database'>

/**
 * Writes a backup of the database, as it is at one moment, and of what belongs to it, while a server may be running.
 * `workshop` is a folder for what SQLite needs meanwhile: as much room as the database.
 */
export async function writeBackup(config: Settings, workshop: string, out: Writable, now: Date): Promise<Manifest> {
  const common = { format: FORMAT, version: VERSION, created_at: now.toISOString() }
  if (config.database.kind === 'postgres') {
    const { snapshotPostgres } = await import('./postgres-store.ts')
    return snapshotPostgres(config.database.url, (parts, contents) =>
      writeArchive(out, parts, (written) => {
        requireTeamroom(contents())
        return { ...common, database: 'postgres', ...contents(), parts: written }
      }),
    )
  }
  const { file } = config.database
  const copy = join(workshop, SQLITE_PART)
  writeFileSync(copy, '', { flag: 'wx', mode: 0o600 })
  await syncedOften(copy, () => copySqlite(file, copy))
  const contents = { ...describeSqlite(copy), sequences: [] }
  requireTeamroom(contents)
  const describe = (parts: Part[]): Manifest => ({ ...common, database: 'sqlite', ...contents, parts })
  return writeArchive(out, sqliteParts(copy, keyFileOf(file)), describe)
}

/** A database without a table of Teamroom's is not the one that was meant. */
function requireTeamroom({ migrations }: Pick<Manifest, 'migrations'>): void {
  if (migrations.length === 0) throw new CommandError('There is nothing of Teamroom in the database: see DATABASE_URL.')
}

/** Where the key that signs access tokens is kept, when nobody gave one. */
export function keyFileOf(databaseFile: string): string {
  return join(dirname(databaseFile), KEY_PART)
}

async function* sqliteParts(copy: string, keyFile: string): AsyncGenerator<NewPart> {
  yield await partOf(SQLITE_PART, copy)
  if (existsSync(keyFile)) yield await partOf(KEY_PART, keyFile)
}

async function partOf(name: string, file: string): Promise<NewPart> {
  return { name, size: (await stat(file)).size, bytes: readFile(file) }
}
