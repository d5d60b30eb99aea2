import type { ExpressionBuilder, Selectable } from 'kysely'
import type { Db } from '../../db/connect.ts'
import { lockRows } from '../../db/dialect.ts'
import type { Role, Tables } from '../../db/tables.ts'
import type { PageRequest } from '../../http/paging.ts'

/** An invite with the names of who made and who used it. */
export type InviteRow = Omit<Selectable<Tables['invites']>, 'token_hash'> & {
  created_by_username: string | null
  used_by_username: string | null
}

export async function insertInvite(db: Db, invite: Selectable<Tables['invites']>): Promise<void> {
  await db.insertInto('invites').values(invite).execute()
}

export function findInvite(db: Db, id: string): Promise<InviteRow | undefined> {
  return invites(db).where('invites.id', '=', id).executeTakeFirst()
}

/** All invites, newest first; one row more than the page holds. */
export function listInvites(db: Db, { limit, after }: PageRequest): Promise<InviteRow[]> {
  return invites(db)
    .$if(after !== undefined, (query) => query.where('invites.id', '<', String(after?.[0])))
    .orderBy('invites.id', 'desc')
    .limit(limit + 1)
    .execute()
}

function invites(db: Db) {
  return db
    .selectFrom('invites')
    .leftJoin('users as maker', 'maker.id', 'invites.created_by')
    .leftJoin('users as guest', 'guest.id', 'invites.used_by')
    .select([
      'invites.id',
      'invites.role',
      'invites.email',
      'invites.created_by',
      'invites.created_at',
      'invites.expires_at',
      'invites.used_at',
      'invites.used_by',
      'maker.username as created_by_username',
      'guest.username as used_by_username',
    ])
}

/** Keeps the invite as it is until the transaction ends. */
export async function lockInvite(trx: Db, id: string): Promise<void> {
  await lockRows(trx, trx.selectFrom('invites').select('id').where('id', '=', id)).execute()
}

export async function deleteInvite(db: Db, id: string): Promise<void> {
  await db.deleteFrom('invites').where('id', '=', id).execute()
}

/** Who shows an invite's token, as its hash, and the e-mail address as compared that they register with. */
export interface Guest {
  tokenHash: string
  emailKey: string | null
}

/** True when this guest could use the invite now. */
export async function isUsable(db: Db, { tokenHash, emailKey }: Guest, now: string): Promise<boolean> {
  const row = await db
    .selectFrom('invites')
    .select('id')
    .where('token_hash', '=', tokenHash)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .where('created_by', 'in', inviters)
    .where((eb) => eb.or([eb('email', 'is', null), eb('email', '=', emailKey)]))
    .executeTakeFirst()
  return row !== undefined
}

/** Uses an invite up. Returns its id and role; undefined when it is not, or no longer, this guest's to use. */
export function useInvite(
  trx: Db,
  { tokenHash, emailKey }: Guest,
  now: string,
): Promise<{ id: string; role: Role; email: string | null } | undefined> {
  return trx
    .updateTable('invites')
    .set({ used_at: now })
    .where('token_hash', '=', tokenHash)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .where('created_by', 'in', inviters)
    .where((eb) => eb.or([eb('email', 'is', null), eb('email', '=', emailKey)]))
    .returning(['id', 'role', 'email'])
    .executeTakeFirst()
}

/** Those whose invites are good. What they handed out is deleted when they no longer are; nothing is good without a maker. */
function inviters(eb: ExpressionBuilder<Tables, 'invites'>) {
  return eb.selectFrom('users').select('users.id').where('users.role', '=', 'admin').where('disabled_at', 'is', null)
}

/** Deletes the invites of an account that nobody has used. */
export async function deleteOpenInvites(trx: Db, makerId: string): Promise<void> {
  await trx.deleteFrom('invites').where('created_by', '=', makerId).where('used_at', 'is', null).execute()
}

/** Deletes the invites of every other account that nobody has used. */
export async function deleteOpenInvitesOfOthers(trx: Db, makerId: string): Promise<void> {
  await trx.deleteFrom('invites').where('created_by', '!=', makerId).where('used_at', 'is', null).execute()
}

/** Notes whose account came of an invite. */
export async function setInviteUser(trx: Db, id: string, userId: string): Promise<void> {
  await trx.updateTable('invites').set({ used_by: userId }).where('id', '=', id).execute()
}

/** Forgets some of the invites that expired before an instant. Returns how many. */
export async function deleteExpiredInvites(db: Db, before: string, limit: number): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('invites')
    .where('id', 'in', (eb) => eb.selectFrom('invites').select('id').where('expires_at', '<', before).limit(limit))
    .executeTakeFirst()
  return Number(numDeletedRows)
}
