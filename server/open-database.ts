import { existsSync } from 'node:fs'
import type { Config } from './config.ts'
import { type Connection, connect, ping, type Statement } from './db/connect.ts'
import { hasTables, migrate } from './db/migrate.ts'
import { waitForDatabase } from './db/wait.ts'
import { describeDatabase, isKnown, rememberDatabase } from './known-database.ts'
import { CommandError } from './startup.ts'

export interface Opening {
  /** Told once, when the database does not answer yet. */
  beginWaiting?(): void
  /** Told of every statement to PostgreSQL; see `connect`. */
  onStatement?: ((statement: Statement) => void) | undefined
  /** True where the tables of a new server are wanted, whatever there was before. */
  beginsAnew?: boolean
}

/**
 * Opens the database and brings it up to date; gives the migrations that were applied, too.
 * @throws CommandError when it has no tables although a server was set up in it, or has to be there: it was lost, or is not
 * mounted, and a new server in its place would take the first who comes for its administrator.
 */
export async function openDatabase(config: Config, opening: Opening = {}): Promise<Connection & { applied: string[] }> {
  const { database, databaseWaitMs } = config
  // Looked at before the database: what was noted before that must be there now.
  const why = opening.beginsAnew ? undefined : whyItMustExist(config)
  if (why !== undefined && database.kind === 'sqlite' && !existsSync(database.file)) throw lost(config, why)
  const connection = await connect(database, opening.onStatement)
  const { db } = connection
  try {
    const begin = opening.beginWaiting ?? (() => {})
    await waitForDatabase({ ask: () => ping(db), atMost: databaseWaitMs, begin })
    if (why !== undefined && !(await hasTables(db))) throw lost(config, why)
    const applied = await migrate(db)
    rememberDatabase(config)
    return { ...connection, applied }
  } catch (error) {
    await connection.close()
    throw error
  }
}

function whyItMustExist(config: Config): string | undefined {
  if (config.databaseMustExist) return 'and DATABASE_MUST_EXIST is on'
  return isKnown(config) ? 'although Teamroom has been set up in it' : undefined
}

function lost({ database }: Config, why: string): CommandError {
  const place = describeDatabase(database)
  const what = database.kind === 'sqlite' ? `There is no database in ${place}` : `The database ${place} has no tables`
  return new CommandError(
    `${what}, ${why}. Mount it or restore a backup, and start again; for a new, empty one run \`teamroom migrate --new\`.`,
  )
}
