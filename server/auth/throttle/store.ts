import type { Db } from '../../db/connect.ts'
import type { Count } from './rules.ts'

/** What is counted under a key, from nothing when it is new; nobody else counts it until the transaction ends. */
export function lockCount(trx: Db, key: string, now: string): Promise<Count> {
  return trx
    .insertInto('throttles')
    .values({ key, attempts: 0, until: now })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ key }))
    .returning(['attempts', 'until'])
    .executeTakeFirstOrThrow()
}

export function findCount(db: Db, key: string): Promise<Count | undefined> {
  return db.selectFrom('throttles').select(['attempts', 'until']).where('key', '=', key).executeTakeFirst()
}

export async function saveCount(db: Db, key: string, count: Count): Promise<void> {
  await db.updateTable('throttles').set(count).where('key', '=', key).execute()
}

export async function deleteCount(db: Db, key: string): Promise<void> {
  await db.deleteFrom('throttles').where('key', '=', key).execute()
}

/** Forgets some of the counts that ended before an instant. Returns how many. */
export async function deleteCounts(db: Db, before: string, limit: number): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('throttles')
    .where('key', 'in', (eb) => eb.selectFrom('throttles').select('key').where('until', '<', before).limit(limit))
    .executeTakeFirst()
  return Number(numDeletedRows)
}
