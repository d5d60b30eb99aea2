import type { Db } from '../connect.ts'

/** How many began to answer a survey is counted from now on; of those before, the ones are known who finished. */
export async function up(db: Db): Promise<void> {
  await db.schema
    .alterTable('surveys')
    .addColumn('begun_count', 'integer', (c) => c.notNull().defaultTo(0))
    .execute()
  await db
    .updateTable('surveys')
    .set((eb) => ({ begun_count: eb.ref('reply_count') }))
    .execute()
}
