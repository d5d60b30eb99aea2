import { DatabaseSync } from 'node:sqlite'
import { isRetryable } from './database-errors.ts'

const BUSY_TIMEOUT_MS = 50
const WAL_TRIES = 100
const WAL_PAUSE_MS = 20

/** Opens a SQLite file with the settings that every connection of ours needs. */
export function openSqlite(file: string, options: { readOnly?: boolean } = {}): DatabaseSync {
  const readOnly = options.readOnly ?? false
  const database = new DatabaseSync(file, { readOnly, enableForeignKeyConstraints: true })
  // A longer wait would hold the event loop; `transact` tries again instead.
  database.exec(`pragma busy_timeout = ${BUSY_TIMEOUT_MS}; pragma synchronous = full; pragma temp_store = memory`)
  // What is deleted or written over is gone from the file too: earlier lists of who has replied to a survey, for one.
  database.exec('pragma secure_delete = on')
  if (!readOnly) switchToWal(database)
  return database
}

/** Two processes that make the file together stand in each other's way here, where SQLite itself does not wait. */
function switchToWal(database: DatabaseSync): void {
  for (let tries = 1; ; tries++) {
    try {
      database.exec('pragma journal_mode = wal')
      return
    } catch (error) {
      if (tries === WAL_TRIES || !isRetryable(error)) throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, WAL_PAUSE_MS)
    }
  }
}
