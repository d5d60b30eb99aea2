import { type Selectable, sql } from 'kysely'
import type { Db } from '../../db/connect.ts'
import { prepared } from '../../db/prepared.ts'
import type { Tables } from '../../db/tables.ts'
import type { PostedLine } from './rules.ts'
import type { Movement } from './walk-rules.ts'

export type EntryRow = Selectable<Tables['ledger_entries']>

/** An account is a person's, of a leave type. */
export interface AccountKey {
  employee_id: string
  leave_type_id: string
}

export interface AccountRow extends AccountKey {
  total_minutes: number
  settled_through: string | null
  floor_minutes: number | null
}

/** Rows of one statement: both databases bound the number of its parameters. */
const ROWS_AT_ONCE = 1_000

/** The accounts of these people; of one leave type, when it is named. */
export function listAccounts(db: Db, employeeIds: readonly string[], leaveTypeId?: string): Promise<AccountRow[]> {
  return db
    .selectFrom('leave_accounts as a')
    .innerJoin('leave_types as t', 't.id', 'a.leave_type_id')
    .select(['a.employee_id', 'a.leave_type_id', 'a.total_minutes', 'a.settled_through', 't.floor_minutes'])
    .where('a.employee_id', 'in', employeeIds)
    .$if(leaveTypeId !== undefined, (q) => q.where('a.leave_type_id', '=', String(leaveTypeId)))
    .orderBy('a.employee_id')
    .orderBy('a.leave_type_id')
    .execute()
}

/** Opens those of these accounts that are not there yet. */
export async function openAccounts(trx: Db, accounts: readonly AccountKey[]): Promise<void> {
  for (let i = 0; i < accounts.length; i += ROWS_AT_ONCE) {
    const rows = accounts.slice(i, i + ROWS_AT_ONCE).map(({ employee_id, leave_type_id }) => ({
      ...{ employee_id, leave_type_id, total_minutes: 0, settled_through: null },
    }))
    await trx
      .insertInto('leave_accounts')
      .values(rows)
      .onConflict((conflict) => conflict.columns(['employee_id', 'leave_type_id']).doNothing())
      .execute()
  }
}

const addToTotal = prepared((db: Db, p: EntryRow) =>
  db
    .insertInto('leave_accounts')
    .values({
      ...{ employee_id: p.employee_id, leave_type_id: p.leave_type_id },
      ...{ total_minutes: p.minutes, settled_through: null },
    })
    .onConflict((conflict) =>
      conflict.columns(['employee_id', 'leave_type_id']).doUpdateSet({
        total_minutes: sql<number>`leave_accounts.total_minutes + excluded.total_minutes`,
      }),
    ),
)

const insertEntry = prepared((db: Db, p: EntryRow) =>
  db.insertInto('ledger_entries').values({
    ...{ id: p.id, employee_id: p.employee_id, leave_type_id: p.leave_type_id, date: p.date, kind: p.kind },
    ...{ minutes: p.minutes, correction: p.correction, request_id: p.request_id, refunds_id: p.refunds_id },
    ...{ note: p.note, carried_over: p.carried_over, created_by: p.created_by, created_at: p.created_at },
  }),
)

/**
 * Adds entries to the ledger, and what they come to to the totals of their accounts, which are opened where they are not
 * there yet. The employees are locked.
 */
export async function postEntries(trx: Db, entries: readonly EntryRow[]): Promise<void> {
  const [first] = entries
  if (first && entries.length === 1) {
    await addToTotal(trx, first, undefined)
    await insertEntry(trx, first, undefined)
    return
  }
  const totals = new Map<string, AccountKey & { total_minutes: number }>()
  for (const { employee_id, leave_type_id, minutes } of entries) {
    const key = `${employee_id} ${leave_type_id}`
    const total_minutes = minutes + (totals.get(key)?.total_minutes ?? 0)
    totals.set(key, { employee_id, leave_type_id, total_minutes })
  }
  const accounts = [...totals.values()]
  for (let i = 0; i < accounts.length; i += ROWS_AT_ONCE) {
    const values = accounts.slice(i, i + ROWS_AT_ONCE).map((account) => ({ ...account, settled_through: null }))
    await trx
      .insertInto('leave_accounts')
      .values(values)
      .onConflict((conflict) =>
        conflict.columns(['employee_id', 'leave_type_id']).doUpdateSet({
          total_minutes: sql<number>`leave_accounts.total_minutes + excluded.total_minutes`,
        }),
      )
      .execute()
  }
  for (let i = 0; i < entries.length; i += ROWS_AT_ONCE) {
    await trx
      .insertInto('ledger_entries')
      .values(entries.slice(i, i + ROWS_AT_ONCE))
      .execute()
  }
}

