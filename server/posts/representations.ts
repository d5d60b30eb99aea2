import { setImmediate } from 'node:timers/promises'
import { LRUCache } from 'lru-cache'
import type { Db } from '../db/connect.ts'
import { AppError } from '../errors.ts'
import { contentTag, viewTag } from '../http/etag.ts'
import { serializerOf } from '../http/serialization.ts'
import { actsOf, type Thing } from './access.ts'
import { PlainPost, type Post } from './schema.ts'
import { findPosts, keysThatFit, type PostKey, type PostRow, type Reader } from './store.ts'

/** In characters of JSON, which is what takes the room, and of what goes with it. */
const CACHE_SIZE = 4 * 1024 * 1024
const ENTRY_SIZE = 300
const MAX_PAGE_SIZE = 1024 * 1024
/** Posts that are read and written as JSON at once, and their bytes: others wait for as long as that takes. */
const KEYS_A_READ = 20
const BYTES_A_READ = 256 * 1024
const LIST_TRIES = 5

const serialize = serializerOf(PlainPost)

/** A post as JSON without what its reader can do, which follows from the rest; and its place in lists. */
interface Representation extends PostKey, Thing {
  json: string
  id: string
  listed_at: string
}

/** What a reader gets. A text, which Node sends together with the headers. */
interface Shown {
  json: string
  etag: string
}

/** A page of posts as a JSON array. Bytes, as a long text would be copied for each answer. */
interface Page {
  json: Buffer
  etag: string
  last: Representation | undefined
  /** When it has to be made anew, as a post comes out then; undefined where none will. */
  until: string | undefined
  /** False when the posts are so long that some of those asked for are left for the next page. */
  isWhole: boolean
}

/** A page, and the post that the next one begins behind. */
type List = Pick<Page, 'json' | 'etag'> & { next: Representation | undefined }

const sizeCalculation = ({ json }: { json: string | Buffer }) => json.length + ENTRY_SIZE

/**
 * Posts as the JSON that readers get, kept with their versions. As every change makes another version, what is kept is
 * never out of date; whether a reader may see a post is asked of the database each time.
 */
export class PostRepresentations {
  readonly #posts = new LRUCache<number, Representation>({ maxSize: CACHE_SIZE, sizeCalculation })
  readonly #pages = new LRUCache<string, Page>({ maxSize: CACHE_SIZE, sizeCalculation })

  /** The post with this key; undefined when it has gone since, or is no longer the reader's to see. */
  async getOne(db: Db, reader: Reader, key: PostKey): Promise<Shown | undefined> {
    const [post] = await this.#get(db, reader, [key])
    return post && { json: jsonFor(reader, post), etag: tagOf(reader, post) }
  }

  /**
   * The first page of what `readKeys` finds, which is as many keys as the page holds and one more when another follows;
   * `next` is the post that the next page begins behind. Keys and posts are two reads, between which posts may go: when
   * every one of a page has, the keys are read again, as an empty page would say that none follow.
   * @throws AppError `unavailable` when that happens time and again.
   */
  async getList(db: Db, reader: Reader, limit: number, readKeys: () => Promise<PostKey[]>): Promise<List> {
    for (let tries = 0; tries < LIST_TRIES; tries++) {
      const keys = await readKeys()
      const { json, etag, last, isWhole } = await this.#getPage(db, reader, keys.slice(0, limit))
      const isEnd = keys.length <= limit && isWhole
      if (last || isEnd) return { json, etag, next: isEnd ? undefined : last }
    }
    throw new AppError('unavailable', 'The list is changing too fast.', { retryAfter: 1 })
  }

