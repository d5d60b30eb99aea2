import type { ExpressionBuilder, Selectable } from 'kysely'
import type { Db } from '../../db/connect.ts'
import { lockRows } from '../../db/dialect.ts'
import type { Role, Tables } from '../../db/tables.ts'
import { type Relation, relationOf } from './rules.ts'

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
  const row = await withTies(db, today).where('employees.id', '=', employeeId).executeTakeFirst()
  return row && related(row, caller)
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
function managerIsAway(eb: ExpressionBuilder<Tables & { manager: Tables['employees'] }, 'manager'>, today: string) {
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
