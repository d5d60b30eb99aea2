import type { Readable } from 'node:stream'
import type { Config, DatabaseConfig } from '../config.ts'
import type { Db } from '../db/connect.ts'
import { migrations } from '../db/migrations/index.ts'
import { examineOpen } from '../doctor/examine.ts'
import { CommandError } from '../startup.ts'
import { type Manifest, unknownMigration } from './manifest-rules.ts'
import { restorePostgres } from './restore-postgres.ts'
import { restoreSqlite } from './restore-sqlite.ts'

export interface RestoreOptions {
  /** A database with accounts makes way, and is kept beside. */
  replaces: boolean
  /** What does not add up in the backup stays as it is. */
  acceptsFindings: boolean
  now: Date
}

/** What a restore has done. */
export interface Restored {
  manifest: Manifest
  /** The migrations that the backup lacked. */
  applied: string[]
  /** Tables of another program that the backup has, and the database now has not. */
  skipped: string[]
  /** Where the database is now that was there before. */
  kept: string | undefined
}

/**
 * Puts a backup in the place of the database: all of it, or nothing. It is proved first, brought up to date, and proved
 * again by what `teamroom doctor` knows. `open` may be called twice.
 * @throws CommandError saying why not; then everything is as it was.
 */
export function restore(config: Config, open: () => Promise<Readable>, options: RestoreOptions): Promise<Restored> {
  const { database } = config
  const steps = { check: (manifest: Manifest) => check(manifest, database.kind), prove: prover(options, database) }
  if (database.kind === 'sqlite') return restoreSqlite(database.file, open, options, steps)
  return restorePostgres(database.url, config.dataDir, open, options, steps)
}

function check(manifest: Manifest, kind: Manifest['database']): void {
  if (manifest.database !== kind) {
    const [is, wants] = kind === 'sqlite' ? ['PostgreSQL', 'SQLite'] : ['SQLite', 'PostgreSQL']
    throw new CommandError(
      `This is a backup of ${is}, and DATABASE_URL says ${wants}: restore it to a database of its own kind.`,
    )
  }
  const unknown = unknownMigration(manifest, migrations)
  if (unknown === undefined) return
  throw new CommandError(
    `This is a backup of a newer Teamroom (${manifest.version}, ${unknown}): restore it with that version.`,
  )
}

function prover({ acceptsFindings }: RestoreOptions, database: DatabaseConfig) {
  return async (db: Db): Promise<void> => {
    const findings = await examineOpen(db, database)
    if (findings.length === 0 || acceptsFindings) return
    const lines = findings.map(({ about, sentence }) => `${about}: ${sentence}`)
    throw new CommandError(
      `${lines.join('\n')}\nThe backup is whole, but this does not add up in it. Nothing was changed; ` +
        '--accept-findings restores it as it is.',
    )
  }
}
