import type { Db } from '../db/connect.ts'
import { hasSingleWriter } from '../db/dialect.ts'
import { migratedAt } from '../db/migrate.ts'
import { indexAllPosts } from './actions.ts'

/** The last migration that changed by which words posts are found. */
const INDEXED_ANEW = '0018-folding'
/** For so long after it, servers of the version before may still write, and index as they did. */
const OVERLAP_MS = 24 * 3_600_000

/**
 * Indexes what was written since the words of posts last changed, as a server of the version before may have written it.
 * Where one server follows the other, none has.
 */
export async function indexAfterUpgrade(db: Db, now: Date): Promise<void> {
  if (hasSingleWriter(db)) return
  const since = await migratedAt(db, INDEXED_ANEW)
  if (since === undefined || now.getTime() - Date.parse(since) > OVERLAP_MS) return
  await indexAllPosts(db, since)
}
