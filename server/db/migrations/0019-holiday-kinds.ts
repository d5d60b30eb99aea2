import type { Db } from '../connect.ts'
import { columnTypes } from '../dialect.ts'

/** The company chooses which kinds of holidays are days off; and it is known by which rules all time off was counted. */
export async function up(db: Db): Promise<void> {
  const { json } = columnTypes(db)
  await db.schema.alterTable('company').addColumn('holiday_kinds', json).execute()
  await db.schema
    .alterTable('company')
    .addColumn('counted_by', 'integer', (c) => c.notNull().defaultTo(0))
    .execute()
}
