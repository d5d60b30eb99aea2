import type { Config } from '../config.ts'
import { connect } from '../db/connect.ts'
import { migrate } from '../db/migrate.ts'

/** `teamroom migrate`: brings the database up to date, and says how. */
export async function migrateOnly(config: Config): Promise<void> {
  const { db, close } = await connect(config.database)
  const applied = await migrate(db)
  await close()
  process.stdout.write(applied.length === 0 ? 'The database is up to date.\n' : `Applied ${applied.join(', ')}.\n`)
}
