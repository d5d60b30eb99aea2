import { sql } from 'kysely'
import type { Db } from '../connect.ts'
import { columnTypes, tableOptions } from '../dialect.ts'

/**
 * Reset links say who made them, e-mail addresses whether they are confirmed, and devices who has logged in from them.
 * Links whose maker is unknown, or may no longer hand any out, are deleted.
 */
export async function up(db: Db): Promise<void> {
  const { key, instant } = columnTypes(db)
  const end = tableOptions(db)

  await db.schema
    .alterTable('password_resets')
    .addColumn('made_by', key, (c) => c.references('users.id').onDelete('cascade'))
    .execute()
  await db.schema.createIndex('password_resets_made_by').on('password_resets').column('made_by').execute()
  // Nobody knows who made these; an administrator makes another in a moment.
  await sql`delete from password_resets where given_by = 'admin'`.execute(db)
  await sql`delete from invites where used_at is null and (created_by is null or created_by not in
    (select id from users where role = 'admin' and disabled_at is null))`.execute(db)

  await db.schema.alterTable('users').addColumn('email_confirmed_at', instant).execute()
  // An administrator chose the address of an invite, and their own.
  await sql`update users set email_confirmed_at = created_at where email_key is not null and (role = 'admin'
    or exists (select 1 from invites where invites.used_by = users.id and invites.email = users.email_key))`.execute(db)

  await db.schema
    .createTable('confirmations')
    .addColumn('token_hash', key, (c) => c.primaryKey())
    .addColumn('email', 'text', (c) => c.notNull())
    .addColumn('email_key', key, (c) => c.notNull())
    .addColumn('user_id', key, (c) => c.unique().references('users.id').onDelete('cascade'))
    .addColumn('username', 'text')
    .addColumn('password_hash', 'text')
    .addColumn('expires_at', instant, (c) => c.notNull())
    .addCheckConstraint(
      'confirmations_of',
      sql`(user_id is null) = (username is not null and password_hash is not null)`,
    )
    .modifyEnd(end)
    .execute()
  await db.schema.createIndex('confirmations_expiry').on('confirmations').column('expires_at').execute()

  await db.schema
    .createTable('setup_links')
    .addColumn('id', 'integer', (c) => c.primaryKey().check(sql`id = 1`))
    .addColumn('token_hash', key, (c) => c.notNull())
    .modifyEnd(end)
    .execute()

  await db.schema
    .createTable('known_devices')
    .addColumn('user_id', key, (c) => c.notNull().references('users.id').onDelete('cascade'))
    .addColumn('device', key, (c) => c.notNull())
    .addColumn('last_login_at', instant, (c) => c.notNull())
    .addPrimaryKeyConstraint('known_devices_pkey', ['user_id', 'device'])
    .modifyEnd(end)
    .execute()
  await db.schema.createIndex('known_devices_login').on('known_devices').column('last_login_at').execute()
}
