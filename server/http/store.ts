import type { Db } from '../db/connect.ts'

export interface StoredAnswer {
  fingerprint: string
  sealed_answer: string
}

/** Takes a key for its first use. False when it is taken already, and not since before `expired`. */
export async function takeIdempotencyKey(
  db: Db,
  row: { owner: string; key_hash: string; fingerprint: string; created_at: string },
  expired: string,
): Promise<boolean> {
  const result = await db
    .insertInto('idempotency_keys')
    .values({ ...row, sealed_answer: '' })
    .onConflict((conflict) =>
      conflict
        .columns(['owner', 'key_hash'])
        .doUpdateSet({ fingerprint: row.fingerprint, sealed_answer: '', created_at: row.created_at })
        .where('idempotency_keys.created_at', '<', expired),
    )
    .executeTakeFirst()
  return Number(result.numInsertedOrUpdatedRows) === 1
}

/** Keeps the first answer to a key, in the transaction that took it. */
export async function keepAnswer(db: Db, owner: string, keyHash: string, sealedAnswer: string): Promise<void> {
  await db
    .updateTable('idempotency_keys')
    .set({ sealed_answer: sealedAnswer })
    .where('owner', '=', owner)
    .where('key_hash', '=', keyHash)
    .execute()
}

/** The first answer to a key, if it is taken. */
export function findAnswer(db: Db, owner: string, keyHash: string): Promise<StoredAnswer | undefined> {
  return db
    .selectFrom('idempotency_keys')
    .select(['fingerprint', 'sealed_answer'])
    .where('owner', '=', owner)
    .where('key_hash', '=', keyHash)
    .executeTakeFirst()
}

/** Forgets keys taken before an instant. */
export async function deleteIdempotencyKeys(db: Db, before: string): Promise<void> {
  await db.deleteFrom('idempotency_keys').where('created_at', '<', before).execute()
}
