import type { Db } from '../db/connect.ts'

export interface Use {
  key: string
  amount: number
  most: number
  /** The present instant, and the end of the window that it is in; ISO. */
  now: string
  ends_at: string
}

/**
 * Uses some of an allowance. False when less than that is left. It waits for whoever uses the same one, and what it says
 * holds once the transaction is committed.
 */
export async function useAllowance(db: Db, { key, amount, most, now, ends_at }: Use): Promise<boolean> {
  if (amount > most) return false
  const used = await db
    .insertInto('allowances')
    .values({ key, used: amount, ends_at })
    .onConflict((conflict) =>
      conflict
        .column('key')
        .doUpdateSet((eb) => ({
          used: eb
            .case()
            .when('allowances.ends_at', '>', now)
            .then(eb('allowances.used', '+', amount))
            .else(amount)
            .end(),
          ends_at,
        }))
        .where((eb) => eb.or([eb('allowances.ends_at', '<=', now), eb('allowances.used', '<=', most - amount)])),
    )
    .returning('used')
    .executeTakeFirst()
  return used !== undefined
}

/** Forgets some of the allowances whose window is over. Returns how many. */
export async function deleteAllowances(db: Db, before: string, limit: number): Promise<number> {
  const over = db.selectFrom('allowances').select('key').where('ends_at', '<=', before).limit(limit)
  const { numDeletedRows } = await db.deleteFrom('allowances').where('key', 'in', over).executeTakeFirst()
  return Number(numDeletedRows)
}
