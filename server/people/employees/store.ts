import { type RawBuilder, type Selectable, sql } from 'kysely'
import type { Db } from '../../db/connect.ts'
import { lockRows } from '../../db/dialect.ts'
import { LAST_CHARACTER } from '../../db/keys.ts'
import { prepared } from '../../db/prepared.ts'
import type { Role, Tables } from '../../db/tables.ts'
import { notFound } from '../../errors.ts'
import { nameSortKey, spellingsOf } from '../../folding.ts'
import type { PageRequest } from '../../http/paging.ts'
import { demand } from '../../verdict.ts'
import { onPerson, type TieColumns, type Ties, tiesOf, type Viewer } from '../access.ts'
import { keptName } from './rules.ts'
import { detailsAreFor, isKnownTo, tieColumns } from './ties-store.ts'

export type EmployeeRow = Selectable<Tables['employees']>
export type PatternRow = Selectable<Tables['working_patterns']>

/** An employee with what they are to the viewer. */
export interface Related {
  employee: EmployeeRow
  ties: Ties
  /** Until then the directory does not name the manager. */
  managerHasStarted: boolean
}

/** Employees that are not removed. */
function employees(db: Db) {
  return db.selectFrom('employees').where('employees.removed_at', 'is', null)
}

/** The employee, unless removed. */
export function findEmployee(db: Db, id: string): Promise<EmployeeRow | undefined> {
  return employees(db).selectAll('employees').where('employees.id', '=', id).executeTakeFirst()
}

/** The employee that has this account. */
export function findEmployeeOfUser(db: Db, userId: string): Promise<EmployeeRow | undefined> {
  return employees(db).selectAll('employees').where('employees.user_id', '=', userId).executeTakeFirst()
}

/** Everybody who is not removed, with the region of their own. */
export function listEmployeeRegions(db: Db): Promise<Pick<EmployeeRow, 'id' | 'holiday_region'>[]> {
  return employees(db).select(['id', 'holiday_region']).orderBy('id').execute()
}

/**
 * These employees, unless removed, by id; until the transaction ends nobody else changes them or their time off.
 * The company is shared or locked first.
 */
export function lockEmployees(trx: Db, ids: readonly string[]): Promise<EmployeeRow[]> {
  const query = employees(trx).selectAll('employees').where('employees.id', 'in', ids).orderBy('employees.id')
  return lockRows(trx, query).execute()
}

/** The same with those who are removed, whose ledgers stay. */
export function lockWithRemoved(trx: Db, ids: readonly string[]): Promise<EmployeeRow[]> {
  return lockRows(trx, trx.selectFrom('employees').selectAll().where('id', 'in', ids).orderBy('id')).execute()
}

/** The working patterns of these employees, by employee and day. */
export function listPatterns(db: Db, employeeIds: readonly string[]): Promise<PatternRow[]> {
  return db
    .selectFrom('working_patterns')
    .selectAll()
    .where('employee_id', 'in', employeeIds)
    .orderBy('employee_id')
    .orderBy('effective_from')
    .execute()
}

/** The employee, unless removed, with what they are to the viewer. */
export async function findRelated(db: Db, viewer: Viewer, employeeId: string): Promise<Related | undefined> {
  const { id, role, today } = viewer
  const [row] = await relatedEmployee(db, { employeeId, id, today }, role)
  return row && related(row, viewer)
}

/**
 * The employee, for a viewer who may see all of them.
 * @throws AppError `not_found`, `forbidden` for those who see them in the directory alone.
 */
export async function requireDetailed(db: Db, viewer: Viewer, employeeId: string): Promise<Related> {
  const found = await findRelated(db, viewer, employeeId)
  if (!found) throw notFound()
  demand(onPerson('see_details', found.ties))
  return found
}

const relatedEmployee = prepared((db: Db, p: { employeeId: string; id: string; today: string }, role: Role) =>
  withTies(db, { id: p.id, role, today: p.today }).where('employees.id', '=', p.employeeId),
)

const lockedEmployee = prepared((trx: Db, p: { id: string }) =>
  lockRows(trx, employees(trx).select('employees.id').where('employees.id', '=', p.id)),
)

/** As `findRelated`, and the employee locked as by `lockEmployees`. */
export async function lockRelated(trx: Db, viewer: Viewer, employeeId: string): Promise<Related | undefined> {
  const [locked] = await lockedEmployee(trx, { id: employeeId }, undefined)
  return locked && findRelated(trx, viewer, employeeId)
}

