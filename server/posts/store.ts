import { type Selectable, type SelectQueryBuilder, sql } from 'kysely'
import type { Db } from '../db/connect.ts'
import { matchText, orderOfPosts, postMatches } from '../db/dialect.ts'
import { prepared } from '../db/prepared.ts'
import type { Tables } from '../db/tables.ts'
import { spellingsOf } from '../folding.ts'
import { type Keyset, type PageRequest, thatFit } from '../http/paging.ts'

/** Who reads: everything about them that visibility depends on. */
export interface Reader {
  kind: 'editor' | 'member' | 'guest'
  /** Null for a guest. */
  userId: string | null
  /** The present instant: what is scheduled for later is not there yet. */
  now: string
}

export interface PostFilter {
  published?: boolean | undefined
  /** Published, from a later moment on; false: due, which leaves drafts aside too. */
  scheduled?: boolean | undefined
  /** Nothing has no words at all. */
  words?: string[] | undefined
  tag?: string | undefined
  author?: string | undefined
  pinned?: boolean | undefined
  mustRead?: boolean | undefined
  /** Must-read posts that the reader has, or has not, acknowledged. */
  acknowledged?: boolean | undefined
}

/** What is written of a post. */
export type NewPost = Omit<Selectable<Tables['posts']>, 'seq'>

/** A post with what it shows of its author. */
export interface PostRow extends NewPost {
  author_username: string | null
  author_version: number | null
}

/** Names one state of a post: the versions say all that its representation depends on. Numbers alone, as lists read many. */
export interface PostKey {
  seq: number
  version: number
  author_version: number | null
}

type PostsQuery<O> = SelectQueryBuilder<Tables, 'posts', O>

/** The one place that decides what a reader may see: published, due, and meant for them; drafts for author and editors. */
function visible<O>(
  query: PostsQuery<O>,
  kind: Reader['kind'],
  reader: { userId: string | null; now: string },
): PostsQuery<O> {
  if (kind === 'editor') return query
  if (kind === 'guest') return due(query, reader.now).where('posts.visibility', '=', sql.lit('public'))
  return query.where((eb) =>
    eb.or([
      eb.and([eb('posts.publish_at', 'is not', null), eb('posts.publish_at', '<=', reader.now)]),
      eb('posts.author_id', '=', reader.userId),
    ]),
  )
}

function due<O>(query: PostsQuery<O>, now: string): PostsQuery<O> {
  return query.where('posts.publish_at', 'is not', null).where('posts.publish_at', '<=', now)
}

const KEY_COLUMNS = ['posts.seq', 'posts.version', 'users.version as author_version'] as const

const COLUMNS = [
  ...KEY_COLUMNS,
  'posts.id',
  'posts.listed_at',
  'posts.slug',
  'posts.title',
  'posts.content',
  'posts.html',
  'posts.tags',
  'posts.publish_at',
  'posts.visibility',
  'posts.pinned_at',
  'posts.must_read_at',
  'posts.author_id',
  'posts.created_at',
  'posts.updated_at',
  'users.username as author_username',
] as const

function withAuthor<O>(query: PostsQuery<O>) {
  return query.leftJoin('users', 'users.id', 'posts.author_id')
}

const postById = prepared((db: Db, p: Reader & { id: string }, kind: Reader['kind']) =>
  withAuthor(visible(db.selectFrom('posts'), kind, p))
    .select(COLUMNS)
    .where('posts.id', '=', p.id),
)

/** The post, if the reader may see it. */
export async function findPost(db: Db, reader: Reader, id: string): Promise<(PostRow & PostKey) | undefined> {
  const [post] = await postById(db, { ...reader, id }, reader.kind)
  return post
}

const keyById = prepared((db: Db, p: Reader & { id: string }, kind: Reader['kind']) =>
  withAuthor(visible(db.selectFrom('posts'), kind, p))
    .select(KEY_COLUMNS)
    .where('posts.id', '=', p.id),
)

/** The post's present state, if the reader may see it. */
export async function findPostKey(db: Db, reader: Reader, id: string): Promise<PostKey | undefined> {
  const [key] = await keyById(db, { ...reader, id }, reader.kind)
  return key
}

/** The present state of the post that has, or once had, this slug, if the reader may see it. */
export function findPostKeyBySlug(
  db: Db,
  reader: Reader,
  slug: string,
): Promise<(PostKey & { slug: string }) | undefined> {
  return withAuthor(visible(db.selectFrom('posts'), reader.kind, reader))
    .select([...KEY_COLUMNS, 'posts.slug'])
    .where('posts.id', '=', (eb) => eb.selectFrom('post_slugs').select('post_id').where('slug', '=', slug))
    .executeTakeFirst()
}

/** Those of the posts that the reader may see, in no order. */
export async function findPosts(db: Db, reader: Reader, keys: readonly PostKey[]): Promise<(PostRow & PostKey)[]> {
  return withAuthor(visible(db.selectFrom('posts'), reader.kind, reader))
    .select(COLUMNS)
    .where(
      'posts.seq',
      'in',
      keys.map((key) => key.seq),
    )
    .execute()
}

