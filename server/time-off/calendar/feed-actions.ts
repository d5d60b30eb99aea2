import { randomToken, tokenHash } from '../../auth/tokens.ts'
import { lockUser } from '../../auth/users/store.ts'
import type { Db } from '../../db/connect.ts'
import { AppError } from '../../errors.ts'
import { newId } from '../../ids.ts'
import { findEmployeeOfUser } from '../../people/employees/store.ts'
import type { FeedRow } from './feed-store.ts'
import * as store from './feed-store.ts'

const MAX_FEEDS = 20

/**
 * Gives an account a feed with this secret, within the caller's transaction.
 * @throws AppError `conflict` for an account with too many, or for one without an employee who could be meant.
 */
export async function addFeed(
  trx: Db,
  userId: string,
  scope: FeedRow['scope'],
  token: string,
  now: Date,
): Promise<FeedRow> {
  // So that several at once are counted one after the other.
  const user = await lockUser(trx, userId)
  if (user?.disabled_at !== null) throw new AppError('unauthenticated', 'Token has been revoked')
  const { epoch } = user
  await store.deleteEndedFeeds(trx, userId, epoch)
  if ((await store.countFeeds(trx, userId)) >= MAX_FEEDS) {
    throw new AppError('conflict', `An account has at most ${MAX_FEEDS} feeds: delete one that you do not use.`)
  }
  if (scope !== 'company' && !(await findEmployeeOfUser(trx, userId))) {
    throw new AppError('conflict', 'Your account belongs to no employee: an administrator can link the two.')
  }
  const feed = { id: newId(), user_id: userId, scope, uid_key: randomToken(), created_at: now.toISOString() }
  await store.insertFeed(trx, { ...feed, epoch, token_hash: tokenHash(token) })
  return feed
}
