import { type Insertable, type Selectable, sql, type Updateable } from 'kysely'
import type { Db } from '../../db/connect.ts'
import { violatedUnique } from '../../db/database-errors.ts'
import { lockRows } from '../../db/dialect.ts'
import type { Half, RequestStatus, Role, Tables } from '../../db/tables.ts'
import { AppError } from '../../errors.ts'
import type { PageRequest } from '../../http/paging.ts'
import { detailedEmployees, managerIsAway } from '../../people/employees/store.ts'

export type RequestRow = Selectable<Tables['time_off_requests']>
export type NewRequest = Insertable<Tables['time_off_requests']>
export type HalfRow = Selectable<Tables['time_off_halves']>
/** A request with the names that it shows. */
export interface NamedRequest extends RequestRow {
  employee_name: string
  leave_type_name: string
  leave_type_colour: string
  requested_by_name: string | null
  decided_by_name: string | null
  cancelled_by_name: string | null
}

const ROWS_AT_ONCE = 1_000

/** Mornings come first. */
const halfOfDay = sql`case half when 'morning' then 0 else 1 end`

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

export function findRequest(db: Db, id: string): Promise<NamedRequest | undefined> {
  return named(db).where('r.id', '=', id).executeTakeFirst()
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
}

/** Requests that the caller may see, the latest made first; one row more than the page holds. */
export function listRequests(
  db: Db,
  caller: { id: string; role: Role },
  filter: RequestFilter,
  today: string,
  { limit, after }: PageRequest,
): Promise<NamedRequest[]> {
  const { employeeId, leaveTypeId, status, from, to, toDecide } = filter
  let query = named(db).where('e.removed_at', 'is', null)
  if (caller.role !== 'admin') {
    query = query.where('r.employee_id', 'in', detailedEmployees(db, caller, today).select('employees.id'))
  }
  if (toDecide)
    query = query.where('r.status', '=', 'pending').where('r.employee_id', 'in', waitingFor(db, caller, today))
  if (employeeId !== undefined) query = query.where('r.employee_id', '=', employeeId)
  if (leaveTypeId !== undefined) query = query.where('r.leave_type_id', '=', leaveTypeId)
  if (status !== undefined) query = query.where('r.status', '=', status)
  if (from !== undefined) query = query.where('r.end_date', '>=', from)
  if (to !== undefined) query = query.where('r.start_date', '<=', to)
  if (after !== undefined) query = query.where('r.id', '<', String(after[0]))
  return query
    .orderBy('r.id', 'desc')
    .limit(limit + 1)
    .execute()
}

/**
 * The employees whose requests wait for this caller: the manager's, those of a manager who is away, and for an administrator
 * those of nobody who could decide. One's own wait for others, unless there is no other administrator.
 */
function waitingFor(db: Db, caller: { id: string; role: Role }, today: string) {
  const isAdmin = caller.role === 'admin'
  return detailedEmployees(db, caller, today)
    .select('employees.id')
    .where((eb) =>
      eb.or([
        eb('manager.user_id', '=', caller.id),
        eb.and([eb('stand_in.user_id', '=', caller.id), managerIsAway(eb, today)]),
        ...(isAdmin ? [eb('manager.user_id', 'is', null)] : []),
      ]),
    )
    .where((eb) =>
      eb.or([
        sql<boolean>`employees.user_id is distinct from ${caller.id}`,
        ...(isAdmin ? [eb(admins(db), '=', 1)] : []),
      ]),
    )
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

/** The first of these half days that another request of the person holds. */
export async function findHeldHalf(
  db: Db,
  employeeId: string,
  halves: readonly { date: string; half: Half }[],
  except: string | null,
): Promise<{ date: string; half: Half } | undefined> {
  const held = await db
    .selectFrom('time_off_halves')
    .select(['date', 'half', 'request_id'])
    .where('employee_id', '=', employeeId)
    .where('date', '>=', String(halves[0]?.date))
    .where('date', '<=', String(halves.at(-1)?.date))
    .orderBy('date')
    .orderBy(halfOfDay)
    .execute()
  return held.find(
    (row) => row.request_id !== except && halves.some(({ date, half }) => date === row.date && half === row.half),
  )
}

/** Takes half days for a request. @throws AppError `conflict` when another one holds any of them. */
export async function insertHalves(trx: Db, halves: readonly HalfRow[]): Promise<void> {
  try {
    await trx.insertInto('time_off_halves').values(halves).execute()
  } catch (error) {
    if (violatedUnique(error) === undefined) throw error
    throw new AppError('conflict', 'It overlaps with another request.', { cause: error })
  }
}

export async function deleteHalves(trx: Db, requestId: string): Promise<void> {
  await trx.deleteFrom('time_off_halves').where('request_id', '=', requestId).execute()
}

/** A held half day with what its recount needs of the request. */
export interface HeldHalf extends HalfRow {
  leave_type_id: string
  requested_minutes: number | null
}

/** The half days that these people hold between two days, by request and in their order. */
export function listHeldHalves(
  trx: Db,
  employeeIds: readonly string[],
  { from, to }: { from?: string | undefined; to?: string | undefined },
): Promise<HeldHalf[]> {
  let query = trx
    .selectFrom('time_off_halves as h')
    .innerJoin('time_off_requests as r', 'r.id', 'h.request_id')
    .selectAll('h')
    .select(['r.leave_type_id', 'r.minutes as requested_minutes'])
    .where('h.employee_id', 'in', employeeIds)
  if (from !== undefined) query = query.where('h.date', '>=', from)
  if (to !== undefined) query = query.where('h.date', '<=', to)
  return query.orderBy('h.request_id').orderBy('h.date').orderBy(halfOfDay).execute()
}

/** Those of these people who hold any half day between two days. */
export async function listHolders(
  trx: Db,
  { employeeIds, from, to }: { employeeIds: readonly string[]; from?: string; to?: string },
): Promise<string[]> {
  let query = trx.selectFrom('time_off_halves').select('employee_id').distinct()
  if (from !== undefined) query = query.where('date', '>=', from)
  if (to !== undefined) query = query.where('date', '<=', to)
  const holders = new Set((await query.execute()).map((row) => row.employee_id))
  return employeeIds.filter((id) => holders.has(id))
}

/** Gives held half days their new cost. */
export async function updateHalves(trx: Db, halves: readonly HalfRow[]): Promise<void> {
  for (let i = 0; i < halves.length; i += ROWS_AT_ONCE) {
    await trx
      .insertInto('time_off_halves')
      .values(halves.slice(i, i + ROWS_AT_ONCE))
      .onConflict((conflict) =>
        conflict.columns(['employee_id', 'date', 'half']).doUpdateSet({ minutes: sql<number>`excluded.minutes` }),
      )
      .execute()
  }
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

/** How many administrators can log in. */
export async function countAdmins(db: Db): Promise<number> {
  return Number((await admins(db).executeTakeFirstOrThrow()).count)
}

function admins(db: Db) {
  return db
    .selectFrom('users')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('role', '=', 'admin')
    .where('disabled_at', 'is', null)
}
