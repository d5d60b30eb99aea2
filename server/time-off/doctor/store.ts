import { type Selectable, sql } from 'kysely'
import type { Db } from '../../db/connect.ts'
import { lockRows } from '../../db/dialect.ts'
import type { RequestStatus, Tables } from '../../db/tables.ts'

/** The next people by id, removed ones too; until the transaction ends nobody changes their time off. */
export function lockNextEmployees(trx: Db, after: string, limit: number): Promise<Selectable<Tables['employees']>[]> {
  const query = trx.selectFrom('employees').selectAll().where('id', '>', after).orderBy('id').limit(limit)
  return lockRows(trx, query).execute()
}

/** A day of a request: what it is booked with in the ledger, and what its half days cost. */
export interface RequestDay {
  employee_id: string
  request_id: string
  status: RequestStatus
  date: string
  booked: number
  held: number
}

/** The days of these people's requests on which the ledger and the half days held do not agree. */
export async function listDisagreements(db: Db, employeeIds: readonly string[]): Promise<RequestDay[]> {
  const booked = db
    .selectFrom('ledger_entries')
    .select(['request_id', 'date', sql<number>`-sum(minutes)`.as('booked'), sql<number>`0`.as('held')])
    .where('employee_id', 'in', employeeIds)
    .where('request_id', 'is not', null)
    .groupBy(['request_id', 'date'])
  const held = db
    .selectFrom('time_off_halves')
    .select(['request_id', 'date', sql<number>`0`.as('booked'), sql<number>`sum(minutes)`.as('held')])
    .where('employee_id', 'in', employeeIds)
    .groupBy(['request_id', 'date'])
  const both = booked.unionAll(held as unknown as typeof booked)
  return db
    .selectFrom(both.as('d'))
    .innerJoin('time_off_requests as r', 'r.id', 'd.request_id')
    .select(['r.employee_id', 'r.id as request_id', 'r.status', 'd.date'])
    .select([sql<number>`sum(d.booked)`.as('booked'), sql<number>`sum(d.held)`.as('held')])
    .groupBy(['r.employee_id', 'r.id', 'r.status', 'd.date'])
    .having(sql`sum(d.booked)`, '<>', sql`sum(d.held)`)
    .orderBy('r.id')
    .orderBy('d.date')
    .execute()
}

export interface RequestSum {
  id: string
  employee_id: string
  status: RequestStatus
  cost: number
  held: number
  halves: number
}

/** These people's requests whose own cost, or state, is not that of their half days. */
export function listUntrueRequests(db: Db, employeeIds: readonly string[]): Promise<RequestSum[]> {
  const held = sql<number>`coalesce(sum(h.minutes), 0)`
  return db
    .selectFrom('time_off_requests as r')
    .leftJoin('time_off_halves as h', 'h.request_id', 'r.id')
    .select(['r.id', 'r.employee_id', 'r.status', 'r.cost_minutes as cost'])
    .select([held.as('held'), sql<number>`count(h.request_id)`.as('halves')])
    .where('r.employee_id', 'in', employeeIds)
    .groupBy(['r.id', 'r.employee_id', 'r.status', 'r.cost_minutes'])
    .having(
      sql<boolean>`case when r.status in ('pending', 'approved') then ${held} <> r.cost_minutes or count(h.request_id) = 0
        else count(h.request_id) > 0 end`,
    )
    .orderBy('r.id')
    .execute()
}
