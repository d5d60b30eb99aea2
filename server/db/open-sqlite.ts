import { DatabaseSync } from 'node:sqlite'

const BUSY_TIMEOUT_MS = 50

/** Opens a SQLite file with the settings that every connection of ours needs. */
export function openSqlite(file: string, options: { readOnly?: boolean } = {}): DatabaseSync {
  const readOnly = options.readOnly ?? false
  const database = new DatabaseSync(file, { readOnly, enableForeignKeyConstraints: true })
  // A longer wait would hold the event loop; `transact` tries again instead.
  database.exec(`pragma busy_timeout = ${BUSY_TIMEOUT_MS}; pragma synchronous = full; pragma temp_store = memory`)
  if (!readOnly) database.exec('pragma journal_mode = wal')
  return database
}
