import { sql } from 'kysely'
import type { Db } from '../db/connect.ts'
import { json } from '../db/dialect.ts'
import { type PageRequest, thatFit } from '../http/paging.ts'
import type { PostRow } from './store.ts'

const REVISIONS_KEPT = 50
/** Of the versions that are read at once, one of which may have a quarter of a megabyte. */
const BYTES_A_PAGE = 512 * 1024

/** Keeps a version that is about to be replaced; beyond the newest fifty, older ones go. */
export async function insertRevision(db: Db, post: PostRow, by: string, at: string): Promise<void> {
  const { id, version, title, content, tags } = post
  await db
    .insertInto('post_revisions')
    .values({ post_id: id, version, title, content, tags: json(tags), replaced_by: by, replaced_at: at })
    .execute()
  await db
    .deleteFrom('post_revisions')
    .where('post_id', '=', id)
    .where('version', 'not in', (eb) =>
      eb
        .selectFrom('post_revisions')
        .select('version')
        .where('post_id', '=', id)
        .orderBy('version', 'desc')
        .limit(REVISIONS_KEPT),
    )
    .execute()
}

/** Replaced versions, newest first, as many as asked for or as are not too long; and whether there are older ones. */
export async function listRevisions(db: Db, postId: string, { limit, after }: PageRequest) {
  const found = await db
    .selectFrom('post_revisions')
    .select('version')
    .select(sql<number>`octet_length(content)`.as('bytes'))
    .where('post_id', '=', postId)
    .$if(after !== undefined, (q) => q.where('version', '<', Number(after?.[0])))
    .orderBy('version', 'desc')
    .limit(limit + 1)
    .execute()
  const page = thatFit(found.slice(0, limit), ({ bytes }) => bytes, BYTES_A_PAGE)
  const revisions = await db
    .selectFrom('post_revisions')
    .select(['version', 'title', 'content', 'tags', 'replaced_at', 'replaced_by'])
    .where('post_id', '=', postId)
    .where(
      'version',
      'in',
      page.map(({ version }) => version),
    )
    .orderBy('version', 'desc')
    .execute()
  return { revisions, hasOlder: page.length < found.length }
}

/** Notes that a person has read a post. Once is enough: a second time changes nothing. True the first time. */
export async function acknowledge(
  db: Db,
  row: { post_id: string; user_id: string; version: number; acknowledged_at: string },
) {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('post_acknowledgements')
    .values(row)
    .onConflict((conflict) => conflict.columns(['post_id', 'user_id']).doNothing())
    .executeTakeFirst()
  return Number(numInsertedOrUpdatedRows) === 1
}

export function findAcknowledgement(db: Db, postId: string, userId: string) {
  return acknowledgements(db, postId)
    .where('users.id', '=', userId)
    .where('acknowledged_at', 'is not', null)
    .executeTakeFirst()
}

/** Everyone with an account, by name, and whether they have acknowledged a post; one row more than the page holds. */
export function listAcknowledgements(
  db: Db,
  postId: string,
  acknowledged: boolean | undefined,
  { limit, after }: PageRequest,
) {
  return acknowledgements(db, postId)
    .where('users.disabled_at', 'is', null)
    .$if(acknowledged !== undefined, (q) => q.where('acknowledged_at', acknowledged ? 'is not' : 'is', null))
    .$if(after !== undefined, (q) => q.where(sql<boolean>`(users.name_key, users.id) > (${after?.[0]}, ${after?.[1]})`))
    .orderBy('users.name_key')
    .orderBy('users.id')
    .limit(limit + 1)
    .execute()
}

/** How many of those who have an account have acknowledged a post, and how many have not. */
export async function countAcknowledgements(db: Db, postId: string) {
  const everybody = acknowledgements(db, postId).where('users.disabled_at', 'is', null)
  const { all, acknowledged } = await db
    .selectFrom(everybody.as('everybody'))
    .select(({ fn }) => [fn.countAll<number>().as('all'), fn.count<number>('acknowledged_at').as('acknowledged')])
    .executeTakeFirstOrThrow()
  return { acknowledged, outstanding: all - acknowledged }
}

function acknowledgements(db: Db, postId: string) {
  return db
    .selectFrom('users')
    .leftJoin('post_acknowledgements as done', (join) =>
      join.onRef('done.user_id', '=', 'users.id').on('done.post_id', '=', postId),
    )
    .select(['users.id', 'users.username', 'users.name_key', 'done.version', 'done.acknowledged_at'])
}