/** Notes up to which day the due lines of these people's accounts are posted. */
export async function markSettled(trx: Db, employeeIds: readonly string[], through: string): Promise<void> {
  await trx
    .updateTable('leave_accounts')
    .set({ settled_through: through })
    .where('employee_id', 'in', employeeIds)
    .where((eb) => eb.or([eb('settled_through', 'is', null), eb('settled_through', '<', through)]))
    .execute()
}

export interface MovementRow extends AccountKey, Movement {}

const used = sql<number>`sum(case when kind in ('booking', 'refund') or (kind = 'adjustment' and minutes < 0)
  then minutes else 0 end)`
const carriedOver = sql<number>`sum(case when carried_over = 1 then minutes else 0 end)`
const due = sql<number>`sum(case when correction is not null then minutes else 0 end)`
const expired = sql<number>`sum(case when kind = 'expiry' then minutes else 0 end)`

/** What the entries of these people come to, in the order of accounts and days: those after a day, or all of them. */
export function listMovements(
  db: Db,
  employeeIds: readonly string[],
  { after, leaveTypeId, manualOnly = false }: { after: string | null; leaveTypeId?: string; manualOnly?: boolean },
): Promise<MovementRow[]> {
  return db
    .selectFrom('ledger_entries')
    .select(['employee_id', 'leave_type_id', 'date', sql<number>`sum(minutes)`.as('minutes')])
    .select([used.as('used'), carriedOver.as('carriedOver'), due.as('due'), expired.as('expired')])
    .where('employee_id', 'in', employeeIds)
    .$if(leaveTypeId !== undefined, (q) => q.where('leave_type_id', '=', String(leaveTypeId)))
    .$if(after !== null, (q) => q.where('date', '>', String(after)))
    .$if(manualOnly, (q) => q.where('correction', 'is', null))
    .groupBy(['employee_id', 'leave_type_id', 'date'])
    .orderBy('employee_id')
    .orderBy('leave_type_id')
    .orderBy('date')
    .execute()
}

export type PostedRow = AccountKey & PostedLine

/** What dates alone have called for so far, by account, kind and day. */
export function listPosted(db: Db, employeeIds: readonly string[]): Promise<PostedRow[]> {
  return db
    .selectFrom('ledger_entries')
    .select(['employee_id', 'leave_type_id', 'date'])
    .select(sql<PostedLine['kind']>`kind`.as('kind'))
    .select([sql<number>`sum(minutes)`.as('minutes'), sql<number>`count(*)`.as('entries')])
    .where('employee_id', 'in', employeeIds)
    .where('correction', 'is not', null)
    .groupBy(['employee_id', 'leave_type_id', 'kind', 'date'])
    .execute()
}

/** Employees, after one of them by id, with an account that is not settled through a day. */
export async function listUnsettled(db: Db, through: string, after: string, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom('leave_accounts as a')
    .innerJoin('employees as e', 'e.id', 'a.employee_id')
    .select('a.employee_id')
    .distinct()
    .where((eb) => eb.or([eb('a.settled_through', 'is', null), eb('a.settled_through', '<', through)]))
    .where('a.employee_id', '>', after)
    .where('e.removed_at', 'is', null)
    .orderBy('a.employee_id')
    .limit(limit)
    .execute()
  return rows.map((row) => row.employee_id)
}

/** Employees, after one of them by id, to whom something that is due may have been posted. */
export async function listSettled(db: Db, after: string, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom('leave_accounts')
    .select('employee_id')
    .distinct()
    .where('settled_through', 'is not', null)
    .where('employee_id', '>', after)
    .orderBy('employee_id')
    .limit(limit)
    .execute()
  return rows.map((row) => row.employee_id)
}
