import { type ExpressionBuilder, type Selectable, sql } from 'kysely'
import type { Db } from '../../db/connect.ts'
import { lockRows } from '../../db/dialect.ts'
import { LAST_CHARACTER } from '../../db/keys.ts'
import { prepared } from '../../db/prepared.ts'
import type { Role, Tables } from '../../db/tables.ts'
import { notFound } from '../../errors.ts'
import type { PageRequest } from '../../http/paging.ts'
import { nameSortKey, type Relation, relationOf, requireDetails } from './rules.ts'

export type EmployeeRow = Selectable<Tables['employees']>
export type PatternRow = Selectable<Tables['working_patterns']>

/** An employee with what the caller is to them. */
export interface Related {
  employee: EmployeeRow
  relation: Relation
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

/** The employee, unless removed, with what the caller is to them on this day. */
export async function findRelation(
  db: Db,
  caller: { id: string; role: Role },
  employeeId: string,
  today: string,
): Promise<Related | undefined> {
  const [row] = await tiedEmployee(db, { id: employeeId, today }, undefined)
  return row && related(row, caller)
}

/**
 * The employee, for a caller who may see all of them on this day.
 * @throws AppError `not_found`, `forbidden` for those who see them in the directory alone.
 */
export async function requireDetailedEmployee(
  db: Db,
  caller: { id: string; role: Role },
  employeeId: string,
  today: string,
): Promise<EmployeeRow> {
  const related = await findRelation(db, caller, employeeId, today)
  if (!related) throw notFound()
  requireDetails(related.relation)
  return related.employee
}

const tiedEmployee = prepared((db: Db, p: { id: string; today: string }) =>
  withTies(db, p.today).where('employees.id', '=', p.id),
)

const lockedEmployee = prepared((trx: Db, p: { id: string }) =>
  lockRows(trx, employees(trx).selectAll('employees').where('employees.id', '=', p.id)),
)

/** As `findRelation`, and the employee locked as by `lockEmployees`. */
export async function lockRelation(
  trx: Db,
  caller: { id: string; role: Role },
  employeeId: string,
  today: string,
): Promise<Related | undefined> {
  const [employee] = await lockedEmployee(trx, { id: employeeId }, undefined)
  if (!employee) return undefined
  if (employee.user_id === caller.id) return { employee, relation: 'self' }
  return caller.role === 'admin' ? { employee, relation: 'admin' } : findRelation(trx, caller, employeeId, today)
}

function withTies(db: Db, today: string) {
  return employees(db)
    .leftJoin('employees as manager', 'manager.id', 'employees.manager_id')
    .leftJoin('employees as stand_in', 'stand_in.id', 'manager.stand_in_id')
    .selectAll('employees')
    .select(['manager.user_id as manager_user', 'stand_in.user_id as stand_in_user'])
    .select((eb) => managerIsAway(eb, today).as('manager_away'))
}

/** The manager has an approved request that holds a half of this day. */
export function managerIsAway(
  eb: ExpressionBuilder<Tables & { manager: Tables['employees'] }, 'manager'>,
  today: string,
) {
  return eb.exists(
    eb
      .selectFrom('time_off_halves as half')
      .innerJoin('time_off_requests as request', 'request.id', 'half.request_id')
      .select('half.request_id')
      .whereRef('half.employee_id', '=', 'manager.id')
      .where('half.date', '=', today)
      .where('request.status', '=', 'approved'),
  )
}

/**
 * Employed on a day. Of people whose dates the caller may not see, the present day counts in its place: whoever could ask
 * for any day would find out those dates.
 */
function isActive(caller: { id: string; role: Role }, day: string, today: string) {
  if (caller.role === 'admin' || day === today) return employedOn(day)
  const isTheirs = sql<boolean>`(employees.user_id is not distinct from ${caller.id}
    or manager.user_id is not distinct from ${caller.id})`
  return sql<boolean>`((${isTheirs} and ${employedOn(day)}) or (not ${isTheirs} and ${employedOn(today)}))`
}

function employedOn(day: string) {
  return sql<boolean>`employees.start_date <= ${day} and (employees.end_date is null or employees.end_date >= ${day})`
}

function nameBegins(start: string) {
  const key = nameSortKey(start)
  return sql<boolean>`employees.name_key >= ${key} and employees.name_key < ${key + LAST_CHARACTER}`
}

interface TiedRow extends EmployeeRow {
  manager_user: string | null
  stand_in_user: string | null
  /** SQLite knows no booleans. */
  manager_away: unknown
}

function related(
  { manager_user, stand_in_user, manager_away, ...employee }: TiedRow,
  caller: { id: string; role: Role },
): Related {
  const relation = relationOf({
    isSelf: employee.user_id === caller.id,
    isAdmin: caller.role === 'admin',
    isManager: manager_user === caller.id,
    isStandIn: stand_in_user === caller.id && Boolean(manager_away),
  })
  return { employee, relation }
}

export interface EmployeeFilter {
  team?: string | undefined
  manager_id?: string | undefined
  /** How the name begins. */
  q?: string | undefined
  active_on?: string | undefined
}

/** Employees by name, with what the caller is to each; one row more than the page holds. */
export async function listEmployees(
  db: Db,
  caller: { id: string; role: Role },
  filter: EmployeeFilter,
  today: string,
  { limit, after }: PageRequest,
): Promise<Related[]> {
  const { team, manager_id, q, active_on } = filter
  let query = withTies(db, today)
  if (team !== undefined) query = query.where('employees.team', '=', team)
  if (manager_id !== undefined) query = query.where('employees.manager_id', '=', manager_id)
  if (q !== undefined) query = query.where(nameBegins(q))
  if (active_on !== undefined) query = query.where(isActive(caller, active_on, today))
  if (after) query = query.where(sql<boolean>`(employees.name_key, employees.id) > (${after[0]}, ${after[1]})`)
  const rows = await query
    .orderBy('employees.name_key')
    .orderBy('employees.id')
    .limit(limit + 1)
    .execute()
  return rows.map((row) => related(row, caller))
}

export interface DetailedFilter extends Pick<EmployeeFilter, 'team' | 'q' | 'active_on'> {
  employee_id?: string | undefined
}

/** Employees by name that the caller may see all of, one of them when named; one row more than the page holds. */
export async function listDetailedEmployees(
  db: Db,
  caller: { id: string; role: Role },
  filter: DetailedFilter,
  today: string,
  { limit, after }: PageRequest,
): Promise<EmployeeRow[]> {
  let query = detailedEmployees(db, caller, today).selectAll('employees')
  const { team, employee_id, q, active_on } = filter
  if (team !== undefined) query = query.where('employees.team', '=', team)
  if (employee_id !== undefined) query = query.where('employees.id', '=', employee_id)
  if (q !== undefined) query = query.where(nameBegins(q))
  if (active_on !== undefined) query = query.where(employedOn(active_on))
  if (after) query = query.where(sql<boolean>`(employees.name_key, employees.id) > (${after[0]}, ${after[1]})`)
  return query
    .orderBy('employees.name_key')
    .orderBy('employees.id')
    .limit(limit + 1)
    .execute()
}

/** The employees that the caller may see all of: for the queries of other modules too. */
export function detailedEmployees(db: Db, caller: { id: string; role: Role }, today: string) {
  const query = employees(db)
    .leftJoin('employees as manager', 'manager.id', 'employees.manager_id')
    .leftJoin('employees as stand_in', 'stand_in.id', 'manager.stand_in_id')
  if (caller.role === 'admin') return query
  return query.where((eb) =>
    eb.or([
      eb('employees.user_id', '=', caller.id),
      eb('manager.user_id', '=', caller.id),
      eb.and([eb('stand_in.user_id', '=', caller.id), managerIsAway(eb, today)]),
    ]),
  )
}
