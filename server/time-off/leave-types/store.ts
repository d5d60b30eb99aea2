import { type Selectable, sql } from 'kysely'
import type { Db } from '../../db/connect.ts'
import { json } from '../../db/dialect.ts'
import type { Tables } from '../../db/tables.ts'
import type { PageRequest } from '../../http/paging.ts'
import { refuseTakenName } from '../names.ts'

export type LeaveTypeRow = Selectable<Tables['leave_types']>

/** A leave type as it is shown. */
export interface ListedLeaveType extends LeaveTypeRow {
  /** Whether anything refers to it; SQLite knows no booleans. */
  is_used: unknown
}

/** What refers to leave types. */
const USERS = ['leave_policies', 'policy_assignments', 'leave_accounts', 'time_off_requests'] as const

export function findLeaveType(db: Db, id: string): Promise<LeaveTypeRow | undefined> {
  return db.selectFrom('leave_types').selectAll().where('id', '=', id).executeTakeFirst()
}

/** The one that there always is. */
export function findDefaultLeaveType(db: Db): Promise<LeaveTypeRow> {
  return db.selectFrom('leave_types').selectAll().where('is_default', '=', sql.lit(1)).executeTakeFirstOrThrow()
}

/** Every leave type by name: a company has a handful. */
export function allLeaveTypes(db: Db): Promise<LeaveTypeRow[]> {
  return db.selectFrom('leave_types').selectAll().orderBy('name_key').execute()
}

function listed(db: Db) {
  return db
    .selectFrom('leave_types as t')
    .selectAll('t')
    .select(({ or, exists, selectFrom }) =>
      or(
        USERS.map((table) => exists(selectFrom(table).select('leave_type_id').whereRef('leave_type_id', '=', 't.id'))),
      ).as('is_used'),
    )
}

/** The leave type, and whether anything refers to it. */
export function findListedLeaveType(db: Db, id: string): Promise<ListedLeaveType | undefined> {
  return listed(db).where('t.id', '=', id).executeTakeFirst()
}

/** Leave types by name: those that are, or are not, archived, or both; one row more than the page holds. */
export function listLeaveTypes(
  db: Db,
  archived: boolean | undefined,
  { limit, after }: PageRequest,
): Promise<ListedLeaveType[]> {
  return listed(db)
    .$if(archived !== undefined, (query) => query.where('archived_at', archived ? 'is not' : 'is', null))
    .$if(after !== undefined, (query) => query.where('name_key', '>', String(after?.[0])))
    .orderBy('name_key')
    .limit(limit + 1)
    .execute()
}

/** @throws AppError `conflict` when the name is another's. */
export async function insertLeaveType(db: Db, row: LeaveTypeRow): Promise<void> {
  await refuseTaken(db.insertInto('leave_types').values(written(row)).execute())
}

/** @throws AppError `conflict` when the name is another's. */
export async function updateLeaveType(db: Db, row: LeaveTypeRow): Promise<void> {
  await refuseTaken(db.updateTable('leave_types').set(written(row)).where('id', '=', row.id).execute())
}

export async function deleteLeaveType(db: Db, id: string): Promise<void> {
  await db.deleteFrom('leave_types').where('id', '=', id).execute()
}

function written(row: LeaveTypeRow): LeaveTypeRow {
  return { ...row, blackouts: json(row.blackouts) }
}

function refuseTaken<T>(write: Promise<T>): Promise<T> {
  return refuseTakenName(write, 'Another leave type has this name.')
}
