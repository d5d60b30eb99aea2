import { sql } from 'kysely'
import type { Db } from '../connect.ts'
import { allowEmptying, columnTypes, tableOptions } from '../dialect.ts'

/** People can be erased: who was, what became of it, and when that happens by itself. */
export async function up(db: Db, now: Date): Promise<void> {
  const { key, instant, json: jsonType } = columnTypes(db)
  const end = tableOptions(db)

  await db.schema.alterTable('users').addColumn('erased_at', instant).execute()
  await db.schema.alterTable('employees').addColumn('erased_at', instant).execute()
  await allowEmptying(db, {
    table: 'ledger_entries',
    column: 'note',
    others: ['id', 'employee_id', 'leave_type_id', 'date', 'kind', 'minutes', 'correction'].concat([
      'request_id',
      'refunds_id',
      'created_by',
      'created_at',
    ]),
  })

  await db.schema
    .createTable('erasures')
    .addColumn('id', key, (c) => c.primaryKey())
    .addColumn('pseudonym', 'text', (c) => c.notNull())
    .addColumn('way', 'text', (c) => c.notNull().check(sql`way in ('administrator', 'command', 'retention')`))
    .addColumn('erased_by', key, (c) => c.references('users.id').onDelete('set null'))
    .addColumn('erased_at', instant, (c) => c.notNull())
    .addColumn('counts', jsonType, (c) => c.notNull())
    .modifyEnd(end)
    .execute()
  await db.schema.createIndex('erasures_erased_by').on('erasures').column('erased_by').execute()

  await db.schema
    .createTable('retention')
    .addColumn('id', 'integer', (c) => c.primaryKey().check(sql`id = 1`))
    .addColumn('leavers_months', 'integer', (c) => c.check(sql`leavers_months >= 1`))
    .addColumn('notes_months', 'integer', (c) => c.check(sql`notes_months >= 1`))
    .addColumn('session_days', 'integer', (c) => c.check(sql`session_days >= 1`))
    .addColumn('named_replies', 'text', (c) => c.notNull().check(sql`named_replies in ('unlink', 'delete')`))
    .addColumn('version', 'integer', (c) => c.notNull())
    .addColumn('updated_at', instant, (c) => c.notNull())
    .modifyEnd(end)
    .execute()
  const off = { leavers_months: null, notes_months: null, session_days: null }
  await db
    .insertInto('retention')
    .values({ id: 1, ...off, named_replies: 'unlink', version: 1, updated_at: now.toISOString() })
    .execute()
}
