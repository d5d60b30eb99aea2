import type { Db } from '../db/connect.ts'
import type { RequestStatus } from '../db/tables.ts'
import type { HolidayLookup } from '../people/holidays/rules.ts'

/** Whose requests, and on which days (all of them when left out), a changed fact can touch. */
export interface RecountScope {
  employeeIds: readonly string[]
  from?: string
  to?: string
}

export interface RecountContext {
  /** The company's day. */
  today: string
  /** The present instant, ISO 8601. */
  now: string
  /** The account behind the change. */
  by: string | null
  holidays: HolidayLookup
}

/** A request that now costs something else. */
export interface Touched {
  request_id: string
  employee_id: string
  employee_name: string
  leave_type_id: string
  start: string
  end: string
  status: RequestStatus
  hours_before: number
  hours_after: number
}

export async function recount(_trx: Db, _scope: RecountScope, _context: RecountContext): Promise<Touched[]> {
  return []
}