  /** The posts with these keys, in their order; those that have gone since, or are no longer the reader's, are left out. */
  async #getPage(db: Db, reader: Reader, keys: readonly PostKey[]): Promise<Page> {
    const names = keys.map(({ seq, version, author_version }) => `${seq}.${version}.${author_version}`)
    const name = [reader.kind, ...names].join()
    const kept = this.#pages.get(name)
    if (kept && (kept.until === undefined || reader.now < kept.until)) return kept
    const { posts, isWhole } = await this.#collect(db, reader, keys)
    const json = Buffer.from(`[${posts.map((post) => jsonFor(reader, post)).join()}]`)
    const page = { json, etag: contentTag(json), last: posts.at(-1), isWhole, until: nextOut(posts, reader.now) }
    if (isWhole && posts.length === keys.length) this.#pages.set(name, page)
    return page
  }

  async #get(db: Db, reader: Reader, keys: readonly PostKey[]): Promise<Representation[]> {
    const found = keys.map((key) => this.#find(key))
    const missing = keys.filter((_, i) => found[i] === undefined)
    if (missing.length === 0) return found as Representation[]
    const fresh = new Map<number, Representation>()
    for (const row of await findPosts(db, reader, missing)) {
      const { seq, id, version, author_version, listed_at, publish_at, visibility, author_id, must_read_at } = row
      const thing = { publish_at, visibility, author_id, must_read_at }
      const representation = { seq, id, version, author_version, listed_at, ...thing, json: serialize(plainPost(row)) }
      this.#posts.set(seq, representation)
      fresh.set(seq, representation)
    }
    return keys.map((key, i) => found[i] ?? fresh.get(key.seq)).filter((found) => found !== undefined)
  }

  /**
   * As many of the posts, from the first on, as fit into an answer of a sensible size; at least one. They are read a few
   * at a time, so that a page of long ones does not hold everybody else up.
   */
  async #collect(db: Db, reader: Reader, keys: readonly PostKey[]) {
    const posts: Representation[] = []
    let size = 0
    for (let at = 0; at < keys.length; ) {
      const few = await this.#readAtOnce(db, keys.slice(at, at + KEYS_A_READ))
      for (const post of await this.#get(db, reader, few)) {
        size += post.json.length
        if (size > MAX_PAGE_SIZE && posts.length > 0) return { posts, isWhole: false }
        posts.push(post)
      }
      at += few.length
      if (at < keys.length) await setImmediate()
    }
    return { posts, isWhole: true }
  }

  /** Those of the keys, from the first on, of which not too much has to be read first. */
  async #readAtOnce(db: Db, keys: readonly PostKey[]): Promise<readonly PostKey[]> {
    const missing = keys.filter((key) => this.#find(key) === undefined)
    if (missing.length <= 1) return keys
    const next = missing[(await keysThatFit(db, missing, BYTES_A_READ)).length]
    return next === undefined ? keys : keys.slice(0, keys.indexOf(next))
  }

  #find({ seq, version, author_version }: PostKey): Representation | undefined {
    const kept = this.#posts.get(seq)
    return kept?.version === version && kept.author_version === author_version ? kept : undefined
  }
}

function jsonFor(reader: Reader, post: Representation): string {
  return `${post.json.slice(0, -1)},"can":${JSON.stringify(actsOf(reader, post))}}`
}

/** When the first of these posts comes out that is not out yet. */
function nextOut(posts: readonly Representation[], now: string): string | undefined {
  const later = posts.flatMap(({ publish_at }) => (publish_at !== null && publish_at > now ? [publish_at] : []))
  return later.sort()[0]
}

/** The versions of a post that a change of it is meant for: its own, and that of what it shows of its author. */
export function versionsOf({ version, author_version }: Pick<PostKey, 'version' | 'author_version'>): number[] {
  return [version, author_version ?? 0]
}

/** The ETag of a post: it changes with the post, what it shows of its author, and what its reader can do. */
export function tagOf(reader: Reader, post: Thing & Pick<PostKey, 'version' | 'author_version'>): string {
  return viewTag(actsOf(reader, post), ...versionsOf(post))
}

/** A row as the API shows it to a reader. */
export function toPost(reader: Reader, row: PostRow): Post {
  return { ...plainPost(row), can: actsOf(reader, row) }
}

function plainPost(row: PostRow): PlainPost {
  return {
    id: row.id,
    title: row.title,
    content: row.content,
    html: row.html,
    slug: row.slug,
    tags: row.tags,
    published: row.publish_at !== null,
    publish_at: row.publish_at,
    visibility: row.visibility,
    pinned: row.pinned_at !== null,
    must_read: row.must_read_at !== null,
    author: row.author_id === null ? null : { id: row.author_id, username: row.author_username as string },
    version: row.version,
    created_at: row.created_at,
    updated_at: row.updated_at,
  }
}
