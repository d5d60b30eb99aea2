import { existsSync } from 'node:fs'
import type { DatabaseConfig } from '../config.ts'
import { connect } from '../db/connect.ts'
import { CommandError } from '../startup.ts'
import type { Present } from './release-rules.ts'

/** The migrations that a database has had. @throws CommandError where there is no database. */
export async function listApplied(database: DatabaseConfig): Promise<Present['applied']> {
  if (database.kind === 'sqlite' && !existsSync(database.file)) {
    throw new CommandError(`There is no database at ${database.file}: see DATABASE_URL, DATA_DIR and --settings.`)
  }
  const { db, close } = await connect(database)
  try {
    return await db.selectFrom('schema_migrations').select(['name', 'checksum']).orderBy('name').execute()
  } finally {
    await close()
  }
}