/** Those of the keys, from the first on, whose posts together take so many bytes at most; one at least. */
export async function keysThatFit<Key extends PostKey>(db: Db, keys: readonly Key[], most: number): Promise<Key[]> {
  const rows = await db
    .selectFrom('posts')
    .select('seq')
    .select(sql<number>`octet_length(content) + octet_length(html)`.as('bytes'))
    .where(
      'seq',
      'in',
      keys.map(({ seq }) => seq),
    )
    .execute()
  const bytes = new Map(rows.map((row) => [row.seq, row.bytes]))
  return thatFit(keys, ({ seq }) => bytes.get(seq) ?? 0, most)
}

/** What the SQL of a list depends on. */
interface ListShape extends Pick<PostFilter, 'published' | 'scheduled' | 'pinned' | 'mustRead' | 'acknowledged'> {
  kind: Reader['kind']
  isLaterPage: boolean
  hasWords: boolean
  hasTag: boolean
  hasAuthor: boolean
}

interface ListParams extends Omit<Reader, 'kind'> {
  match: string
  tag: string
  author: string
  limit: number
  afterInstant: string
  afterId: string
}

const list = prepared((db: Db, p: ListParams, shape: ListShape) => {
  const { published, scheduled, pinned, mustRead, acknowledged } = shape
  let posts = visible(db.selectFrom('posts'), shape.kind, p)
  // A scheduled post is listed at its moment: by that alone the database need not walk over all others to find none.
  if (scheduled) posts = posts.where('posts.publish_at', '>', p.now).where('posts.listed_at', '>', p.now)
  if (scheduled === false) posts = due(posts, p.now)
  if (published !== undefined) posts = posts.where('posts.publish_at', published ? 'is not' : 'is', null)
  if (pinned !== undefined) posts = posts.where('posts.pinned_at', pinned ? 'is not' : 'is', null)
  if (mustRead !== undefined) posts = posts.where('posts.must_read_at', mustRead ? 'is not' : 'is', null)
  if (shape.hasAuthor) posts = posts.where('posts.author_id', '=', p.author)
  if (shape.hasWords) posts = posts.where(postMatches(db, p.match))
  if (acknowledged !== undefined) {
    posts = posts.where('posts.must_read_at', 'is not', null).where(({ exists, not, selectFrom }) => {
      const mine = exists(
        selectFrom('post_acknowledgements as mine')
          .select('mine.post_id')
          .whereRef('mine.post_id', '=', 'posts.id')
          .where('mine.user_id', '=', p.userId),
      )
      return acknowledged ? mine : not(mine)
    })
  }
  const keys = withAuthor(posts).select(KEY_COLUMNS).limit(p.limit)
  if (!shape.hasTag) {
    return keys
      .$if(shape.isLaterPage, (q) =>
        q.where(sql<boolean>`(posts.listed_at, posts.id) < (${p.afterInstant}, ${p.afterId})`),
      )
      .orderBy(orderOfPosts(db, shape.hasWords), 'desc')
      .orderBy('posts.id', 'desc')
  }
  // The index of tags has its own copy of the order, so a rare tag is found without walking over all other posts.
  return keys
    .innerJoin('post_tags', 'post_tags.post_id', 'posts.id')
    .where('post_tags.tag', '=', p.tag)
    .$if(shape.isLaterPage, (q) =>
      q.where(sql<boolean>`(post_tags.listed_at, post_tags.post_id) < (${p.afterInstant}, ${p.afterId})`),
    )
    .orderBy('post_tags.listed_at', 'desc')
    .orderBy('post_tags.post_id', 'desc')
})

/** The keys of a page, and one more when another page follows; newest first. */
export async function listPostKeys(
  db: Db,
  reader: Reader,
  filter: PostFilter,
  { limit, after }: PageRequest,
): Promise<PostKey[]> {
  // Neither is a guest's to see; the database would look at every post to find that out.
  if (reader.kind === 'guest' && (filter.published === false || filter.scheduled)) return []
  if (filter.words?.length === 0) return []
  const { words, tag = '', author = '', ...flags } = filter
  const [afterInstant = '', afterId = ''] = after ?? []
  const match = words ? matchText(db, words.map(spellingsOf)) : ''
  const { kind, userId, now } = reader
  return list(
    db,
    { userId, now, match, tag, author, limit: limit + 1, afterInstant, afterId },
    {
      ...flags,
      kind,
      isLaterPage: after !== undefined,
      hasWords: words !== undefined,
      hasTag: filter.tag !== undefined,
      hasAuthor: filter.author !== undefined,
    },
  )
}

/** A post's place in the lists, for `listPostKeys` to go on behind. */
export function keysetOf(post: { listed_at: string; id: string }): Keyset {
  return [post.listed_at, post.id]
}
