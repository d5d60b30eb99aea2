import type { Db } from '../db/connect.ts'
import { indexPostQuery, json, lockRows } from '../db/dialect.ts'
import { prepared } from '../db/prepared.ts'
import type { NewPost } from './store.ts'

/** Keeps the post as it is until the transaction ends. */
export async function lockPost(trx: Db, id: string): Promise<void> {
  await lockRows(trx, trx.selectFrom('posts').select('id').where('id', '=', id)).execute()
}

const insert = prepared((db: Db, p: NewPost) =>
  db.insertInto('posts').values({
    id: p.id,
    title: p.title,
    content: p.content,
    html: p.html,
    slug: p.slug,
    tags: p.tags,
    publish_at: p.publish_at,
    listed_at: p.listed_at,
    visibility: p.visibility,
    pinned_at: p.pinned_at,
    must_read_at: p.must_read_at,
    author_id: p.author_id,
    version: p.version,
    created_at: p.created_at,
    updated_at: p.updated_at,
  }),
)

export async function insertPost(db: Db, post: NewPost): Promise<void> {
  await insert(db, { ...post, tags: json(post.tags) }, undefined)
}

const index = prepared((db: Db, p: { id: string; words: string }) => ({
  compile: () => indexPostQuery(db, p.id, p.words).compile(db),
}))

/** Replaces what the full-text index knows of a post; `words` come from `wordsOf`. */
export async function indexPost(db: Db, id: string, words: readonly string[]): Promise<void> {
  await index(db, { id, words: words.join(' ') }, undefined)
}

/** What the full-text index knows of posts, of some in the order of their ids; perhaps only of those written since an instant. */
export function listPostTexts(
  db: Db,
  after: string,
  limit: number,
  since?: string,
): Promise<Pick<NewPost, 'id' | 'title' | 'content' | 'tags'>[]> {
  return db
    .selectFrom('posts')
    .select(['id', 'title', 'content', 'tags'])
    .where('id', '>', after)
    .$if(since !== undefined, (query) => query.where('updated_at', '>=', since as string))
    .orderBy('id')
    .limit(limit)
    .execute()
}

export async function updatePost(db: Db, { id, ...post }: NewPost): Promise<void> {
  await db
    .updateTable('posts')
    .set({ ...post, tags: json(post.tags) })
    .where('id', '=', id)
    .execute()
}

/** True when there was one to delete. */
export async function deletePost(db: Db, id: string): Promise<boolean> {
  const { numDeletedRows } = await db.deleteFrom('posts').where('id', '=', id).executeTakeFirst()
  return numDeletedRows > 0n
}

const claim = prepared((db: Db, p: { slug: string; post_id: string; created_at: string }) =>
  db
    .insertInto('post_slugs')
    .values({ slug: p.slug, post_id: p.post_id, created_at: p.created_at })
    .onConflict((conflict) =>
      conflict.column('slug').doUpdateSet({ created_at: p.created_at }).where('post_slugs.post_id', '=', p.post_id),
    )
    .returning('slug'),
)

/** Takes a slug for a post, unless another post has it or ever had it. True when it is this post's. */
export async function claimSlug(db: Db, slug: string, postId: string, now: string): Promise<boolean> {
  const claimed = await claim(db, { slug, post_id: postId, created_at: now }, undefined)
  return claimed.length === 1
}

/** Replaces the post's rows in the index of tags. */
export async function indexTags(db: Db, { id, tags, listed_at }: NewPost): Promise<void> {
  await db.deleteFrom('post_tags').where('post_id', '=', id).execute()
  await insertTags(db, { id, tags, listed_at })
}

export async function insertTags(
  db: Db,
  { id, tags, listed_at }: Pick<NewPost, 'id' | 'tags' | 'listed_at'>,
): Promise<void> {
  if (tags.length === 0) return
  await db
    .insertInto('post_tags')
    .values(tags.map((tag) => ({ tag, listed_at, post_id: id })))
    .execute()
}
