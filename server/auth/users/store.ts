import { type Selectable, sql } from 'kysely'
import type { Db } from '../../db/connect.ts'
import { violatedUnique } from '../../db/database-errors.ts'
import { lockRows, shareRows } from '../../db/dialect.ts'
import { LAST_CHARACTER } from '../../db/keys.ts'
import type { Tables } from '../../db/tables.ts'
import { AppError, notFound } from '../../errors.ts'
import { nameSortKey, spellingsOf } from '../../folding.ts'
import type { PageRequest } from '../../http/paging.ts'
import { emailKey } from '../rules.ts'

export type UserRow = Selectable<Tables['users']>

export function findUser(db: Db, id: string): Promise<UserRow | undefined> {
  return db.selectFrom('users').selectAll().where('id', '=', id).executeTakeFirst()
}

/** The account with this key: a user name's or an e-mail address's. */
export function findUserByKey(
  db: Db,
  key: { username_key: string } | { email_key: string },
): Promise<UserRow | undefined> {
  const query = db.selectFrom('users').selectAll()
  return 'email_key' in key
    ? query.where('email_key', '=', key.email_key).executeTakeFirst()
    : query.where('username_key', '=', key.username_key).executeTakeFirst()
}

/** The account, kept as it is until the transaction ends. */
export function lockUser(trx: Db, id: string): Promise<UserRow | undefined> {
  return lockRows(trx, trx.selectFrom('users').selectAll().where('id', '=', id)).executeTakeFirst()
}

/** The same for one that is there. @throws AppError `not_found`, `conflict` for one whose person was erased. */
export async function lockExisting(trx: Db, id: string): Promise<UserRow> {
  const user = await lockUser(trx, id)
  if (!user) throw notFound()
  if (user.erased_at !== null) throw new AppError('conflict', 'This person has been erased.')
  return user
}

/** The account, which stays as it is until the transaction ends, though others may read it so too. */
export function shareUser(trx: Db, id: string): Promise<UserRow | undefined> {
  return shareRows(trx, trx.selectFrom('users').selectAll().where('id', '=', id)).executeTakeFirst()
}

/** The ids of all administrators who can log in. */
export async function listAdmins(db: Db): Promise<string[]> {
  const rows = await admins(db).execute()
  return rows.map((row) => row.id)
}

/**
 * The ids of all administrators who can log in. Until the transaction ends nobody else counts them, so that two who
 * remove each other take turns.
 */
export async function lockAdmins(trx: Db): Promise<string[]> {
  const rows = await lockRows(trx, admins(trx)).execute()
  return rows.map((row) => row.id)
}

function admins(db: Db) {
  return db.selectFrom('users').select('id').where('role', '=', 'admin').where('disabled_at', 'is', null).orderBy('id')
}

/** All accounts, or those whose name or address begins so, newest first; one row more than the page holds. */
export function listUsers(db: Db, { limit, after }: PageRequest, q?: string): Promise<UserRow[]> {
  return db
    .selectFrom('users')
    .selectAll()
    .$if(q !== undefined, (query) => query.where(begins(q ?? '')))
    .$if(after !== undefined, (query) => query.where('id', '<', String(after?.[0])))
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
}

function begins(start: string) {
  const address = emailKey(start)
  const names = spellingsOf(nameSortKey(start)).map(
    (name) => sql<boolean>`name_key >= ${name} and name_key < ${name + LAST_CHARACTER}`,
  )
  return sql<boolean>`(${sql.join(names, sql` or `)}
    or email_key >= ${address} and email_key < ${address + LAST_CHARACTER})`
}

/** @throws AppError `conflict` when name or address is somebody else's. */
export async function insertUser(db: Db, user: UserRow): Promise<void> {
  await requireFree(db, user)
  await translateTaken(db.insertInto('users').values(user).execute())
}

