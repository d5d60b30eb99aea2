import { type Selectable, sql } from 'kysely'
import type { Db } from '../db/connect.ts'
import { lockRows } from '../db/dialect.ts'
import type { Tables } from '../db/tables.ts'
import { DATA_MAP } from './data-map/data-map.ts'
import { columnsIn } from './data-map/table-data.ts'
import { emptyRows } from './erase-store.ts'

export type RetentionRow = Selectable<Tables['retention']>

/** What the company keeps for how long; the migration that made the table made its one row. */
export function findRetention(db: Db): Promise<RetentionRow> {
  return db.selectFrom('retention').selectAll().where('id', '=', 1).executeTakeFirstOrThrow()
}

/** The same, for whoever changes it. */
export function lockRetention(trx: Db): Promise<RetentionRow> {
  return lockRows(trx, trx.selectFrom('retention').selectAll().where('id', '=', 1)).executeTakeFirstOrThrow()
}

export async function updateRetention(trx: Db, { id, ...row }: RetentionRow): Promise<void> {
  await trx.updateTable('retention').set(row).where('id', '=', id).execute()
}

/** People who left before a day and were not erased. Whoever is an administrator still has not gone. */
function leavers(db: Db, leftBefore: string) {
  return db
    .selectFrom('employees')
    .leftJoin('users', 'users.id', 'employees.user_id')
    .where('employees.erased_at', 'is', null)
    .where('employees.end_date', '<', leftBefore)
    .where((eb) =>
      eb.or([eb('users.id', 'is', null), eb('users.role', '!=', 'admin'), eb('users.disabled_at', 'is not', null)]),
    )
}

export async function countLeavers(db: Db, leftBefore: string): Promise<number> {
  const row = await leavers(db, leftBefore)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirst()
  return Number(row?.count)
}

/** The ids of some of them, those first who left first. */
export async function listLeavers(db: Db, leftBefore: string, limit: number): Promise<string[]> {
  const rows = await leavers(db, leftBefore).select('employees.id').orderBy('employees.end_date').limit(limit).execute()
  return rows.map(({ id }) => id)
}

/** The tables with notes on people's time off. */
export const NOTED = ['time_off_requests', 'ledger_entries'] as const

/** Rows with a note on somebody who left before a day. */
function noted(db: Db, table: (typeof NOTED)[number], leftBefore: string) {
  const filled = columnsIn(DATA_MAP[table].clears).map((column) => sql`${sql.ref(`${table}.${column}`)} is not null`)
  return db
    .selectFrom(table)
    .innerJoin('employees', 'employees.id', `${table}.employee_id`)
    .where('employees.end_date', '<', leftBefore)
    .where(sql<boolean>`(${sql.join(filled, sql` or `)})`)
}

export async function countNotes(db: Db, leftBefore: string): Promise<number> {
  let count = 0
  for (const table of NOTED) {
    const row = await noted(db, table, leftBefore)
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .executeTakeFirst()
    count += Number(row?.count)
  }
  return count
}

/** Deletes some notes on people who left before a day. Returns how many. */
export async function deleteNotes(
  trx: Db,
  table: (typeof NOTED)[number],
  leftBefore: string,
  limit: number,
  now: string,
): Promise<number> {
  const some = noted(trx, table, leftBefore).select(`${table}.id`).limit(limit)
  return emptyRows(trx, table, sql<boolean>`id in (${some})`, now)
}

/** How many sessions and devices were not used since an instant. */
export async function countUnused(db: Db, before: string): Promise<number> {
  const sessions = await db
    .selectFrom('sessions')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('last_used_at', '<', before)
    .executeTakeFirst()
  const devices = await db
    .selectFrom('known_devices')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('last_login_at', '<', before)
    .executeTakeFirst()
  return Number(sessions?.count) + Number(devices?.count)
}
