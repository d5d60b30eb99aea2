import { randomBytes } from 'node:crypto'
import type { Db } from '../db/connect.ts'
import { transact } from '../db/transact.ts'
import { invalidField } from '../errors.ts'
import { newId } from '../ids.ts'
import { renderAll } from '../markdown/render.ts'
import { demand } from '../verdict.ts'
import { decide, findFor } from './access.ts'
import { acknowledge, insertRevision } from './history-store.ts'
import { changesText, normalTags, publishAt } from './rules.ts'
import type { PostChange, PostInput } from './schema.ts'
import { wordsOf } from './search-rules.ts'
import { slugOf } from './slug.ts'
import type { NewPost, PostKey, PostRow, Reader } from './store.ts'
import * as writes from './write-store.ts'

const SLUG_TRIES = 5
const INDEXED_AT_ONCE = 50

/** What a post shows of the account that wrote it. */
export interface Author {
  id: string
  username: string
  version: number
}

/** What the content of a post looks like. @throws AppError `invalid` for too much of it, `unavailable`. */
export async function renderContent(content: string): Promise<string> {
  const [html] = await renderAll([content], 'news')
  if (html == null) throw invalidField('content', 'Too many tables, lists or links: split it into several posts.')
  return html
}

/** A post as it is sent, and what `renderContent` makes of its content: nothing is rendered within a transaction. */
type RenderedPost = PostInput & { html: string }

/**
 * Writes a new post. `now` is an ISO instant; the author is an account, or null when nobody is to be named.
 * @throws AppError `invalid` for a schedule in the past or blank tags.
 */
export async function createPost(db: Db, author: Author | null, input: RenderedPost, now: string): Promise<PostRow> {
  const publish_at = publishAt(null, { published: true, ...input }, now)
  const post: NewPost = {
    id: newId(),
    title: input.title,
    content: input.content,
    html: input.html,
    slug: slugOf(input.title),
    tags: normalTags(input.tags ?? []),
    publish_at,
    listed_at: publish_at ?? now,
    visibility: input.visibility ?? 'public',
    pinned_at: input.pinned ? now : null,
    must_read_at: input.must_read ? now : null,
    author_id: author?.id ?? null,
    version: 1,
    created_at: now,
    updated_at: now,
  }
  await transact(db, async (trx) => {
    post.slug = await claimSlug(trx, post, now)
    await writes.insertPost(trx, post)
    await writes.insertTags(trx, post)
    await writes.indexPost(trx, post.id, wordsOf(post))
  })
  return { ...post, author_username: author?.username ?? null, author_version: author?.version ?? null }
}

/**
 * Changes a post; what the change leaves out stays. `guard` sees the post as it is, locked, and may throw.
 * @throws AppError `not_found`, `invalid`, and whatever `guard` throws.
 */
export async function changePost(
  db: Db,
  reader: Reader & { userId: string },
  id: string,
  change: PostChange,
  guard: (current: PostRow) => void,
): Promise<PostRow> {
  const { now } = reader
  const rendered: RenderedChange = {
    ...change,
    ...(change.content !== undefined && { html: await renderContent(change.content) }),
    ...(change.tags && { tags: normalTags(change.tags) }),
  }
  return transact(db, async (trx) => {
    await writes.lockPost(trx, id)
    const current = await findFor(trx, reader, 'edit', id, guard)
    if (change.published !== undefined || change.publish_at !== undefined) {
      demand(decide(reader, 'publish', current))
    }
    const post = changed(current, rendered, now)
    if (post.title !== current.title) post.slug = await claimSlug(trx, post, now)
    const isOtherText = changesText(current, post)
    if (isOtherText) await insertRevision(trx, current, reader.userId, now)
    await writes.updatePost(trx, post)
    if (isOtherText || post.listed_at !== current.listed_at) await writes.indexTags(trx, post)
    if (isOtherText) await writes.indexPost(trx, id, wordsOf(post))
    return { ...current, ...post }
  })
}

type RenderedChange = PostChange & { html?: string }

function changed(current: PostRow & PostKey, change: RenderedChange, now: string): NewPost {
  const { seq: _seq, author_username: _name, author_version: _version, ...kept } = current
  const { title = kept.title, content = kept.content, html = kept.html, tags = kept.tags } = change
  const publish_at = publishAt(kept.publish_at, change, now)
  return {
    ...kept,
    title,
    content,
    html,
    tags,
    publish_at,
    listed_at: publish_at ?? kept.listed_at,
    visibility: change.visibility ?? kept.visibility,
    pinned_at: toggled(kept.pinned_at, change.pinned, now),
    must_read_at: toggled(kept.must_read_at, change.must_read, now),
    version: kept.version + 1,
    updated_at: now,
  }
}

/** Deletes a post with everything that belongs to it. @throws AppError `not_found`, and whatever `guard` throws. */
export function removePost(db: Db, reader: Reader, id: string, guard: (current: PostRow) => void): Promise<void> {
  return transact(db, async (trx) => {
    await writes.lockPost(trx, id)
    await findFor(trx, reader, 'delete', id, guard)
    await writes.deletePost(trx, id)
  })
}

/**
 * Notes that the reader has read a must-read post; true the first time.
 * @throws AppError `not_found`, or `conflict` when the post asks for no acknowledgement.
 */
export function acknowledgePost(db: Db, reader: Reader & { userId: string }, id: string): Promise<boolean> {
  return transact(db, async (trx) => {
    const post = await findFor(trx, reader, 'acknowledge', id)
    const row = { post_id: id, user_id: reader.userId, version: post.version, acknowledged_at: reader.now }
    return acknowledge(trx, row)
  })
}

/**
 * Makes the full-text index anew, of all posts or those written since an instant, where they came into the database by another
 * way than the functions above.
 */
export async function indexAllPosts(db: Db, since?: string): Promise<void> {
  for (let after = ''; ; ) {
    const posts = await writes.listPostTexts(db, after, INDEXED_AT_ONCE, since)
    await transact(db, async (trx) => {
      for (const post of posts) await writes.indexPost(trx, post.id, wordsOf(post))
    })
    const last = posts.at(-1)
    if (last === undefined) return
    after = last.id
  }
}

async function claimSlug(trx: Db, post: NewPost, now: string): Promise<string> {
  const plain = slugOf(post.title)
  for (let tries = 0; tries < SLUG_TRIES; tries++) {
    const slug = tries === 0 ? plain : `${plain}-${randomBytes(4).toString('hex')}`
    if (await writes.claimSlug(trx, slug, post.id, now)) return slug
  }
  throw new Error(`No free slug for ${plain}.`)
}

function toggled(since: string | null, on: boolean | undefined, now: string): string | null {
  if (on === undefined) return since
  return on ? (since ?? now) : null
}
