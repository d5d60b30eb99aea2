import type { Db } from '../connect.ts'
import { columnTypes, tableOptions } from '../dialect.ts'

export async function up(db: Db): Promise<void> {
  const { key, instant } = columnTypes(db)
  await db.schema
    .createTable('idempotency_keys')
    .addColumn('owner', key, (c) => c.notNull())
    .addColumn('key_hash', key, (c) => c.notNull())
    .addColumn('fingerprint', 'text', (c) => c.notNull())
    .addColumn('sealed_answer', 'text', (c) => c.notNull())
    .addColumn('created_at', instant, (c) => c.notNull())
    .addPrimaryKeyConstraint('idempotency_keys_pkey', ['owner', 'key_hash'])
    .modifyEnd(tableOptions(db))
    .execute()
  await db.schema.createIndex('idempotency_keys_created').on('idempotency_keys').column('created_at').execute()
}
