import { type Expression, type RawBuilder, sql } from 'kysely'
import type { Viewer } from '../access.ts'

/*
 * What an employee is to a viewer, in SQL: the twin of `access.ts`. Single reads select it, lists filter by it.
 *
 * Who answers for a manager's reports on a day: the manager; their stand-in too while they are away; the stand-in alone
 * once they are not there (they have left, have not started, or have no account that can log in); and where there is no
 * such stand-in, whoever answers for those who report to the manager's own manager. Where the line ends, administrators.
 */

/** The columns of `TieColumns`, in a query that calls the employee's table so. */
export function tieColumns(viewer: Viewer, employees = 'employees') {
  return [
    isOwn(viewer, employees).as('is_own'),
    wasOwn(viewer.id, employees).as('was_own'),
    // Administrators may do all that those in charge may.
    (viewer.role === 'admin' ? sql<boolean>`false` : isInCharge(viewer, employees)).as('is_in_charge'),
    isOnlyAdmin(viewer).as('is_only_admin'),
  ] as const
}

/** `seesDetails`: the employees of whom the viewer sees more than the directory. */
export function detailsAreFor(viewer: Viewer, employees = 'employees'): RawBuilder<boolean> {
  if (viewer.role === 'admin') return sql<boolean>`true`
  return sql<boolean>`(${isOwn(viewer, employees)} or ${isInCharge(viewer, employees)})`
}

/** `onPerson('see', …)`: the employees whom the viewer's directory has. */
export function isKnownTo(viewer: Viewer, employees = 'employees'): RawBuilder<boolean> {
  return sql<boolean>`(${column(employees, 'start_date')} <= ${viewer.today} or ${detailsAreFor(viewer, employees)})`
}

/**
 * The employees whose requests wait for the viewer, and not merely may be decided: of those in charge, and of an
 * administrator where nobody is. Nobody's own wait for them: where there is no other administrator, one who may decide on
 * their own does so where it stands, and is not asked to.
 */
export function waitsFor(viewer: Viewer, employees = 'employees'): RawBuilder<boolean> {
  const isTheirs = isInCharge(viewer, employees)
  const mayDecide = sql<boolean>`(not ${isOwn(viewer, employees)}
    and (not ${wasOwn(viewer.id, employees)} or ${isOnlyAdmin(viewer)}))`
  if (viewer.role !== 'admin') return sql<boolean>`(${isTheirs} and ${mayDecide})`
  return sql<boolean>`((${isTheirs} or not ${isAnybodyInCharge(viewer.today, employees)}) and ${mayDecide})`
}

function isOwn({ id }: Viewer, employees: string): RawBuilder<boolean> {
  return sql<boolean>`(${column(employees, 'user_id')} is not distinct from ${id})`
}

function wasOwn(userId: Expression<string> | string, employees: string): RawBuilder<boolean> {
  return sql<boolean>`exists (select 1 from employee_accounts as own
    where own.employee_id = ${column(employees, 'id')} and own.user_id = ${userId})`
}

function isInCharge({ id, today }: Viewer, employees: string): RawBuilder<boolean> {
  return sql<boolean>`coalesce(${column(employees, 'manager_id')} in (select manager_id from ${answering(today, id)} as answering), false)`
}

/** Somebody may decide for this employee who is no administrator, or decides as if they were none. */
function isAnybodyInCharge(today: string, employees: string): RawBuilder<boolean> {
  return sql<boolean>`exists (select 1 from ${answering(today)} as answering
    where answering.manager_id = ${column(employees, 'manager_id')}
      and not ${wasOwn(sql.ref('answering.user_id'), employees)})`
}

function isOnlyAdmin({ role }: Viewer): RawBuilder<boolean> {
  if (role !== 'admin') return sql<boolean>`false`
  return sql<boolean>`((select count(*) from users where role = 'admin' and disabled_at is null) = 1)`
}

/** Managers, each with an account that answers for their reports on a day; of one account when it is named. */
function answering(today: string, userId?: string): RawBuilder<{ manager_id: string; user_id: string }> {
  const isMeant = userId === undefined ? sql`` : sql`and me.user_id = ${userId}`
  return sql`(with recursive answers (manager_id, user_id) as (
    select me.id, me.user_id from employees as me where ${isThere('me', today)} ${isMeant}
    union
    select gone.id, me.user_id from employees as me join employees as gone on gone.stand_in_id = me.id
    where ${isThere('me', today)} ${isMeant} and gone.removed_at is null
      and (not ${isThere('gone', today)} or ${isAway('gone', today)})
    union
    select gone.id, answers.user_id from answers join employees as gone on gone.manager_id = answers.manager_id
    left join employees as stand_in on stand_in.id = gone.stand_in_id
    where gone.removed_at is null and not ${isThere('gone', today)} and not ${isThere('stand_in', today)}
  ) select manager_id, user_id from answers)`
}

/** Employed on a day, with an account that can log in; false where there is nobody at all. */
function isThere(employee: string, today: string): RawBuilder<boolean> {
  const of = (name: string) => column(employee, name)
  return sql<boolean>`coalesce(${of('removed_at')} is null and ${of('start_date')} <= ${today}
    and (${of('end_date')} is null or ${of('end_date')} >= ${today})
    and exists (select 1 from users where users.id = ${of('user_id')} and users.disabled_at is null), false)`
}

/** Has approved time off that holds a half of a day. */
function isAway(employee: string, today: string): RawBuilder<boolean> {
  return sql<boolean>`exists (select 1 from time_off_halves as half
    join time_off_requests as request on request.id = half.request_id
    where half.employee_id = ${column(employee, 'id')} and half.date = ${today} and request.status = 'approved')`
}

function column(table: string, name: string): RawBuilder<unknown> {
  return sql.ref(`${table}.${name}`)
}
