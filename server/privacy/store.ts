import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../db/connect.ts'
import type { Tables } from '../db/tables.ts'
import { columnsIn, type NamedIn, type Names } from './data-map/table-data.ts'

/** A person: an account, an employee, or both where they are linked. */
export interface Person {
  account: string | null
  employee: string | null
  name: string
  /** The account's address as it is compared, where it is known to be theirs: what was sent to another is not theirs. */
  confirmedAddress: string | null
}

/** The person that this account or employee is; undefined where there is none. */
export async function findPerson(db: Db, id: string): Promise<Person | undefined> {
  const employee = await db
    .selectFrom('employees')
    .select(['id', 'name', 'user_id'])
    .where((eb) => eb.or([eb('id', '=', id), eb('user_id', '=', id)]))
    .executeTakeFirst()
  const user = await db
    .selectFrom('users')
    .select(['id', 'username', 'email_key', 'email_confirmed_at'])
    .where('id', '=', employee ? (employee.user_id ?? '') : id)
    .executeTakeFirst()
  if (!employee && !user) return undefined
  return {
    account: user?.id ?? null,
    employee: employee?.id ?? null,
    name: employee?.name ?? (user?.username as string),
    confirmedAddress: user?.email_confirmed_at == null ? null : user.email_key,
  }
}

/** The ids of the accounts and employees with this name, each person once. */
export async function listNamed(db: Db, keys: { username_key: string; name_key: string }): Promise<string[]> {
  const users = await db.selectFrom('users').select('id').where('username_key', '=', keys.username_key).execute()
  const employees = await db
    .selectFrom('employees')
    .select(['id', 'user_id'])
    .where('name_key', '=', keys.name_key)
    .execute()
  return [...new Set([...users.map(({ id }) => id), ...employees.map(({ id, user_id }) => user_id ?? id)])]
}

/** A condition: the row names the person in one of these columns. */
export function isOf(table: keyof Tables, of: NamedIn, person: Person): RawBuilder<boolean> {
  const { account, employee, confirmedAddress } = person
  const conditions = (Object.entries(of) as [Names, string][]).flatMap(([names, columns]) =>
    columnsIn(columns).map((column) => {
      const value = sql.ref(`${table}.${column}`)
      if (names === 'account') return sql`${value} = ${account}`
      if (names === 'employee') return sql`${value} = ${employee}`
      if (names === 'confirmedAddress') return sql`lower(${value}) = ${confirmedAddress}`
      return sql`${value} in (select id from survey_links where lower(address) = ${confirmedAddress})`
    }),
  )
  return sql<boolean>`(${sql.join(conditions, sql` or `)})`
}
