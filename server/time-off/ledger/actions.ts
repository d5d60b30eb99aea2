import type { Db } from '../../db/connect.ts'
import { type EmployeeRow, listPatterns } from '../../people/employees/store.ts'
import { earlier } from '../days.ts'
import { listAssignments } from '../policies/store.ts'
import { newEntry } from './entries.ts'
import { correctionsOf, dueLines, openingDay, unposted } from './rules.ts'
import * as store from './store.ts'
import type { AccountFacts, Standing } from './walk-rules.ts'

/** What is done with an account: who, what it follows from, and how far it is posted. */
export interface Account extends store.AccountKey {
  facts: AccountFacts
  standing: Standing
  floor: number | null
}

type Employment = Pick<EmployeeRow, 'id' | 'start_date' | 'end_date'>

/**
 * The accounts of these people as they are posted, each with movements enough to judge a change on `from` or later.
 * Seven queries at most, however many people.
 */
export async function loadAccounts(
  db: Db,
  employees: readonly Employment[],
  from: string,
  leaveTypeId?: string,
): Promise<Account[]> {
  const ids = employees.map(({ id }) => id)
  const [facts, rows] = [await loadFacts(db, employees), await store.listAccounts(db, ids, leaveTypeId)]
  const accounts = rows.map((row) => {
    const known = facts(row)
    return { row, facts: known, after: openingDay(known, row.settled_through, from) }
  })
  const movements = byAccount(await listKnownMovements(db, accounts, leaveTypeId))
  return accounts.map(({ row, facts, after }) => {
    const { employee_id, leave_type_id, floor_minutes: floor, settled_through: settledThrough } = row
    const own = (movements.get(keyOf(row)) ?? []).filter(({ date }) => after === null || date > after)
    const opening = own.reduce((rest, { minutes }) => rest - minutes, row.total_minutes)
    return { employee_id, leave_type_id, floor, facts, standing: { settledThrough, after, opening, movements: own } }
  })
}

/** One person's account of a leave type; as it would be opened when it is not there yet. */
export async function loadAccount(
  db: Db,
  employee: Employment,
  leaveType: { id: string; floor_minutes: number | null },
  from: string,
): Promise<Account> {
  const [account] = await loadAccounts(db, [employee], from, leaveType.id)
  if (account) return account
  const key = { employee_id: employee.id, leave_type_id: leaveType.id }
  const facts = (await loadFacts(db, [employee]))(key)
  return { ...key, facts, standing: unposted([]), floor: leaveType.floor_minutes }
}

/** The movements of accounts, each from where it is needed: of those that need all of them apart from the others. */
async function listKnownMovements(
  db: Db,
  accounts: readonly { row: store.AccountKey; after: string | null }[],
  leaveTypeId?: string,
): Promise<store.MovementRow[]> {
  const rows: store.MovementRow[] = []
  for (const part of Map.groupBy(accounts, ({ after }) => after === null).values()) {
    const ids = [...new Set(part.map(({ row }) => row.employee_id))]
    const after = part
      .map((account) => account.after)
      .reduce((a, b) => (a === null || b === null ? null : earlier(a, b)))
    const found = await store.listMovements(db, ids, { after, ...(leaveTypeId && { leaveTypeId }) })
    const keys = new Set(part.map(({ row }) => keyOf(row)))
    rows.push(...found.filter((row) => keys.has(keyOf(row))))
  }
  return rows
}

/**
 * Posts entries to one account. Where they change a day that is settled already, what follows from it is corrected.
 * The employee is locked.
 */
export async function post(
  trx: Db,
  employee: Employment,
  { standing }: Account,
  entries: readonly store.EntryRow[],
  { today, now }: { today: string; now: string },
): Promise<void> {
  await store.postEntries(trx, entries)
  const { settledThrough } = standing
  if (settledThrough !== null && entries.some(({ date }) => date < settledThrough)) {
    await settleAnew(trx, [employee], today, now)
  }
}

