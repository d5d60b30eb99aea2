import { sql } from 'kysely'
import type { Db } from '../connect.ts'
import { columnTypes, tableOptions } from '../dialect.ts'

export async function up(db: Db): Promise<void> {
  const { key, instant } = columnTypes(db)
  const end = tableOptions(db)

  await db.schema
    .createTable('setup')
    .addColumn('id', 'integer', (c) => c.primaryKey().check(sql`id = 1`))
    .addColumn('completed_at', instant, (c) => c.notNull())
    .modifyEnd(end)
    .execute()

  await db.schema
    .createTable('users')
    .addColumn('id', key, (c) => c.primaryKey())
    .addColumn('username', 'text', (c) => c.notNull())
    .addColumn('username_key', key, (c) => c.notNull())
    .addColumn('email', 'text')
    .addColumn('email_key', key)
    .addColumn('password_hash', 'text', (c) => c.notNull())
    .addColumn('role', 'text', (c) => c.notNull().check(sql`role in ('member', 'manager', 'admin')`))
    .addColumn('disabled_at', instant)
    .addColumn('version', 'integer', (c) => c.notNull())
    .addColumn('created_at', instant, (c) => c.notNull())
    .addColumn('updated_at', instant, (c) => c.notNull())
    .modifyEnd(end)
    .execute()
  await db.schema.createIndex('users_username_key').on('users').column('username_key').unique().execute()
  await db.schema.createIndex('users_email_key').on('users').column('email_key').unique().execute()

  await db.schema
    .createTable('sessions')
    .addColumn('id', key, (c) => c.primaryKey())
    .addColumn('user_id', key, (c) => c.notNull().references('users.id').onDelete('cascade'))
    .addColumn('kind', 'text', (c) => c.notNull().check(sql`kind in ('rotating', 'fixed')`))
    .addColumn('generation', 'integer', (c) => c.notNull())
    .addColumn('access_revoked_at', instant)
    .addColumn('user_agent', 'text')
    .addColumn('created_at', instant, (c) => c.notNull())
    .addColumn('last_used_at', instant, (c) => c.notNull())
    .addColumn('expires_at', instant, (c) => c.notNull())
    .modifyEnd(end)
    .execute()
  await db.schema.createIndex('sessions_user').on('sessions').columns(['user_id', 'id']).execute()
  await db.schema.createIndex('sessions_expiry').on('sessions').column('expires_at').execute()

  await db.schema
    .createTable('refresh_tokens')
    .addColumn('hash', key, (c) => c.primaryKey())
    .addColumn('session_id', key, (c) => c.notNull().references('sessions.id').onDelete('cascade'))
    .addColumn('successor_salt', 'text')
    .addColumn('spent_at', instant)
    .addColumn('created_at', instant, (c) => c.notNull())
    .modifyEnd(end)
    .execute()
  await db.schema
    .createIndex('refresh_tokens_session')
    .on('refresh_tokens')
    .columns(['session_id', 'spent_at'])
    .execute()
  await sql`create unique index refresh_tokens_unspent on refresh_tokens (session_id) where spent_at is null`.execute(
    db,
  )

  await db.schema
    .createTable('invites')
    .addColumn('id', key, (c) => c.primaryKey())
    .addColumn('token_hash', key, (c) => c.notNull().unique())
    .addColumn('role', 'text', (c) => c.notNull().check(sql`role in ('member', 'manager', 'admin')`))
    .addColumn('email', 'text')
    .addColumn('created_by', key, (c) => c.references('users.id').onDelete('set null'))
    .addColumn('created_at', instant, (c) => c.notNull())
    .addColumn('expires_at', instant, (c) => c.notNull())
    .addColumn('used_at', instant)
    .addColumn('used_by', key, (c) => c.references('users.id').onDelete('set null'))
    .modifyEnd(end)
    .execute()
  await db.schema.createIndex('invites_expiry').on('invites').column('expires_at').execute()
  await db.schema.createIndex('invites_created_by').on('invites').column('created_by').execute()
  await db.schema.createIndex('invites_used_by').on('invites').column('used_by').execute()

  await db.schema
    .createTable('throttles')
    .addColumn('key', key, (c) => c.primaryKey())
    .addColumn('attempts', 'integer', (c) => c.notNull())
    .addColumn('until', instant, (c) => c.notNull())
    .modifyEnd(end)
    .execute()
  await db.schema.createIndex('throttles_until').on('throttles').column('until').execute()
}
