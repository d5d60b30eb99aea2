import type { Db } from '../../db/connect.ts'
import type { EmployeeRow } from '../../people/employees/store.ts'
import { keyOf, loadAccounts } from './actions.ts'
import { listPostedBalances } from './report-store.ts'
import { balancesOn, type Closing, nextClosing } from './rules.ts'
import type { AccountKey } from './store.ts'

type Employment = Pick<EmployeeRow, 'id' | 'start_date' | 'end_date'>

export interface Balance extends AccountKey {
  minutes: number
}

/**
 * What each account of these people holds at the end of a day. Where all that is due by then is posted, the ledger's sum
 * is the answer; only for the others it is worked out. A constant number of queries, however many people.
 */
export async function readBalances(db: Db, employees: readonly Employment[], on: string): Promise<Balance[]> {
  if (employees.length === 0) return []
  const posted = await listPostedBalances(db, idsOf(employees), on)
  const open = new Set(posted.filter((row) => row.policies > 0 && !isSettled(row, on)).map((row) => row.employee_id))
  const behind = employees.filter(({ id }) => open.has(id))
  const accounts = behind.length === 0 ? [] : await loadAccounts(db, behind, on)
  const worked = new Map(accounts.map((each) => [keyOf(each), balancesOn(each.facts, each.standing, [on])[0] ?? 0]))
  return posted.map(({ employee_id, leave_type_id, minutes, ...row }) => {
    const key = keyOf({ employee_id, leave_type_id })
    return { employee_id, leave_type_id, minutes: isSettled(row, on) ? minutes : (worked.get(key) ?? minutes) }
  })
}

export interface AccountClosing extends AccountKey {
  closing: Closing
}

/** What the end of the leave year that a day is in would do to each account of these people, if nothing changes. */
export async function readClosings(db: Db, employees: readonly Employment[], day: string): Promise<AccountClosing[]> {
  if (employees.length === 0) return []
  const accounts = await loadAccounts(db, employees, day)
  return accounts.flatMap(({ employee_id, leave_type_id, facts, standing }) => {
    const closing = nextClosing(facts, standing, day)
    return closing ? [{ employee_id, leave_type_id, closing }] : []
  })
}

/** True for an account of which all that is due by the end of a day is posted. */
export function isSettled(account: { settled_through: string | null } | undefined, on: string): boolean {
  const through = account?.settled_through ?? null
  return through !== null && through >= on
}

function idsOf(employees: readonly Employment[]): string[] {
  return employees.map(({ id }) => id)
}
