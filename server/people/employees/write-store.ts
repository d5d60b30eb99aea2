import { sql } from 'kysely'
import type { Db } from '../../db/connect.ts'
import { violatedUnique } from '../../db/database-errors.ts'
import { json, shareRows } from '../../db/dialect.ts'
import { AppError } from '../../errors.ts'
import type { Pattern, Reporting } from './rules.ts'
import type { EmployeeRow, PatternRow } from './store.ts'

/**
 * Adds these employees, or changes those that there are.
 * @throws AppError `conflict` when an account or a personnel number is somebody else's.
 */
export async function saveEmployees(trx: Db, rows: readonly EmployeeRow[]): Promise<void> {
  try {
    await trx
      .insertInto('employees')
      .values(rows)
      .onConflict((conflict) =>
        conflict.column('id').doUpdateSet((eb) => ({
          name: eb.ref('excluded.name'),
          name_key: eb.ref('excluded.name_key'),
          user_id: eb.ref('excluded.user_id'),
          manager_id: eb.ref('excluded.manager_id'),
          stand_in_id: eb.ref('excluded.stand_in_id'),
          personnel_number: eb.ref('excluded.personnel_number'),
          email: eb.ref('excluded.email'),
          team: eb.ref('excluded.team'),
          start_date: eb.ref('excluded.start_date'),
          end_date: eb.ref('excluded.end_date'),
          holiday_region: eb.ref('excluded.holiday_region'),
          version: eb.ref('excluded.version'),
          updated_at: eb.ref('excluded.updated_at'),
        })),
      )
      .execute()
  } catch (error) {
    const unique = violatedUnique(error)
    if (unique?.match(/^employees.user/))
      throw new AppError('conflict', 'This account belongs to another employee.', { cause: error })
    if (unique?.match(/^employees.personnel_number/))
      throw new AppError('conflict', 'This personnel number belongs to another employee.', { cause: error })
    throw error
  }
}

/** Another version of the employee, whose patterns have changed. */
export async function touchEmployee(trx: Db, id: string, version: number, at: string): Promise<void> {
  await trx.updateTable('employees').set({ version, updated_at: at }).where('id', '=', id).execute()
}

/** Takes an employee out of every list, and out of the fields of others that name them. */
export async function removeEmployee(trx: Db, id: string, at: string): Promise<void> {
  const others = { version: sql<number>`version + 1`, updated_at: at }
  await trx
    .updateTable('employees')
    .set({
      ...others,
      manager_id: sql<string | null>`nullif(manager_id, ${id})`,
      stand_in_id: sql<string | null>`nullif(stand_in_id, ${id})`,
    })
    .where((eb) => eb.or([eb('manager_id', '=', id), eb('stand_in_id', '=', id)]))
    .execute()
  await trx
    .updateTable('employees')
    .set({ removed_at: at, user_id: null, updated_at: at })
    .where('id', '=', id)
    .execute()
}

/** Replaces all working patterns of these employees. */
export async function replacePatterns(trx: Db, patterns: ReadonlyMap<string, readonly Pattern[]>): Promise<void> {
  if (patterns.size === 0) return
  await trx
    .deleteFrom('working_patterns')
    .where('employee_id', 'in', [...patterns.keys()])
    .execute()
  const rows: PatternRow[] = [...patterns].flatMap(([employee_id, weeks]) =>
    weeks.map(({ effective_from, minutes }) => ({ employee_id, effective_from, minutes: json([...minutes]) })),
  )
  await trx.insertInto('working_patterns').values(rows).execute()
}

/** Which of these accounts and employees there are; the accounts stay until the transaction ends. */
export async function findReferences(
  trx: Db,
  userId: string | null | undefined,
  employeeIds: readonly string[],
): Promise<Set<string>> {
  const users = userId
    ? await shareRows(trx, trx.selectFrom('users').select('id').where('id', '=', userId)).execute()
    : []
  const employees =
    employeeIds.length > 0
      ? await trx
          .selectFrom('employees')
          .select('id')
          .where('id', 'in', employeeIds)
          .where('removed_at', 'is', null)
          .execute()
      : []
  return new Set([...users, ...employees].map(({ id }) => id))
}

/** Everybody who is not removed, with their manager. */
export async function reportingLine(trx: Db): Promise<Map<string, Reporting>> {
  const rows = await trx
    .selectFrom('employees')
    .select(['id', 'name', 'manager_id'])
    .where('removed_at', 'is', null)
    .execute()
  return new Map(rows.map((row) => [row.id, row]))
}

/** Names of employees written since an instant, with what they are compared by, in the order of ids. */
export function listNames(
  db: Db,
  { since, after, limit }: { since: string; after: string; limit: number },
): Promise<Pick<EmployeeRow, 'id' | 'name' | 'name_key'>[]> {
  return db
    .selectFrom('employees')
    .select(['id', 'name', 'name_key'])
    .where('updated_at', '>=', since)
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute()
}

/** Sets what an employee's name is compared by, as long as the employee still has that name. */
export async function setNameKey(db: Db, { id, name }: { id: string; name: string }, key: string): Promise<void> {
  await db.updateTable('employees').set({ name_key: key }).where('id', '=', id).where('name', '=', name).execute()
}
