import { sql } from 'kysely'
import type { Db } from '../../db/connect.ts'
import { prepared } from '../../db/prepared.ts'
import type { PageRequest } from '../../http/paging.ts'
import type { AccountKey, EntryRow } from './store.ts'

/*
 * What balances, statements and reports read of the ledger, as far as it is posted.
 */

/** An account's entries dated after one day and up to another, the latest first; the most recently posted first of a day. */
export function listEntriesBetween(
  db: Db,
  key: AccountKey,
  between: { after: string; upTo: string; limit: number },
): Promise<EntryRow[]> {
  return entriesBetween(db, { ...key, ...between }, undefined)
}

const entriesBetween = prepared((db: Db, p: AccountKey & { after: string; upTo: string; limit: number }) =>
  db
    .selectFrom('ledger_entries')
    .selectAll()
    .where('employee_id', '=', p.employee_id)
    .where('leave_type_id', '=', p.leave_type_id)
    .where('date', '<=', p.upTo)
    .where('date', '>', p.after)
    .orderBy('date', 'desc')
    .orderBy('id', 'desc')
    .limit(p.limit),
)

/** A person's entries in the order of their posting, the latest first; one row more than the page holds. */
export function listLedger(
  db: Db,
  employeeId: string,
  leaveTypeId: string | undefined,
  { limit, after }: PageRequest,
): Promise<EntryRow[]> {
  return db
    .selectFrom('ledger_entries')
    .selectAll()
    .where('employee_id', '=', employeeId)
    .$if(leaveTypeId !== undefined, (q) => q.where('leave_type_id', '=', String(leaveTypeId)))
    .$if(after !== undefined, (q) => q.where('id', '<', String(after?.[0])))
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
}

export interface PostedBalance extends AccountKey {
  minutes: number
  settled_through: string | null
  /** How many assignments of policies it has. */
  policies: number
}

/** What these people's accounts hold at the end of a day, as far as it is posted. */
export async function listPostedBalances(db: Db, employeeIds: readonly string[], on: string): Promise<PostedBalance[]> {
  return postedBalances(db, on).where('a.employee_id', 'in', employeeIds).execute()
}

/** What an account holds at the end of a day, as far as it is posted; undefined when it is not opened. */
export async function findPostedBalance(db: Db, key: AccountKey, on: string): Promise<PostedBalance | undefined> {
  const [row] = await balanceOfAccount(db, { ...key, on }, undefined)
  return row
}

const balanceOfAccount = prepared((db: Db, p: AccountKey & { on: string }) =>
  postedBalances(db, p.on).where('a.employee_id', '=', p.employee_id).where('a.leave_type_id', '=', p.leave_type_id),
)

/** From the total backwards: behind a day there are few entries, before it there may be decades of them. */
function postedBalances(db: Db, on: string) {
  const later = sql<number>`(select coalesce(sum(e.minutes), 0) from ledger_entries as e
    where e.employee_id = a.employee_id and e.leave_type_id = a.leave_type_id and e.date > ${on})`
  const policies = sql<number>`(select count(*) from policy_assignments as p
    where p.employee_id = a.employee_id and p.leave_type_id = a.leave_type_id)`
  return db
    .selectFrom('leave_accounts as a')
    .select(['a.employee_id', 'a.leave_type_id', 'a.settled_through'])
    .select([sql<number>`a.total_minutes - ${later}`.as('minutes'), policies.as('policies')])
}

export interface TakenRow {
  employee_name: string
  team: string | null
  leave_type_name: string
  minutes: number
  /** Half days on which something was taken. */
  halves: number
}

/**
 * What people took between two days, both included, by person and leave type: their approved requests, and what was
 * booked without one. `employeeIds` null: everybody.
 */
export function listTaken(
  db: Db,
  employeeIds: readonly string[] | null,
  from: string,
  to: string,
): Promise<TakenRow[]> {
  const taken = db
    .selectFrom('ledger_entries as l')
    .leftJoin('time_off_requests as r', 'r.id', 'l.request_id')
    .select(['l.employee_id', 'l.leave_type_id', sql<number>`-sum(l.minutes)`.as('minutes')])
    .where('l.kind', 'in', ['booking', 'refund'])
    .where('l.date', '>=', from)
    .where('l.date', '<=', to)
    .where((eb) => eb.or([eb('l.request_id', 'is', null), eb('r.status', '=', 'approved')]))
    .groupBy(['l.employee_id', 'l.leave_type_id'])
  const halves = sql<number>`(select count(*) from time_off_halves as h
    join time_off_requests as r on r.id = h.request_id
    where h.employee_id = taken.employee_id and r.leave_type_id = taken.leave_type_id and r.status = 'approved'
      and h.minutes > 0 and h.date >= ${from} and h.date <= ${to})`
  return db
    .selectFrom(taken.as('taken'))
    .innerJoin('employees as e', 'e.id', 'taken.employee_id')
    .innerJoin('leave_types as t', 't.id', 'taken.leave_type_id')
    .select(['e.name as employee_name', 'e.team', 't.name as leave_type_name', 'taken.minutes'])
    .select(halves.as('halves'))
    .where('taken.minutes', '>', 0)
    .$if(employeeIds !== null, (q) => q.where('e.id', 'in', employeeIds as string[]))
    .orderBy('e.name_key')
    .orderBy('e.id')
    .orderBy('t.name_key')
    .execute()
}
