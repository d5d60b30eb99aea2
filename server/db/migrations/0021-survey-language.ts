import type { Db } from '../connect.ts'

/** Surveys say in which language they are written; of those there are nobody knows. */
export async function up(db: Db): Promise<void> {
  await db.schema.alterTable('surveys').addColumn('language', 'text').execute()
}
