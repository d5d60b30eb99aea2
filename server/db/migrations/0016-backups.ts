import type { Db } from '../connect.ts'
import { columnTypes, tableOptions } from '../dialect.ts'

/** What is known of the backups that servers make by themselves: one row. */
export async function up(db: Db): Promise<void> {
  const { instant, sum } = columnTypes(db)
  await db.schema
    .createTable('backups')
    .addColumn('id', 'integer', (col) => col.primaryKey())
    .addColumn('done_for', instant)
    .addColumn('claimed_until', instant)
    .addColumn('succeeded_at', instant)
    .addColumn('place', 'text')
    .addColumn('bytes', sum)
    .addColumn('failed_at', instant)
    .addColumn('failure', 'text')
    .modifyEnd(tableOptions(db))
    .execute()
  await db.insertInto('backups').values({ id: 1 }).execute()
}
