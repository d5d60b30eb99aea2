import { sql } from 'kysely'
import type { Db } from '../connect.ts'
import { columnTypes, createPostSearch, tableOptions } from '../dialect.ts'

export async function up(db: Db): Promise<void> {
  const { key, instant, json, sequence } = columnTypes(db)
  const end = tableOptions(db)

  await db.schema
    .createTable('posts')
    .addColumn('seq', sequence)
    .addColumn('id', key, (c) => c.notNull())
    .addColumn('title', 'text', (c) => c.notNull())
    .addColumn('content', 'text', (c) => c.notNull())
    .addColumn('html', 'text', (c) => c.notNull())
    .addColumn('slug', key, (c) => c.notNull())
    .addColumn('tags', json, (c) => c.notNull())
    .addColumn('publish_at', instant)
    .addColumn('listed_at', instant, (c) => c.notNull())
    .addColumn('visibility', 'text', (c) => c.notNull().check(sql`visibility in ('public', 'members')`))
    .addColumn('pinned_at', instant)
    .addColumn('must_read_at', instant)
    .addColumn('author_id', key, (c) => c.references('users.id').onDelete('set null'))
    .addColumn('version', 'integer', (c) => c.notNull())
    .addColumn('created_at', instant, (c) => c.notNull())
    .addColumn('updated_at', instant, (c) => c.notNull())
    .modifyEnd(end)
    .execute()
  await db.schema.createIndex('posts_id').on('posts').column('id').unique().execute()
  await db.schema.createIndex('posts_author').on('posts').columns(['author_id', 'listed_at', 'id']).execute()
  await db.schema.createIndex('posts_listed').on('posts').columns(['listed_at', 'id']).execute()
  // One index for each reader's list, so that what a reader may not see is never walked over on the way to what they may;
  // with all that a list of keys reads, so that it reads nothing else.
  const list = sql`(listed_at, id, version, author_id, publish_at)`
  await sql`create index posts_listed_published on posts ${list} where publish_at is not null`.execute(db)
  await sql`create index posts_listed_public on posts ${list} where publish_at is not null and visibility = 'public'`.execute(
    db,
  )
  await sql`create index posts_listed_drafts on posts (listed_at, id) where publish_at is null`.execute(db)
  await sql`create index posts_listed_pinned on posts (listed_at, id) where pinned_at is not null`.execute(db)
  await sql`create index posts_listed_must_read on posts (listed_at, id) where must_read_at is not null`.execute(db)

  // Checked at the commit: a post's slug is claimed before the post itself is written.
  await db.schema
    .createTable('post_slugs')
    .addColumn('slug', key, (c) => c.primaryKey())
    .addColumn('post_id', key, (c) => c.notNull())
    .addColumn('created_at', instant, (c) => c.notNull())
    .addForeignKeyConstraint('post_slugs_post_fkey', ['post_id'], 'posts', ['id'], (c) =>
      c.onDelete('cascade').deferrable().initiallyDeferred(),
    )
    .modifyEnd(end)
    .execute()
  await db.schema.createIndex('post_slugs_post').on('post_slugs').column('post_id').execute()

  await db.schema
    .createTable('post_tags')
    .addColumn('tag', key, (c) => c.notNull())
    .addColumn('listed_at', instant, (c) => c.notNull())
    .addColumn('post_id', key, (c) => c.notNull().references('posts.id').onDelete('cascade'))
    .addPrimaryKeyConstraint('post_tags_pkey', ['tag', 'listed_at', 'post_id'])
    .modifyEnd(end)
    .execute()
  await db.schema.createIndex('post_tags_post').on('post_tags').column('post_id').execute()

  await db.schema
    .createTable('post_revisions')
    .addColumn('post_id', key, (c) => c.notNull().references('posts.id').onDelete('cascade'))
    .addColumn('version', 'integer', (c) => c.notNull())
    .addColumn('title', 'text', (c) => c.notNull())
    .addColumn('content', 'text', (c) => c.notNull())
    .addColumn('tags', json, (c) => c.notNull())
    .addColumn('replaced_by', key, (c) => c.references('users.id').onDelete('set null'))
    .addColumn('replaced_at', instant, (c) => c.notNull())
    .addPrimaryKeyConstraint('post_revisions_pkey', ['post_id', 'version'])
    .modifyEnd(end)
    .execute()
  await db.schema.createIndex('post_revisions_replaced_by').on('post_revisions').column('replaced_by').execute()

  await db.schema
    .createTable('post_acknowledgements')
    .addColumn('post_id', key, (c) => c.notNull().references('posts.id').onDelete('cascade'))
    .addColumn('user_id', key, (c) => c.notNull().references('users.id').onDelete('cascade'))
    .addColumn('version', 'integer', (c) => c.notNull())
    .addColumn('acknowledged_at', instant, (c) => c.notNull())
    .addPrimaryKeyConstraint('post_acknowledgements_pkey', ['post_id', 'user_id'])
    .modifyEnd(end)
    .execute()
  await db.schema.createIndex('post_acknowledgements_user').on('post_acknowledgements').column('user_id').execute()

  await createPostSearch(db)
}
