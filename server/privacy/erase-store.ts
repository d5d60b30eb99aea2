import { type RawBuilder, type Selectable, sql } from 'kysely'
import { NO_PASSWORD } from '../auth/passwords.ts'
import { usernameKey } from '../auth/rules.ts'
import type { Db } from '../db/connect.ts'
import { json, lockRows } from '../db/dialect.ts'
import type { Tables } from '../db/tables.ts'
import { nameSortKey } from '../folding.ts'
import type { PageRequest } from '../http/paging.ts'
import { DATA_MAP, TABLES } from './data-map/data-map.ts'
import { columnsIn, type Kind } from './data-map/table-data.ts'
import { isOf, type Person } from './store.ts'

export type ErasureRow = Selectable<Tables['erasures']>
export type Counts = Partial<Record<Kind, number>>

/** The person's account and employee, removed ones too; kept as they are until the transaction ends. */
export async function lockPerson(trx: Db, { account, employee }: Pick<Person, 'account' | 'employee'>) {
  const user = trx
    .selectFrom('users')
    .select(['id', 'erased_at'])
    .where('id', '=', account ?? '')
  const worker = trx
    .selectFrom('employees')
    .select(['id', 'end_date', 'removed_at', 'erased_at'])
    .where('id', '=', employee ?? '')
  return {
    account: (await lockRows(trx, user).executeTakeFirst()) ?? null,
    employee: (await lockRows(trx, worker).executeTakeFirst()) ?? null,
  }
}

export async function isNameTaken(db: Db, name: string): Promise<boolean> {
  const user = await db
    .selectFrom('users')
    .select('id')
    .where('username_key', '=', usernameKey(name))
    .executeTakeFirst()
  return user !== undefined
}

/** Deletes and clears what the data map says of a person's rows, but for what is done by hand. Returns how many of each kind. */
export async function eraseRows(trx: Db, person: Person, now: string): Promise<Counts> {
  const counts: Counts = {}
  for (const [name, { erased }] of TABLES) {
    if (!erased || erased.rows === 'by hand') continue
    const { as, rows, of } = erased
    const which = isOf(name, of, person)
    const count = rows === 'deleted' ? await deleteRows(trx, name, which) : await emptyRows(trx, name, which, now)
    if (count > 0) counts[as] = (counts[as] ?? 0) + count
  }
  return counts
}

async function deleteRows(trx: Db, table: keyof Tables, which: RawBuilder<boolean>): Promise<number> {
  const { numAffectedRows } = await sql`delete from ${sql.table(table)} where ${which}`.execute(trx)
  return Number(numAffectedRows)
}

/** Empties what the data map has cleared of these rows, where it is not empty already. Returns how many rows had some. */
export async function emptyRows(trx: Db, name: keyof Tables, which: RawBuilder<boolean>, now: string): Promise<number> {
  const { keeps, clears } = DATA_MAP[name]
  const columns = columnsIn(clears)
  const isVersioned = columnsIn(keeps).includes('version')
  const set = [
    ...columns.map((column) => sql`${sql.ref(column)} = null`),
    ...(isVersioned ? [sql`version = version + 1`, sql`updated_at = ${now}`] : []),
  ]
  const isFilled = sql.join(
    columns.map((column) => sql`${sql.ref(column)} is not null`),
    sql` or `,
  )
  const { numAffectedRows } = await sql`update ${sql.table(name)} set ${sql.join(set)}
    where ${which} and (${isFilled})`.execute(trx)
  return Number(numAffectedRows)
}

/** Puts the pseudonym in place of an account's name; nobody logs in with it any more. */
export async function eraseAccount(trx: Db, id: string, pseudonym: string, now: string): Promise<void> {
  await trx
    .updateTable('users')
    .set((eb) => ({
      username: pseudonym,
      username_key: usernameKey(pseudonym),
      lookalike_key: null,
      name_key: nameSortKey(pseudonym),
      email: null,
      email_key: null,
      email_confirmed_at: null,
      password_hash: NO_PASSWORD,
      role: 'member',
      disabled_at: eb.fn.coalesce('disabled_at', eb.val(now)),
      erased_at: now,
      epoch: eb('epoch', '+', 1),
      version: eb('version', '+', 1),
      updated_at: now,
    }))
    .where('id', '=', id)
    .execute()
}

/** Puts the pseudonym in place of an employee's name. */
export async function eraseEmployee(trx: Db, id: string, pseudonym: string, now: string): Promise<void> {
  await trx
    .updateTable('employees')
    .set((eb) => ({
      name: pseudonym,
      name_key: nameSortKey(pseudonym),
      personnel_number: null,
      email: null,
      erased_at: now,
      version: eb('version', '+', 1),
      updated_at: now,
    }))
    .where('id', '=', id)
    .execute()
}

/** Deletes the open invites that a person made or was sent, and the address from those they used. Returns how many. */
export async function eraseInvites(trx: Db, { account, confirmedAddress }: Person): Promise<number> {
  const { numDeletedRows } = await trx
    .deleteFrom('invites')
    .where('used_at', 'is', null)
    .where((eb) => eb.or([eb('created_by', '=', account), eb('email', '=', confirmedAddress)]))
    .executeTakeFirst()
  const { numUpdatedRows } = await trx
    .updateTable('invites')
    .set({ email: null })
    .where('email', 'is not', null)
    .where((eb) => eb.or([eb('used_by', '=', account), eb('email', '=', confirmedAddress)]))
    .executeTakeFirst()
  return Number(numDeletedRows + numUpdatedRows)
}

export async function insertErasure(trx: Db, row: ErasureRow): Promise<void> {
  await trx
    .insertInto('erasures')
    .values({ ...row, counts: json(row.counts) })
    .execute()
}

export interface ListedErasure extends ErasureRow {
  /** Null at the command line, by retention, or where that account is gone. */
  erased_by_name: string | null
}

/** Receipts, newest first; one row more than the page holds. */
export function listErasures(db: Db, { limit, after }: PageRequest): Promise<ListedErasure[]> {
  return db
    .selectFrom('erasures')
    .leftJoin('users', 'users.id', 'erasures.erased_by')
    .selectAll('erasures')
    .select('users.username as erased_by_name')
    .$if(after !== undefined, (query) => query.where('erasures.id', '<', String(after?.[0])))
    .orderBy('erasures.id', 'desc')
    .limit(limit + 1)
    .execute()
}
