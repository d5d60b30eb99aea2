import { createHash } from 'node:crypto'
import { existsSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import type { DatabaseConfig } from './config.ts'
import { makeFolder } from './folder.ts'

const SHORTEST_KEY = 32

type Place = { database: DatabaseConfig; dataDir: string }

/** Where a key that nobody gave is kept, with SQLite. */
export function keyFileOf(databaseFile: string): string {
  return join(dirname(databaseFile), 'jwt-secret.key')
}

/** Where the data directory has it that a server was set up in a database: one file for each. */
export function markOf({ database, dataDir }: Place): string {
  const name = nameOf(database, dataDir)
  return join(dataDir, `database-${createHash('sha256').update(name).digest('hex').slice(0, 12)}.known`)
}

/** Whether a server was set up in this database: the mark says so or, beside a SQLite file, the key that was made there. */
export function isKnown(place: Place): boolean {
  const { database } = place
  return existsSync(markOf(place)) || (database.kind === 'sqlite' && hasKey(keyFileOf(database.file)))
}

/** By a file that is too short for a key, no server went. */
function hasKey(file: string): boolean {
  return (statSync(file, { throwIfNoEntry: false })?.size ?? 0) >= SHORTEST_KEY
}

/**
 * Notes that a server was set up in this database. With PostgreSQL the data directory may be one that cannot be written to,
 * or is gone with the container; then nothing is known the next time, unless `DATABASE_MUST_EXIST` says it.
 */
export function rememberDatabase(place: Place): void {
  const mark = markOf(place)
  if (existsSync(mark)) return
  try {
    makeFolder(place.dataDir)
    writeFileSync(mark, `${nameOf(place.database, place.dataDir)}\n`, { mode: 0o600 })
  } catch (error) {
    if (!/^(EACCES|EPERM|EROFS|ENOENT|ENOTDIR|ENOSPC)$/.test((error as NodeJS.ErrnoException).code ?? '')) throw error
  }
}

/** What a person calls the database; without a password. */
export function describeDatabase(database: DatabaseConfig): string {
  if (database.kind === 'sqlite') return database.file
  const { hostname, pathname } = new URL(database.url)
  return `${decodeURIComponent(pathname.slice(1)) || 'the default database'} at ${hostname || 'the default host'}`
}

/** The same after the data directory was moved with the file in it. */
function nameOf(database: DatabaseConfig, dataDir: string): string {
  if (database.kind === 'sqlite') return `sqlite ${relative(dataDir, database.file)}`
  const { hostname, port, pathname } = new URL(database.url)
  return `postgres ${hostname}:${port || 5432}${pathname}`
}
