import type { Config } from '../config.ts'
import { connect, ping } from '../db/connect.ts'
import { migrate } from '../db/migrate.ts'
import { waitForDatabase } from '../db/wait.ts'

/** `teamroom migrate`: brings the database up to date, and says how. */
export async function migrateOnly(config: Config): Promise<void> {
  const { db, close } = await connect(config.database)
  const { databaseWaitMs } = config
  const begin = () =>
    process.stderr.write(`The database does not answer yet: waiting ${databaseWaitMs / 1000} s for it.\n`)
  await waitForDatabase({ ask: () => ping(db), atMost: databaseWaitMs, begin })
  const applied = await migrate(db)
  await close()
  process.stdout.write(applied.length === 0 ? 'The database is up to date.\n' : `Applied ${applied.join(', ')}.\n`)
}