/** @throws AppError `conflict` when name or address is somebody else's. */
export async function updateUser(db: Db, { id, ...user }: UserRow): Promise<void> {
  await requireFree(db, { id, ...user })
  await translateTaken(db.updateTable('users').set(user).where('id', '=', id).execute())
}

export async function deleteUser(db: Db, id: string): Promise<void> {
  await db.deleteFrom('users').where('id', '=', id).execute()
}

/** Deletes everyone but one person. Returns how many. */
export async function deleteOtherUsers(db: Db, id: string): Promise<number> {
  const { numDeletedRows } = await db.deleteFrom('users').where('id', '!=', id).executeTakeFirst()
  return Number(numDeletedRows)
}

/** Finds out which sentence fits; what keeps two accounts from having one name is the index. */
async function requireFree(db: Db, { id, username_key }: UserRow): Promise<void> {
  const other = await db
    .selectFrom('users')
    .select('id')
    .where('username_key', '=', username_key)
    .where('id', '!=', id)
    .executeTakeFirst()
  if (other) throw new AppError('conflict', TAKEN)
}

/** @throws AppError `conflict` when a user name is taken, or looks like one that is. */
export async function requireFreeName(
  db: Db,
  { username_key, lookalike_key }: Pick<UserRow, 'username_key' | 'lookalike_key'>,
): Promise<void> {
  const others = await db
    .selectFrom('users')
    .select('username_key')
    .where((eb) => eb.or([eb('username_key', '=', username_key), eb('lookalike_key', '=', lookalike_key)]))
    .execute()
  if (others.length === 0) return
  throw new AppError('conflict', others.some((other) => other.username_key === username_key) ? TAKEN : ALIKE)
}

/** Whether an address is known to be an account's, other than this one. */
export async function isConfirmedElsewhere(db: Db, email_key: string, except: string | null): Promise<boolean> {
  const row = await db
    .selectFrom('users')
    .select('id')
    .where('email_key', '=', email_key)
    .where('email_confirmed_at', 'is not', null)
    .$if(except !== null, (query) => query.where('id', '!=', String(except)))
    .executeTakeFirst()
  return row !== undefined
}

/** Takes an address from an account that has never shown it to be its own, for whoever has. */
export async function releaseUnconfirmed(trx: Db, email_key: string, to: string | null, now: string): Promise<void> {
  await trx
    .updateTable('users')
    .set((eb) => ({ email: null, email_key: null, version: eb('version', '+', 1), updated_at: now }))
    .where('email_key', '=', email_key)
    .where('email_confirmed_at', 'is', null)
    .$if(to !== null, (query) => query.where('id', '!=', String(to)))
    .execute()
}

const TAKEN = 'This user name is taken.'
const ALIKE = 'This user name looks too much like one that is taken.'

async function translateTaken<T>(write: Promise<T>): Promise<T> {
  try {
    return await write
  } catch (error) {
    const constraint = violatedUnique(error)
    if (constraint?.includes('username_key')) throw new AppError('conflict', TAKEN, { cause: error })
    if (constraint?.includes('lookalike_key')) throw new AppError('conflict', ALIKE, { cause: error })
    if (constraint?.includes('email_key'))
      throw new AppError('conflict', 'This email address is taken.', { cause: error })
    throw error
  }
}

/** Names of accounts written since an instant, with what they are compared by, in the order of ids. */
export function listNames(
  db: Db,
  { since, after, limit }: { since: string; after: string; limit: number },
): Promise<{ id: string; name: string; name_key: string }[]> {
  return db
    .selectFrom('users')
    .select(['id', 'username as name', 'name_key'])
    .where('updated_at', '>=', since)
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute()
}

/** Sets what an account's name is compared by, as long as it still has that name. */
export async function setNameKey(db: Db, { id, name }: { id: string; name: string }, key: string): Promise<void> {
  await db.updateTable('users').set({ name_key: key }).where('id', '=', id).where('username', '=', name).execute()
}
