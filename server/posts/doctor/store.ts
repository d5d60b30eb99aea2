import { type Selectable, sql } from 'kysely'
import type { Db } from '../../db/connect.ts'
import type { Tables } from '../../db/tables.ts'

type PostText = Pick<Selectable<Tables['posts']>, 'seq' | 'id' | 'title' | 'content' | 'tags' | 'listed_at'>

/** The next posts by their number. */
export function listNextPosts(db: Db, after: number, limit: number): Promise<PostText[]> {
  return db
    .selectFrom('posts')
    .select(['seq', 'id', 'title', 'content', 'tags', 'listed_at'])
    .where('seq', '>', after)
    .orderBy('seq')
    .limit(limit)
    .execute()
}

/** The index of tags, for these posts. */
export function listTags(db: Db, postIds: readonly string[]): Promise<Selectable<Tables['post_tags']>[]> {
  return db.selectFrom('post_tags').selectAll().where('post_id', 'in', postIds).execute()
}

/** Posts whose slug is another's, or nobody's; so many at most. */
export async function listWithoutSlug(db: Db, limit: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select p.id from posts as p
    where not exists (select 1 from post_slugs as s where s.slug = p.slug and s.post_id = p.id)
    order by p.id limit ${limit}`.execute(db)
  return rows.map(({ id }) => id)
}
