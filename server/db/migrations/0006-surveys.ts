import { sql } from 'kysely'
import type { Db } from '../connect.ts'
import { clusteredTableOptions, columnTypes, tableOptions } from '../dialect.ts'

export async function up(db: Db): Promise<void> {
  const { key, instant, day, json, sum, number } = columnTypes(db)
  const end = tableOptions(db)
  const clustered = clusteredTableOptions(db)

  await db.schema
    .createTable('surveys')
    .addColumn('id', key, (c) => c.primaryKey())
    .addColumn('owner_id', key, (c) => c.references('users.id').onDelete('set null'))
    .addColumn('title', 'text', (c) => c.notNull())
    .addColumn('description', 'text', (c) => c.notNull())
    .addColumn('audience', 'text', (c) => c.notNull().check(sql`audience in ('anyone', 'members', 'invited')`))
    .addColumn('anonymous', 'integer', (c) => c.notNull().check(sql`anonymous in (0, 1)`))
    .addColumn('one_reply_each', 'integer', (c) => c.notNull().check(sql`one_reply_each in (0, 1)`))
    .addColumn('listed', 'integer', (c) => c.notNull().check(sql`listed in (0, 1)`))
    .addColumn('reply_cap', 'integer', (c) => c.check(sql`reply_cap > 0`))
    .addColumn('link_key', key, (c) => c.notNull().unique())
    .addColumn('receipt_key', key, (c) => c.notNull())
    .addColumn('opens_at', instant)
    .addColumn('due_at', instant)
    .addColumn('time_zone', 'text', (c) => c.notNull())
    .addColumn('form_version', 'integer', (c) => c.notNull())
    .addColumn('published_version', 'integer', (c) => c.notNull())
    .addColumn('published_at', instant)
    .addColumn('closed_at', instant)
    .addColumn('reply_count', 'integer', (c) => c.notNull())
    .addColumn('version', 'integer', (c) => c.notNull())
    .addColumn('removed_at', instant)
    .addColumn('created_at', instant, (c) => c.notNull())
    .addColumn('updated_at', instant, (c) => c.notNull())
    .addCheckConstraint('surveys_cap', sql`reply_count <= reply_cap`)
    .modifyEnd(end)
    .execute()
  await db.schema.createIndex('surveys_owner').on('surveys').columns(['owner_id', 'id']).execute()
  await sql`create index surveys_listed on surveys (id) where published_at is not null and removed_at is null`.execute(
    db,
  )
  await sql`create index surveys_removed on surveys (id) where removed_at is not null`.execute(db)

  await db.schema
    .createTable('survey_forms')
    .addColumn('survey_id', key, (c) => c.notNull().references('surveys.id').onDelete('cascade'))
    .addColumn('version', 'integer', (c) => c.notNull())
    .addColumn('form', json, (c) => c.notNull())
    .addColumn('published_at', instant)
    .addPrimaryKeyConstraint('survey_forms_pkey', ['survey_id', 'version'])
    .modifyEnd(end)
    .execute()

  await db.schema
    .createTable('survey_editors')
    .addColumn('survey_id', key, (c) => c.notNull().references('surveys.id').onDelete('cascade'))
    .addColumn('user_id', key, (c) => c.notNull().references('users.id').onDelete('cascade'))
    .addPrimaryKeyConstraint('survey_editors_pkey', ['survey_id', 'user_id'])
    .modifyEnd(end)
    .execute()
  await db.schema.createIndex('survey_editors_user').on('survey_editors').column('user_id').execute()

  await db.schema
    .createTable('survey_links')
    .addColumn('id', key, (c) => c.primaryKey())
    .addColumn('survey_id', key, (c) => c.notNull().references('surveys.id').onDelete('cascade'))
    .addColumn('token_hash', key, (c) => c.notNull().unique())
    .addColumn('address', 'text', (c) => c.notNull())
    .addColumn('revoked_at', instant)
    .addColumn('created_at', instant, (c) => c.notNull())
    .modifyEnd(end)
    .execute()
  await db.schema.createIndex('survey_links_survey').on('survey_links').columns(['survey_id', 'id']).execute()

  // In the order of its random ids, which says nothing about the order in which replies came.
  await db.schema
    .createTable('survey_replies')
    .addColumn('survey_id', key, (c) => c.notNull().references('surveys.id').onDelete('cascade'))
    .addColumn('id', key, (c) => c.notNull())
    .addColumn('form_version', 'integer', (c) => c.notNull())
    .addColumn('answers', json, (c) => c.notNull())
    .addColumn('day', day, (c) => c.notNull())
    .addColumn('submitted_at', instant)
    .addColumn('user_id', key, (c) => c.references('users.id').onDelete('set null'))
    .addColumn('link_id', key, (c) => c.references('survey_links.id').onDelete('set null'))
    .addColumn('once_key', key)
    .addPrimaryKeyConstraint('survey_replies_pkey', ['survey_id', 'id'])
    .modifyEnd(clustered)
    .execute()
  await sql`create unique index survey_replies_once on survey_replies (survey_id, once_key) where once_key is not null`.execute(
    db,
  )
  await sql`create index survey_replies_user on survey_replies (user_id) where user_id is not null`.execute(db)
  await sql`create index survey_replies_link on survey_replies (link_id) where link_id is not null`.execute(db)

  await db.schema
    .createTable('survey_participants')
    .addColumn('survey_id', key, (c) => c.primaryKey().references('surveys.id').onDelete('cascade'))
    .addColumn('participants', json, (c) => c.notNull())
    .modifyEnd(end)
    .execute()

  await db.schema
    .createTable('survey_untallied')
    .addColumn('survey_id', key, (c) => c.notNull())
    .addColumn('reply_id', key, (c) => c.notNull())
    .addPrimaryKeyConstraint('survey_untallied_pkey', ['survey_id', 'reply_id'])
    .modifyEnd(clustered)
    .execute()

  await db.schema
    .createTable('survey_tallies')
    .addColumn('survey_id', key, (c) => c.notNull())
    .addColumn('form_version', 'integer', (c) => c.notNull())
    .addColumn('question_id', key, (c) => c.notNull())
    .addColumn('cell', key, (c) => c.notNull())
    .addColumn('value', number)
    .addColumn('count', sum, (c) => c.notNull())
    .addPrimaryKeyConstraint('survey_tallies_pkey', ['survey_id', 'form_version', 'question_id', 'cell'])
    .modifyEnd(clustered)
    .execute()
}
