import { sql } from 'kysely'
import type { Db } from '../connect.ts'
import { columnTypes, tableOptions } from '../dialect.ts'

export async function up(db: Db): Promise<void> {
  const { key, instant } = columnTypes(db)
  await db.schema
    .createTable('password_resets')
    .addColumn('user_id', key, (c) => c.notNull().references('users.id').onDelete('cascade'))
    .addColumn('given_by', 'text', (c) => c.notNull().check(sql`given_by in ('admin', 'mail')`))
    .addColumn('token_hash', key, (c) => c.notNull().unique())
    .addColumn('expires_at', instant, (c) => c.notNull())
    .addPrimaryKeyConstraint('password_resets_pkey', ['user_id', 'given_by'])
    .modifyEnd(tableOptions(db))
    .execute()
  await db.schema.createIndex('password_resets_expiry').on('password_resets').column('expires_at').execute()
}
