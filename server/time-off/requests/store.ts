import { type Insertable, type RawBuilder, type Selectable, sql, type Updateable } from 'kysely'
import type { Db } from '../../db/connect.ts'
import { lockRows } from '../../db/dialect.ts'
import type { RequestStatus, Tables } from '../../db/tables.ts'
import type { PageRequest } from '../../http/paging.ts'
import type { TieColumns, Viewer } from '../../people/access.ts'
import { detailsAreFor, tieColumns, waitsFor } from '../../people/employees/ties-store.ts'

export type RequestRow = Selectable<Tables['time_off_requests']>
export type NewRequest = Insertable<Tables['time_off_requests']>
/** A request with the names that it shows. */
export interface NamedRequest extends RequestRow {
  employee_name: string
  leave_type_name: string
  leave_type_colour: string
  requested_by_name: string | null
  decided_by_name: string | null
  cancelled_by_name: string | null
}

function named(db: Db) {
  return db
    .selectFrom('time_off_requests as r')
    .innerJoin('employees as e', 'e.id', 'r.employee_id')
    .innerJoin('leave_types as t', 't.id', 'r.leave_type_id')
    .leftJoin('users as requester', 'requester.id', 'r.requested_by')
    .leftJoin('users as decider', 'decider.id', 'r.decided_by')
    .leftJoin('users as canceller', 'canceller.id', 'r.cancelled_by')
    .selectAll('r')
    .select(['e.name as employee_name', 't.name as leave_type_name', 't.colour as leave_type_colour'])
    .select(['requester.username as requested_by_name', 'decider.username as decided_by_name'])
    .select('canceller.username as cancelled_by_name')
}

/** A request with what its employee is to the viewer. */
export interface RelatedRequest extends NamedRequest, TieColumns {
  employee_start_date: string
}

function related(db: Db, viewer: Viewer) {
  return named(db)
    .select('e.start_date as employee_start_date')
    .select(tieColumns(viewer, 'e'))
    .where('e.removed_at', 'is', null)
}

/** The request, be it for the viewer or not; undefined when its employee is removed. */
export function findRequest(db: Db, viewer: Viewer, id: string): Promise<RelatedRequest | undefined> {
  return related(db, viewer).where('r.id', '=', id).executeTakeFirst()
}

/** Whose request it is. */
export async function findRequester(db: Db, id: string): Promise<string | undefined> {
  const row = await db.selectFrom('time_off_requests').select('employee_id').where('id', '=', id).executeTakeFirst()
  return row?.employee_id
}

/** The request, kept as it is until the transaction ends. Its employee is locked first. */
export function lockRequest(trx: Db, id: string): Promise<RequestRow | undefined> {
  return lockRows(trx, trx.selectFrom('time_off_requests').selectAll().where('id', '=', id)).executeTakeFirst()
}

export interface RequestFilter {
  employeeId?: string | undefined
  leaveTypeId?: string | undefined
  status?: RequestStatus | undefined
  from?: string | undefined
  to?: string | undefined
  /** Pending ones that this reader is to decide, and not merely may. */
  toDecide?: boolean | undefined
  /** Those that hold their days: pending and approved ones. */
  holdsDays?: boolean | undefined
  /** Those of others than the viewer. */
  ofOthers?: boolean | undefined
}

/** Requests that the viewer may see, the latest made first; one row more than the page holds. */
export function listRequests(
  db: Db,
  viewer: Viewer,
  filter: RequestFilter,
  { limit, after }: PageRequest,
): Promise<RelatedRequest[]> {
  const { employeeId, leaveTypeId, status, from, to, toDecide, holdsDays, ofOthers } = filter
  let query = related(db, viewer)
  if (viewer.role !== 'admin') query = query.where('r.employee_id', 'in', people(db, detailsAreFor(viewer)))
  if (toDecide) {
    query = query.where('r.status', '=', sql.lit('pending')).where('r.employee_id', 'in', people(db, waitsFor(viewer)))
  }
  if (employeeId !== undefined) query = query.where('r.employee_id', '=', employeeId)
  if (leaveTypeId !== undefined) query = query.where('r.leave_type_id', '=', leaveTypeId)
  if (status !== undefined) query = query.where('r.status', '=', status)
  if (ofOthers) {
    const own = db.selectFrom('employees').select('employees.id').where('employees.user_id', '=', viewer.id)
    query = query.where('r.employee_id', 'not in', own)
  }
  if (holdsDays) query = query.where('r.status', 'in', ['pending', 'approved'])
  if (from !== undefined) query = query.where('r.end_date', '>=', from)
  if (to !== undefined) query = query.where('r.start_date', '<=', to)
  if (after !== undefined) query = query.where('r.id', '<', String(after[0]))
  return query
    .orderBy('r.id', 'desc')
    .limit(limit + 1)
    .execute()
}

function people(db: Db, condition: RawBuilder<boolean>) {
  return db.selectFrom('employees').select('employees.id').where(condition)
}

export async function insertRequest(trx: Db, request: NewRequest): Promise<void> {
  await trx.insertInto('time_off_requests').values(request).execute()
}

/** Changes a request; its version goes up by one. */
export async function updateRequest(
  trx: Db,
  id: string,
  change: Updateable<Tables['time_off_requests']>,
): Promise<void> {
  await trx
    .updateTable('time_off_requests')
    .set({ ...change, version: sql`version + 1` })
    .where('id', '=', id)
    .execute()
}

/** Works out again what requests cost from the half days that they hold. */
export async function recountRequests(trx: Db, ids: readonly string[], now: string): Promise<void> {
  await trx
    .updateTable('time_off_requests')
    .set((eb) => ({
      cost_minutes: eb
        .selectFrom('time_off_halves as h')
        .select((h) => h.fn.coalesce(h.fn.sum<number>('h.minutes'), sql<number>`0`).as('cost'))
        .whereRef('h.request_id', '=', 'time_off_requests.id'),
      version: sql<number>`version + 1`,
      updated_at: now,
    }))
    .where('id', 'in', ids)
    .execute()
}

/** Requests by id, with names. */
export function listRequestsById(db: Db, ids: readonly string[]): Promise<NamedRequest[]> {
  return named(db).where('r.id', 'in', ids).orderBy('r.start_date').orderBy('r.id').execute()
}

/** What each day of a request has been booked with so far: bookings less refunds, in minutes; days that come to nothing left out. */
export function listBooked(db: Db, requestId: string): Promise<{ date: string; minutes: number }[]> {
  return db
    .selectFrom('ledger_entries')
    .select(['date', sql<number>`-sum(minutes)`.as('minutes')])
    .where('request_id', '=', requestId)
    .groupBy('date')
    .having(sql`sum(minutes)`, '<>', 0)
    .orderBy('date')
    .execute()
}