/** Gives the facts of any account of these people. */
export async function loadFacts(
  db: Db,
  employees: readonly Employment[],
): Promise<(key: store.AccountKey) => AccountFacts> {
  const ids = employees.map(({ id }) => id)
  const patterns = Map.groupBy(await listPatterns(db, ids), (row) => row.employee_id)
  const assignments = byAccount(await listAssignments(db, ids))
  const byId = new Map(employees.map((employee) => [employee.id, employee]))
  return (key) => {
    const { start_date, end_date } = byId.get(key.employee_id) as Employment
    return {
      person: { start_date, end_date, patterns: patterns.get(key.employee_id) ?? [] },
      assignments: assignments.get(keyOf(key)) ?? [],
    }
  }
}

/**
 * Posts what has become due to these people up to `today`. Doing it twice, or late, posts the same: what is due is worked
 * out from dates, and the ledger takes each kind once a day. The employees are locked.
 */
export async function settle(trx: Db, employees: readonly Employment[], today: string, now: string): Promise<void> {
  const accounts = await loadAccounts(trx, employees, today)
  const due = accounts.flatMap((account) =>
    dueLines(account.facts, account.standing, today).map((line) =>
      newEntry(account, { ...line, correction: 0, created_at: now }),
    ),
  )
  await store.postEntries(trx, due)
  await store.markSettled(trx, idsOf(employees), today)
}

/**
 * Works out anew all that was ever due to these people, after a fact that it follows from has changed, and posts the
 * differences as corrections. The employees are locked.
 */
export async function settleAnew(trx: Db, employees: readonly Employment[], today: string, now: string): Promise<void> {
  const ids = idsOf(employees)
  await store.openAccounts(trx, uniqueKeys(await listAssignments(trx, ids)))
  const through = (settled: string | null) => (settled !== null && settled > today ? settled : today)
  await store.postEntries(trx, await corrections(trx, employees, through, now))
  await store.markSettled(trx, ids, today)
}

/**
 * Posts the differences between what an earlier version has posted to these people and what is due by the rules of this one,
 * as corrections and no further than it had come. The employees are locked.
 */
export async function correctPosted(trx: Db, employees: readonly Employment[], now: string): Promise<void> {
  await store.postEntries(trx, await corrections(trx, employees, (settled) => settled, now))
}

/** The entries that are missing in the accounts of these people; `through` says until when, null for not at all. */
async function corrections(
  trx: Db,
  employees: readonly Employment[],
  through: (settled: string | null) => string | null,
  now: string,
): Promise<store.EntryRow[]> {
  const ids = idsOf(employees)
  const facts = await loadFacts(trx, employees)
  const accounts = await store.listAccounts(trx, ids)
  const movements = byAccount(await store.listMovements(trx, ids, { after: null, manualOnly: true }))
  const posted = byAccount(await store.listPosted(trx, ids))
  return accounts.flatMap((account) => {
    const until = through(account.settled_through)
    if (until === null) return []
    const key = keyOf(account)
    const due = dueLines(facts(account), unposted(movements.get(key) ?? []), until)
    return correctionsOf(due, posted.get(key) ?? []).map(({ line, entries }) =>
      newEntry(account, { ...line, correction: entries, created_at: now }),
    )
  })
}

/** What accounts are known by in a map. */
export function keyOf({ employee_id, leave_type_id }: store.AccountKey): string {
  return `${employee_id} ${leave_type_id}`
}

function byAccount<Row extends store.AccountKey>(rows: readonly Row[]): Map<string, Row[]> {
  return Map.groupBy(rows, keyOf)
}

function uniqueKeys(rows: readonly store.AccountKey[]): store.AccountKey[] {
  return [...new Map(rows.map((row) => [keyOf(row), row])).values()]
}

function idsOf(employees: readonly Employment[]): string[] {
  return employees.map(({ id }) => id)
}
