import type { Selectable } from 'kysely'
import type { Db } from '../../db/connect.ts'
import type { Tables } from '../../db/tables.ts'
import type { PageRequest } from '../../http/paging.ts'

export type NewFeedRow = Selectable<Tables['calendar_feeds']>
/** A feed without its secret, of which nobody needs the hash. */
export type FeedRow = Omit<NewFeedRow, 'token_hash'>

/** One account's feeds. */
function feeds(db: Db, userId: string) {
  return db.selectFrom('calendar_feeds').select(['id', 'user_id', 'scope', 'created_at']).where('user_id', '=', userId)
}

/** An account's feeds, newest first; one row more than the page holds. */
export function listFeeds(db: Db, userId: string, { limit, after }: PageRequest): Promise<FeedRow[]> {
  return feeds(db, userId)
    .$if(after !== undefined, (query) => query.where('id', '<', String(after?.[0])))
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
}

/** The feed, when it is this account's. */
export function findFeed(db: Db, userId: string, id: string): Promise<FeedRow | undefined> {
  return feeds(db, userId).where('id', '=', id).executeTakeFirst()
}

/** How many feeds an account has. */
export async function countFeeds(db: Db, userId: string): Promise<number> {
  const { count } = await db
    .selectFrom('calendar_feeds')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('user_id', '=', userId)
    .executeTakeFirstOrThrow()
  return Number(count)
}

/** The feed with this secret, as its hash, unless its account is disabled. */
export function findFeedByToken(db: Db, tokenHash: string): Promise<FeedRow | undefined> {
  return db
    .selectFrom('calendar_feeds as f')
    .innerJoin('users as u', 'u.id', 'f.user_id')
    .select(['f.id', 'f.user_id', 'f.scope', 'f.created_at'])
    .where('f.token_hash', '=', tokenHash)
    .where('u.disabled_at', 'is', null)
    .executeTakeFirst()
}

export async function insertFeed(trx: Db, feed: NewFeedRow): Promise<void> {
  await trx.insertInto('calendar_feeds').values(feed).execute()
}

/** True when there was one to delete, and it was this account's. */
export async function deleteFeed(db: Db, userId: string, id: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('calendar_feeds')
    .where('id', '=', id)
    .where('user_id', '=', userId)
    .executeTakeFirst()
  return numDeletedRows > 0n
}
