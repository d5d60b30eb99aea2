import type { Selectable } from 'kysely'
import type { Db } from '../../db/connect.ts'
import { lockRows } from '../../db/dialect.ts'
import type { Tables } from '../../db/tables.ts'

/** An address that a link was mailed to, for an account that exists or for one that is created by opening the link. */
export type ConfirmationRow = Selectable<Tables['confirmations']>

/** Keeps a link; an account has one at most, the latest. */
export async function saveConfirmation(trx: Db, row: ConfirmationRow): Promise<void> {
  const { user_id: _same, ...link } = row
  await trx
    .insertInto('confirmations')
    .values(row)
    .onConflict((conflict) => conflict.column('user_id').doUpdateSet(link))
    .execute()
}

/** The link with this token, while it is good. */
export function findConfirmation(db: Db, tokenHash: string, now: string): Promise<ConfirmationRow | undefined> {
  return db
    .selectFrom('confirmations')
    .selectAll()
    .where('token_hash', '=', tokenHash)
    .where('expires_at', '>', now)
    .executeTakeFirst()
}

/**
 * The link with this token, while it is good. Until the transaction ends nobody else uses one to the same address: of
 * several that are used at once, the first voids the others.
 */
export async function lockConfirmation(
  trx: Db,
  { token_hash, email_key }: Pick<ConfirmationRow, 'token_hash' | 'email_key'>,
  now: string,
): Promise<ConfirmationRow | undefined> {
  const query = trx.selectFrom('confirmations').selectAll().where('email_key', '=', email_key).orderBy('token_hash')
  const rows = await lockRows(trx, query).execute()
  return rows.find((row) => row.token_hash === token_hash && row.expires_at > now)
}

/** The address that an account has yet to confirm by a link; null when it waits for none. */
export async function findPendingEmail(db: Db, userId: string, now: string): Promise<string | null> {
  const row = await db
    .selectFrom('confirmations')
    .select('email')
    .where('user_id', '=', userId)
    .where('expires_at', '>', now)
    .executeTakeFirst()
  return row?.email ?? null
}

/** Voids all links to an address, whoever asked for them. */
export async function deleteConfirmationsTo(trx: Db, emailKey: string): Promise<void> {
  await trx.deleteFrom('confirmations').where('email_key', '=', emailKey).execute()
}

/** Voids the link of an account, unless it is to this address. */
export async function deleteConfirmationOf(trx: Db, userId: string, except: string | null = null): Promise<void> {
  await trx
    .deleteFrom('confirmations')
    .where('user_id', '=', userId)
    .$if(except !== null, (query) => query.where('email_key', '!=', String(except)))
    .execute()
}

/** Forgets some of the links that expired before an instant. Returns how many. */
export async function deleteExpiredConfirmations(db: Db, before: string, limit: number): Promise<number> {
  const expired = db.selectFrom('confirmations').select('token_hash').where('expires_at', '<=', before).limit(limit)
  const { numDeletedRows } = await db.deleteFrom('confirmations').where('token_hash', 'in', expired).executeTakeFirst()
  return Number(numDeletedRows)
}
