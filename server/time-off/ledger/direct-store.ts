import { sql } from 'kysely'
import type { Db } from '../../db/connect.ts'
import { prepared } from '../../db/prepared.ts'
import type { Tables } from '../../db/tables.ts'
import type { PageRequest } from '../../http/paging.ts'
import type { Viewer } from '../../people/access.ts'
import { detailsAreFor } from '../../people/employees/ties-store.ts'
import type { EntryRow } from './store.ts'

/*
 * Direct bookings are those that no request made. One that a refund refers to is taken back, and no longer among them.
 */

export type DirectBooking = Pick<EntryRow, 'id' | 'employee_id' | 'minutes'>

const COLUMNS = ['l.id', 'l.employee_id', 'l.minutes'] as const

/** The condition is word for word that of the indexes that hold nothing else. */
function directBookings(db: Db) {
  return db
    .selectFrom('ledger_entries as l')
    .where(sql<boolean>`l.kind = 'booking' and l.request_id is null`)
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('ledger_entries as r').select('r.id').whereRef('r.refunds_id', '=', 'l.id'))),
    )
}

export function findDirectBooking(db: Db, id: string): Promise<EntryRow | undefined> {
  return directBookings(db).selectAll('l').where('l.id', '=', id).executeTakeFirst()
}

/**
 * Those of a leave type in the order in which they were made, of all people of whom the viewer sees all; one row more
 * than the page holds.
 */
export function listDirectBookings(
  db: Db,
  viewer: Viewer,
  leaveTypeId: string,
  { limit, after }: PageRequest,
): Promise<DirectBooking[]> {
  const people = db
    .selectFrom('employees')
    .select('employees.id')
    .where('employees.removed_at', 'is', null)
    .where(detailsAreFor(viewer))
  // An administrator walks over everybody's; whoever sees a few people begins with them.
  const isTheirs =
    viewer.role === 'admin'
      ? sql<boolean>`exists ${people.where('employees.id', '=', sql.ref<string>('l.employee_id'))}`
      : sql<boolean>`l.employee_id in ${people}`
  return directBookings(db)
    .select(COLUMNS)
    .where('l.leave_type_id', '=', leaveTypeId)
    .where(isTheirs)
    .$if(after !== undefined, (q) => q.where('l.id', '>', String(after?.[0])))
    .orderBy('l.id')
    .limit(limit + 1)
    .execute()
}

/** The latest ones of each of these people, in the order in which they were made. */
export function listLatestDirectBookings(
  db: Db,
  employeeIds: readonly string[],
  leaveTypeId: string,
  limit: number,
): Promise<DirectBooking[]> {
  const first = directBookings(db)
    .select('l.id')
    .where('l.leave_type_id', '=', leaveTypeId)
    .where('l.employee_id', '=', sql.ref<string>('employees.id'))
    .orderBy('l.id', 'desc')
    .limit(1)
    .offset(limit - 1)
  const people = db
    .selectFrom('employees')
    .select(['id', sql<string>`coalesce(${first}, '')`.as('first')])
    .where('id', 'in', employeeIds)
  return directBookings(db)
    .innerJoin(people.as('people'), (join) =>
      join.onRef('people.id', '=', 'l.employee_id').on('l.id', '>=', sql.ref('people.first')),
    )
    .select(COLUMNS)
    .where('l.leave_type_id', '=', leaveTypeId)
    .orderBy('l.id')
    .execute()
}

/** A person's account of the default leave type, as far as it is posted. */
export interface PostedAccount {
  leave_type_id: string
  floor_minutes: number | null
  blackouts: Tables['leave_types']['blackouts']
  /** Null when it is not opened. */
  total_minutes: number | null
  settled_through: string | null
  /** Whether entries, working patterns or policies begin after the day. SQLite knows no booleans. */
  has_ahead: unknown
  has_policies: unknown
}

const postedAccount = prepared((db: Db, p: { employeeId: string; day: string }) => {
  const ahead = sql`exists (select 1 from ledger_entries as l
      where l.employee_id = ${p.employeeId} and l.leave_type_id = t.id and l.date > ${p.day})
    or exists (select 1 from working_patterns as w where w.employee_id = ${p.employeeId} and w.effective_from > ${p.day})
    or exists (select 1 from policy_assignments as p
      where p.employee_id = ${p.employeeId} and p.leave_type_id = t.id and p.effective_from > ${p.day})`
  const policies = sql`exists (select 1 from policy_assignments as p
    where p.employee_id = ${p.employeeId} and p.leave_type_id = t.id)`
  return db
    .selectFrom('leave_types as t')
    .leftJoin('leave_accounts as a', (join) =>
      join.onRef('a.leave_type_id', '=', 't.id').on('a.employee_id', '=', p.employeeId),
    )
    .select(['t.id as leave_type_id', 't.floor_minutes', 't.blackouts', 'a.total_minutes', 'a.settled_through'])
    .select([ahead.as('has_ahead'), policies.as('has_policies')])
    .where('t.is_default', '=', sql.lit(1))
})

/** The account, and whether anything lies behind a day. */
export async function findPostedAccount(db: Db, employeeId: string, day: string): Promise<PostedAccount> {
  const [account] = await postedAccount(db, { employeeId, day }, undefined)
  return account as PostedAccount
}
