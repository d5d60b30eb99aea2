import type { Db } from './connect.ts'
import { hasSingleWriter } from './dialect.ts'
import { migratedAt } from './migrate.ts'

/** For so long after a migration, servers of the version before may still write, and do so as they did. */
const OVERLAP_MS = 24 * 3_600_000

/**
 * Since when rows may have been written by a server that does not know a migration: the instant at which that was applied.
 * Undefined once no such server can be left, and where one server follows the other.
 */
export async function overlapSince(db: Db, migration: string, now: Date): Promise<string | undefined> {
  if (hasSingleWriter(db)) return undefined
  const since = await migratedAt(db, migration)
  return since !== undefined && now.getTime() - Date.parse(since) <= OVERLAP_MS ? since : undefined
}

const AT_ONCE = 200

/**
 * Works on every row that a server may have written that does not know a migration. `read` gives up to `limit` of those
 * written since an instant, in the order of their ids, behind one.
 */
export async function mendOverlap<Row extends { id: string }>(
  db: Db,
  { migration, now }: { migration: string; now: Date },
  read: (page: { since: string; after: string; limit: number }) => Promise<Row[]>,
  mend: (row: Row) => Promise<unknown>,
): Promise<void> {
  const since = await overlapSince(db, migration, now)
  if (since === undefined) return
  let rows: Row[]
  let after = ''
  do {
    rows = await read({ since, after, limit: AT_ONCE })
    for (const row of rows) await mend(row)
    after = rows.at(-1)?.id ?? after
  } while (rows.length === AT_ONCE)
}
