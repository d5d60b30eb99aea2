import fastJson from 'fast-json-stringify'
import { LRUCache } from 'lru-cache'
import type { Db } from '../db/connect.ts'
import { versionTag } from '../http/etag.ts'
import { Post } from './schema.ts'
import { findPosts, type PostKey, type PostRow, type Reader } from './store.ts'

/** In characters of JSON, which is what takes the room. */
const CACHE_SIZE = 8 * 1024 * 1024

/** Writes what the response schema names, and nothing else. */
const serialize = fastJson.default(Post as object)

interface Kept {
  version: number
  author_version: number | null
  json: string
}

/**
 * Posts as the JSON that readers get, kept with their versions. As every change makes another version, what is kept is
 * never out of date; whether a reader may see a post is asked of the database each time.
 */
export class PostRepresentations {
  readonly #kept = new LRUCache<string, Kept>({ maxSize: CACHE_SIZE, sizeCalculation: ({ json }) => json.length + 200 })

  /** The posts with these keys, in their order; one that has gone since, or is no longer the reader's to see, is left out. */
  async get(db: Db, reader: Reader, keys: readonly PostKey[]): Promise<string[]> {
    const found = keys.map((key) => this.#find(key))
    const missing = keys.filter((_, i) => found[i] === undefined).map((key) => key.id)
    if (missing.length === 0) return found as string[]
    const fresh = new Map<string, string>()
    for (const row of await findPosts(db, reader, missing)) {
      const { id, version, author_version } = row
      const json = serialize(toPost(row))
      this.#kept.set(id, { version, author_version, json })
      fresh.set(id, json)
    }
    return keys.map((key, i) => found[i] ?? fresh.get(key.id)).filter((json) => json !== undefined)
  }

  #find({ id, version, author_version }: PostKey): string | undefined {
    const kept = this.#kept.get(id)
    return kept?.version === version && kept.author_version === author_version ? kept.json : undefined
  }
}

/** The ETag of a post: it changes with the post, and with what it shows of its author. */
export function tagOf({ version, author_version }: Pick<PostKey, 'version' | 'author_version'>): string {
  return versionTag(version, author_version)
}

/** A row as the API shows it. */
export function toPost(row: PostRow): Post {
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
