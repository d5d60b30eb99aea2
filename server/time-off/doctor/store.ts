import { type RawBuilder, type Selectable, sql } from 'kysely'
import type { Db } from '../../db/connect.ts'
import type { RequestStatus, Tables } from '../../db/tables.ts'

/** The next people by id, removed ones too. */
export function listNextEmployees(db: Db, after: string, limit: number): Promise<Selectable<Tables['employees']>[]> {
  return db.selectFrom('employees').selectAll().where('id', '>', after).orderBy('id').limit(limit).execute()
}

/** A day of a request: what it is booked with in the ledger, and what its half days cost. */
export interface RequestDay {
  employee_id: string
  employee_name: string
  request_id: string
  date: string
  booked: number
  held: number
}

/** The days of these people's requests on which the ledger and the half days held do not agree. */
export async function listDisagreements(db: Db, employeeIds: readonly string[]): Promise<RequestDay[]> {
  const disagree = sql<boolean>`sum(d.booked) <> sum(d.held)`
  // Request by request: to put the days of all of them in order at once takes twice as long.
  const requests = await db
    .selectFrom('time_off_requests as r')
    .select('r.id')
    .where('r.employee_id', 'in', employeeIds)
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom(days(db, sql`request_id = r.id`).as('d'))
          .select('d.date')
          .groupBy(['d.date', 'd.employee_id'])
          .having(disagree),
      ),
    )
    .execute()
  if (requests.length === 0) return []
  const ids = requests.map(({ id }) => id)
  return db
    .selectFrom(days(db, sql`request_id in (${sql.join(ids)})`).as('d'))
    .innerJoin('employees as e', 'e.id', 'd.employee_id')
    .select(['d.employee_id', 'e.name as employee_name', 'd.request_id', 'd.date'])
    .select([sql<number>`sum(d.booked)`.as('booked'), sql<number>`sum(d.held)`.as('held')])
    .groupBy(['d.request_id', 'd.date', 'd.employee_id', 'e.name'])
    .having(disagree)
    .orderBy('d.request_id')
    .orderBy('d.date')
    .execute()
}

/** What is booked for requests, and what their half days cost: rows to be summed by day. */
function days(db: Db, isOfRequest: RawBuilder<boolean>) {
  const nothing = sql<number>`0`
  const held = db
    .selectFrom('time_off_halves')
    .select(['employee_id', 'request_id', 'date', nothing.as('booked'), 'minutes as held'])
    .where(isOfRequest)
  return db
    .selectFrom('ledger_entries')
    .select(['employee_id', sql<string>`request_id`.as('request_id'), 'date'])
    .select([sql<number>`-minutes`.as('booked'), nothing.as('held')])
    .where(isOfRequest)
    .unionAll(held)
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
  const requests = db
    .selectFrom('time_off_requests as r')
    .select(['r.id', 'r.employee_id', 'r.status', 'r.cost_minutes as cost'])
    .select([
      sql<number>`(select coalesce(sum(minutes), 0) from time_off_halves where request_id = r.id)`.as('held'),
      sql<number>`(select count(*) from time_off_halves where request_id = r.id)`.as('halves'),
    ])
    .where('r.employee_id', 'in', employeeIds)
  return db
    .selectFrom(requests.as('r'))
    .selectAll()
    .where(
      sql<boolean>`case when r.status in ('pending', 'approved') then r.held <> r.cost or r.halves = 0
        else r.halves > 0 end`,
    )
    .orderBy('r.id')
    .execute()
}
