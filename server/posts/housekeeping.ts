import type { Db } from '../db/connect.ts'
import { overlapSince } from '../db/overlap.ts'
import { indexAllPosts } from './actions.ts'

/** The last migration that changed by which words posts are found. */
const INDEXED_ANEW = '0018-folding'

/** Indexes what a server of the version before may have written since the words of posts last changed. */
export async function indexAfterUpgrade(db: Db, now: Date): Promise<void> {
  const since = await overlapSince(db, INDEXED_ANEW, now)
  if (since !== undefined) await indexAllPosts(db, since)
}