function withTies(db: Db, viewer: Viewer) {
  return employees(db)
    .leftJoin('employees as manager', 'manager.id', 'employees.manager_id')
    .selectAll('employees')
    .select('manager.start_date as manager_start')
    .select(tieColumns(viewer))
}

/**
 * What is so of people's dates. Of those whose dates the viewer may not see, it is who is employed today: whoever could
 * ask for any day would find out those dates.
 */
function ofKnownDates(viewer: Viewer, condition: RawBuilder<boolean>) {
  const isTheirs = detailsAreFor(viewer)
  return sql<boolean>`((${isTheirs} and ${condition}) or (not ${isTheirs} and ${employedOn(viewer.today)}))`
}

/** Employed on a day or later. */
function employedFrom(day: string) {
  return sql<boolean>`(employees.end_date is null or employees.end_date >= ${day})`
}

function employedOn(day: string) {
  return sql<boolean>`employees.start_date <= ${day} and (employees.end_date is null or employees.end_date >= ${day})`
}

function nameBegins(start: string) {
  const ranges = spellingsOf(nameSortKey(start)).map(
    (key) => sql<boolean>`(employees.name_key >= ${key} and employees.name_key < ${key + LAST_CHARACTER})`,
  )
  return sql<boolean>`(${sql.join(ranges, sql` or `)})`
}

interface TiedRow extends EmployeeRow, TieColumns {
  manager_start: string | null
}

function related(
  { manager_start, is_own, was_own, is_in_charge, is_only_admin, ...employee }: TiedRow,
  viewer: Viewer,
) {
  const ties = tiesOf({ is_own, was_own, is_in_charge, is_only_admin }, employee.start_date, viewer)
  return { employee, ties, managerHasStarted: manager_start !== null && manager_start <= viewer.today }
}

export interface EmployeeFilter {
  team?: string | undefined
  manager_id?: string | undefined
  /** How the name begins. */
  q?: string | undefined
  active_on?: string | undefined
  /** Employed on this day or later. */
  employed_from?: string | undefined
}

/** The employees of the viewer's directory by name, with what each is to them; one row more than the page holds. */
export async function listEmployees(
  db: Db,
  viewer: Viewer,
  filter: EmployeeFilter,
  { limit, after }: PageRequest,
): Promise<Related[]> {
  const { team, manager_id, q, active_on, employed_from } = filter
  let query = withTies(db, viewer).where(isKnownTo(viewer))
  if (team !== undefined) query = query.where('employees.team', '=', keptName(team))
  if (manager_id !== undefined) query = query.where('employees.manager_id', '=', manager_id)
  if (q !== undefined) query = query.where(nameBegins(q))
  if (active_on !== undefined) query = query.where(ofKnownDates(viewer, employedOn(active_on)))
  if (employed_from !== undefined) query = query.where(ofKnownDates(viewer, employedFrom(employed_from)))
  if (after) query = query.where(sql<boolean>`(employees.name_key, employees.id) > (${after[0]}, ${after[1]})`)
  const rows = await query
    .orderBy('employees.name_key')
    .orderBy('employees.id')
    .limit(limit + 1)
    .execute()
  return rows.map((row) => related(row, viewer))
}

export interface DetailedFilter extends Pick<EmployeeFilter, 'team' | 'q' | 'active_on' | 'employed_from'> {
  employee_id?: string | undefined
}

/** Employees by name of whom the viewer may see all, one of them when named; one row more than the page holds. */
export async function listDetailedEmployees(
  db: Db,
  viewer: Viewer,
  filter: DetailedFilter,
  { limit, after }: PageRequest,
): Promise<Related[]> {
  let query = withTies(db, viewer).where(detailsAreFor(viewer))
  const { team, employee_id, q, active_on, employed_from } = filter
  if (team !== undefined) query = query.where('employees.team', '=', keptName(team))
  if (employee_id !== undefined) query = query.where('employees.id', '=', employee_id)
  if (q !== undefined) query = query.where(nameBegins(q))
  if (active_on !== undefined) query = query.where(employedOn(active_on))
  if (employed_from !== undefined) query = query.where(employedFrom(employed_from))
  if (after) query = query.where(sql<boolean>`(employees.name_key, employees.id) > (${after[0]}, ${after[1]})`)
  const rows = await query
    .orderBy('employees.name_key')
    .orderBy('employees.id')
    .limit(limit + 1)
    .execute()
  return rows.map((row) => related(row, viewer))
}
