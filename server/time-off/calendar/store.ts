import { sql } from 'kysely'
import type { Db } from '../../db/connect.ts'
import type { Half, Tables } from '../../db/tables.ts'
import type { TieColumns, Viewer } from '../../people/access.ts'
import { keptName } from '../../people/employees/rules.ts'
import { isKnownTo, tieColumns } from '../../people/employees/ties-store.ts'
import { addDays } from '../days.ts'
import { MAX_DAYS } from '../requests/rules.ts'

/** Days from one to another, both included. */
export interface Period {
  from: string
  to: string
}

/** A request that takes somebody away, or is to. */
export interface AbsenceRow {
  id: string
  start_date: string
  start_half: Half
  end_date: string
  end_half: Half
  minutes: number | null
  status: 'approved' | 'pending'
  employee_name: string
  leave_type_name: string
}

/** An absence with the person, and what they are to the viewer. */
export interface CalendarRow extends AbsenceRow, TieColumns {
  employee_id: string
  employee_start_date: string
  team: string | null
  leave_type_id: string
  leave_type_colour: string
}

/** What pending and approved requests of people who are not removed have in a period. */
function absences(db: Db, { from, to }: Period) {
  return (
    db
      .selectFrom('time_off_requests as r')
      .innerJoin('employees as e', 'e.id', 'r.employee_id')
      .innerJoin('leave_types as t', 't.id', 'r.leave_type_id')
      .select(['r.id', 'r.start_date', 'r.start_half', 'r.end_date', 'r.end_half', 'r.minutes'])
      .select(sql<AbsenceRow['status']>`r.status`.as('status'))
      .select(['e.name as employee_name', 't.name as leave_type_name'])
      .where('e.removed_at', 'is', null)
      // Word for word the condition of the index, as otherwise SQLite does not take it.
      .where(sql<boolean>`r.status in ('pending', 'approved')`)
      .where('r.end_date', '>=', from)
      .where('r.start_date', '<=', to)
      // No request is longer, so the walk over the index ends there.
      .where('r.end_date', '<', addDays(to, MAX_DAYS))
  )
}

/** Who is away in a period of those whom the viewer may know of, by name and then by day. */
export function listCalendar(db: Db, period: Period, viewer: Viewer, team: string | undefined): Promise<CalendarRow[]> {
  let query = absences(db, period)
    .select(['e.id as employee_id', 'e.start_date as employee_start_date', 'e.team'])
    .select(['t.id as leave_type_id', 't.colour as leave_type_colour'])
    .select(tieColumns(viewer, 'e'))
    .where(isKnownTo(viewer, 'e'))
  if (team !== undefined) query = query.where('e.team', '=', keptName(team))
  return query.orderBy('e.name_key').orderBy('e.id').orderBy('r.start_date').orderBy('r.start_half', 'desc').execute()
}

/** An absence as a feed has it. */
export interface FeedRow extends AbsenceRow {
  version: number
  updated_at: string
}

/** Whose absences a feed has, through the eyes of this employee; of an account without one, it has none but `company`. */
export interface FeedOwner {
  scope: Tables['calendar_feeds']['scope']
  employee: { id: string; team: string | null } | undefined
}

/**
 * The absences of a feed. Where there are more than `limit`, those that are over by `today` are left out first,
 * and then those furthest ahead. Pending ones are only in one's own.
 */
export async function listFeed(
  db: Db,
  viewer: Viewer,
  { scope, employee }: FeedOwner,
  period: Period,
  limit: number,
): Promise<FeedRow[]> {
  let query = absences(db, period).select(['r.version', 'r.updated_at']).where(isKnownTo(viewer, 'e'))
  if (scope !== 'me') query = query.where('r.status', '=', sql.lit('approved'))
  if (scope !== 'company') {
    if (!employee) return []
    const { id, team } = employee
    query = query.where((eb) => {
      const isOwn = eb('e.id', '=', id)
      // Nobody's team equals null, so those without one are not a team.
      return scope === 'me' ? isOwn : eb.or([isOwn, eb('e.manager_id', '=', id), eb('e.team', '=', team)])
    })
  }
  return query
    .orderBy(sql`case when r.end_date < ${viewer.today} then 1 else 0 end`)
    .orderBy('r.start_date')
    .orderBy('r.id')
    .limit(limit)
    .execute()
}
