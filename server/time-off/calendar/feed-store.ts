import type { Selectable } from 'kysely'
import type { Db } from '../../db/connect.ts'
import type { Role, Tables } from '../../db/tables.ts'
import type { PageRequest } from '../../http/paging.ts'

export type NewFeedRow = Selectable<Tables['calendar_feeds']>
/** A feed without its secret, of which nobody needs the hash. */
export type FeedRow = Omit<NewFeedRow, 'token_hash' | 'epoch'>

/** Feeds that have not ended with what else their accounts had handed out. */
function feeds(db: Db) {
  return db
    .selectFrom('calendar_feeds as f')
    .innerJoin('users as u', (join) => join.onRef('u.id', '=', 'f.user_id').onRef('u.epoch', '=', 'f.epoch'))
    .select(['f.id', 'f.user_id', 'f.scope', 'f.uid_key', 'f.created_at'])
}

/** An account's feeds, newest first; one row more than the page holds. */
export function listFeeds(db: Db, userId: string, { limit, after }: PageRequest): Promise<FeedRow[]> {
  return feeds(db)
    .where('f.user_id', '=', userId)
    .$if(after !== undefined, (query) => query.where('f.id', '<', String(after?.[0])))
    .orderBy('f.id', 'desc')
    .limit(limit + 1)
    .execute()
}

/** The feed, when it is this account's. */
export function findFeed(db: Db, userId: string, id: string): Promise<FeedRow | undefined> {
  return feeds(db).where('f.user_id', '=', userId).where('f.id', '=', id).executeTakeFirst()
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

/** A feed and the account that it reads for. */
export interface FeedOfAccount extends FeedRow {
  role: Role
}

/** The feed with this secret, as its hash, unless it has ended. */
export function findFeedByToken(db: Db, tokenHash: string): Promise<FeedOfAccount | undefined> {
  return feeds(db)
    .select('u.role')
    .where('f.token_hash', '=', tokenHash)
    .where('u.disabled_at', 'is', null)
    .executeTakeFirst()
}

export async function insertFeed(trx: Db, feed: NewFeedRow): Promise<void> {
  await trx.insertInto('calendar_feeds').values(feed).execute()
}

/** Deletes an account's feeds that have ended. */
export async function deleteEndedFeeds(trx: Db, userId: string, epoch: number): Promise<void> {
  await trx.deleteFrom('calendar_feeds').where('user_id', '=', userId).where('epoch', '<>', epoch).execute()
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
