import { type Selectable, sql } from 'kysely'
import type { Db } from '../../db/connect.ts'
import { violatedUnique } from '../../db/database-errors.ts'
import { lockRows, shareRows } from '../../db/dialect.ts'
import { LAST_CHARACTER } from '../../db/keys.ts'
import type { Tables } from '../../db/tables.ts'
import { AppError } from '../../errors.ts'
import type { PageRequest } from '../../http/paging.ts'
import { emailKey, usernameKey } from '../rules.ts'

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
  const [name, address] = [usernameKey(start), emailKey(start)]
  return sql<boolean>`(username_key >= ${name} and username_key < ${name + LAST_CHARACTER}
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

const TAKEN = 'This user name is taken.'

async function translateTaken<T>(write: Promise<T>): Promise<T> {
  try {
    return await write
  } catch (error) {
    const constraint = violatedUnique(error)
    if (constraint?.includes('username_key')) throw new AppError('conflict', TAKEN, { cause: error })
    if (constraint?.includes('lookalike_key')) {
      const sentence = 'This user name looks too much like one that is taken.'
      throw new AppError('conflict', sentence, { cause: error })
    }
    if (constraint?.includes('email_key'))
      throw new AppError('conflict', 'This e-mail address is taken.', { cause: error })
    throw error
  }
}
