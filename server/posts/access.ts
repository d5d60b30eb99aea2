import type { Db } from '../db/connect.ts'
import type { Role } from '../db/tables.ts'
import { notFound } from '../errors.ts'
import { type Access, type Caller, hasRole } from '../http/access.ts'
import type { ActsOf } from '../http/acts.ts'
import { allowed, conflict, demand, forbidden, UNKNOWN, type Verdict } from '../verdict.ts'
import { POST_ACTS, type PostAct } from './schema.ts'
import { findPost, type PostKey, type PostRow, type Reader } from './store.ts'

/** What news take of an account; routes declare it, too, so that nothing is read of what others send. */
export const TAKES = { read: 'guest', acknowledge: 'member', write: 'manager' } as const satisfies Record<
  string,
  Access
>

/** Who reads, as far as posts are concerned; an editor writes any post, and sees those that are not out yet. */
export function readerOf(caller: Caller | null, now: Date): Reader {
  const kind = caller === null ? 'guest' : isWriter(caller) ? 'editor' : 'member'
  return { kind, userId: caller?.id ?? null, now: now.toISOString() }
}

function isWriter(who: { role: Role }): boolean {
  return hasRole(who, TAKES.write)
}

export const postActs: ActsOf = (_db, actor) => (isWriter(actor) ? ['create_post'] : [])

/** What permissions depend on. */
export type Thing = Pick<PostRow, 'publish_at' | 'visibility' | 'author_id' | 'must_read_at'>

/** Every permission over posts. Lists ask for `read` in SQL: `visible` in `store.ts`, which a test compares with this. */
export function decide(reader: Reader, act: PostAct | 'read', post: Thing): Verdict {
  if (!isReader(reader, post)) return UNKNOWN
  switch (act) {
    case 'read':
      return 'yes'
    case 'acknowledge':
      if (reader.kind === 'guest') return forbidden('Only people with an account can acknowledge a post.')
      return post.must_read_at === null ? conflict('This post asks for no acknowledgement.') : 'yes'
    case 'edit':
    case 'publish':
    case 'delete':
    case 'see_versions':
    case 'see_readers':
      return reader.kind === 'editor' ? 'yes' : forbidden('Only managers and administrators can do this with a post.')
  }
}

/** Published, due, and meant for them; what is not out yet is seen by its author and by editors. */
function isReader({ kind, userId, now }: Reader, { publish_at, visibility, author_id }: Thing): boolean {
  if (kind === 'editor') return true
  if (kind === 'member' && author_id !== null && author_id === userId) return true
  return isDue(publish_at, now) && (kind === 'member' || visibility === 'public')
}

function isDue(publish_at: string | null, now: string): boolean {
  return publish_at !== null && publish_at <= now
}

/** What the reader can do with a post as it is now. */
export function actsOf(reader: Reader, post: Thing): PostAct[] {
  return allowed(POST_ACTS, (act) => decide(reader, act, post)).filter((act) => fits(act, reader, post))
}

/** Whether an act makes sense now: readers are asked to acknowledge what is out. */
function fits(act: PostAct, { now }: Reader, { publish_at, must_read_at }: Thing): boolean {
  if (act === 'see_readers') return must_read_at !== null
  return act !== 'acknowledge' || isDue(publish_at, now)
}

/** A post that the reader may do this with. @throws AppError `not_found`, `forbidden`, `conflict` with the reason. */
export async function findFor(
  db: Db,
  reader: Reader,
  act: PostAct | 'read',
  id: string,
  guard?: (post: PostRow) => void,
): Promise<PostRow & PostKey> {
  const post = await findPost(db, reader, id)
  if (!post) throw notFound()
  demand(decide(reader, act, post), () => guard?.(post))
  return post
}
