import type { Db } from '../../db/connect.ts'
import { shareRows } from '../../db/dialect.ts'
import type { EmployeeRow } from '../employees/store.ts'

/** Everybody who is not removed, by name. */
export function allEmployees(db: Db): Promise<EmployeeRow[]> {
  return db
    .selectFrom('employees')
    .selectAll()
    .where('removed_at', 'is', null)
    .orderBy('name_key')
    .orderBy('id')
    .execute()
}

export interface NamedAccount {
  id: string
  username: string
  username_key: string
}

/** The accounts with these names and all that employees have; they stay until the transaction ends. */
export function shareAccounts(trx: Db, keys: readonly string[]): Promise<NamedAccount[]> {
  const query = trx
    .selectFrom('users')
    .select(['id', 'username', 'username_key'])
    .where((eb) => {
      const isTheirs = eb('id', 'in', eb.selectFrom('employees').select('user_id').where('user_id', 'is not', null))
      return keys.length > 0 ? eb.or([isTheirs, eb('username_key', 'in', keys)]) : isTheirs
    })
    .orderBy('id')
  return shareRows(trx, query).execute()
}

/** The names of all accounts that employees have. */
export function namesOfAccounts(db: Db): Promise<{ id: string; username: string }[]> {
  return db
    .selectFrom('employees')
    .innerJoin('users', 'users.id', 'employees.user_id')
    .select(['users.id', 'users.username'])
    .execute()
}

/** Takes accounts and personnel numbers from these employees, so that others can be given them in the same statement. */
export async function freeWhatIsTheirs(trx: Db, employeeIds: readonly string[]): Promise<void> {
  await trx
    .updateTable('employees')
    .set({ user_id: null, personnel_number: null })
    .where('id', 'in', employeeIds)
    .execute()
}
