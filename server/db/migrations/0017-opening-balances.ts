import { sql } from 'kysely'
import type { Db } from '../connect.ts'
import { createTrigger, refuseRow } from '../dialect.ts'

/** Time that came along from another system can be told apart, where that had carried it over. */
export async function up(db: Db): Promise<void> {
  const isSound = sql`carried_over = 0 or (carried_over = 1 and kind = 'adjustment' and minutes > 0)`
  await db.schema
    .alterTable('ledger_entries')
    .addColumn('carried_over', 'integer', (c) => c.notNull().defaultTo(0).check(isSound))
    .execute()
  await createTrigger(db, {
    name: 'ledger_entries_keep_carried_over',
    when: 'before update on ledger_entries',
    condition: 'new.carried_over is distinct from old.carried_over',
    body: refuseRow(db, 'true', 'rows of this table are never changed'),
  })
  // All that balances follow from: it is read without the rows.
  await db.schema.dropIndex('ledger_entries_account').execute()
  await db.schema
    .createIndex('ledger_entries_account')
    .on('ledger_entries')
    .columns(['employee_id', 'leave_type_id', 'date', 'minutes', 'kind', 'correction', 'carried_over'])
    .execute()
}
