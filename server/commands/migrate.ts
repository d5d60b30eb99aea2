import type { Config } from '../config.ts'
import { openDatabase } from '../open-database.ts'

/** `teamroom migrate`: brings the database up to date, and says how. Only with `new` does it begin anew where one was lost. */
export async function migrateOnly(config: Config, options: { new?: boolean }): Promise<void> {
  const beginWaiting = () =>
    process.stderr.write(`The database does not answer yet: waiting ${config.databaseWaitMs / 1000} s for it.\n`)
  const { applied, close } = await openDatabase(config, { beginWaiting, beginsAnew: options.new === true })
  await close()
  process.stdout.write(applied.length === 0 ? 'The database is up to date.\n' : `Applied ${applied.join(', ')}.\n`)
}
