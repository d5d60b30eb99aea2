import type { Selectable } from 'kysely'
import type { Db } from '../../db/connect.ts'
import type { Tables } from '../../db/tables.ts'

export type ResetRow = Selectable<Tables['password_resets']>

/** Keeps a link; one of the same kind that the account had before is good no longer. */
export async function saveReset(trx: Db, { user_id, given_by, ...link }: ResetRow): Promise<void> {
  await trx
    .insertInto('password_resets')
    .values({ user_id, given_by, ...link })
    .onConflict((conflict) => conflict.columns(['user_id', 'given_by']).doUpdateSet(link))
    .execute()
}

/** Whose link this is, while it is good. */
export async function findResetUser(db: Db, tokenHash: string, now: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('password_resets')
    .select('user_id')
    .where('token_hash', '=', tokenHash)
    .where('expires_at', '>', now)
    .executeTakeFirst()
  return row?.user_id
}

/** Uses a link up. False when it is not, or no longer, there to be used. */
export async function useReset(trx: Db, tokenHash: string, now: string): Promise<boolean> {
  const { numDeletedRows } = await trx
    .deleteFrom('password_resets')
    .where('token_hash', '=', tokenHash)
    .where('expires_at', '>', now)
    .executeTakeFirst()
  return Number(numDeletedRows) === 1
}

/** Voids an account's links. */
export async function deleteResets(trx: Db, userId: string): Promise<void> {
  await trx.deleteFrom('password_resets').where('user_id', '=', userId).execute()
}

/** Voids the links that an administrator made. */
export async function deleteResetsMadeBy(trx: Db, userId: string): Promise<void> {
  await trx.deleteFrom('password_resets').where('made_by', '=', userId).execute()
}

/** Forgets some of the links that expired before an instant. Returns how many. */
export async function deleteExpiredResets(db: Db, before: string, limit: number): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('password_resets')
    .where('token_hash', 'in', (eb) =>
      eb.selectFrom('password_resets').select('token_hash').where('expires_at', '<=', before).limit(limit),
    )
    .executeTakeFirst()
  return Number(numDeletedRows)
}
