import type { Db } from '../../db/connect.ts'

/** Notes that the first account is there, and forgets the link to it. True for the one transaction that does so. */
export async function completeSetup(trx: Db, now: string): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto('setup')
    .values({ id: 1, completed_at: now })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .executeTakeFirst()
  const isFirst = Number(numInsertedOrUpdatedRows) === 1
  if (isFirst) await trx.deleteFrom('setup_links').execute()
  return isFirst
}

/** True once there has been a first account. */
export async function isSetUp(db: Db): Promise<boolean> {
  return (await db.selectFrom('setup').select('id').executeTakeFirst()) !== undefined
}

/** Keeps the link to the first account, in place of the one before. */
export async function saveSetupLink(db: Db, token_hash: string): Promise<void> {
  await db
    .insertInto('setup_links')
    .values({ id: 1, token_hash })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ token_hash }))
    .execute()
}

/** True for the token of the link that is good now. */
export async function isSetupLink(db: Db, tokenHash: string): Promise<boolean> {
  const row = await db.selectFrom('setup_links').select('id').where('token_hash', '=', tokenHash).executeTakeFirst()
  return row !== undefined
}
