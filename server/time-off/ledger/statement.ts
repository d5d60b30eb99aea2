import type { Db } from '../../db/connect.ts'
import type { EmployeeRow } from '../../people/employees/store.ts'
import { addDays } from '../days.ts'
import type { LeaveTypeRow } from '../leave-types/store.ts'
import { loadAccount, loadFacts } from './actions.ts'
import { isSettled } from './balances.ts'
import type { LeaveYear } from './leave-years.ts'
import { findPostedBalance, listEntriesBetween } from './report-store.ts'
import { dueLines, leaveYearOn } from './rules.ts'
import type { EntryRow } from './store.ts'

/** Lines of one statement; what came before them is in its first line. */
const MAX_LINES = 1_000

/** One line behind a balance: an entry, what is going to be due, or what was there before. */
export interface StatementLine {
  date: string
  kind: EntryRow['kind'] | 'carry_over'
  minutes: number
  /** Null for what is worked out and not posted. */
  entry: EntryRow | null
}

export interface Statement {
  /** The leave year that the day is in; undefined without a policy. */
  year: LeaveYear | undefined
  /** At the end of the day, in minutes: the sum of the lines. */
  balance: number
  lines: StatementLine[]
}

/**
 * The balance of an account at the end of a day and every line of the leave year behind it, the first of which is what
 * there was before. Beyond what is posted it goes on with what will be due, if nothing changes.
 */
export async function readStatement(
  db: Db,
  employee: EmployeeRow,
  leaveType: LeaveTypeRow,
  on: string,
): Promise<Statement> {
  const key = { employee_id: employee.id, leave_type_id: leaveType.id }
  const posted = await findPostedBalance(db, key, on)
  const { facts, due } = isSettled(posted, on)
    ? { facts: (await loadFacts(db, [employee]))(key), due: [] }
    : await loadDue(db, employee, leaveType, on)
  const year = leaveYearOn(facts, on)
  const before = addDays(year?.start ?? `${on.slice(0, 4)}-01-01`, -1)
  const balance = (posted?.minutes ?? 0) + sum(due)
  const entries = await listEntriesBetween(db, key, { after: before, upTo: on, limit: MAX_LINES })
  const lines: StatementLine[] = [
    ...entries.reverse().map((entry) => ({ date: entry.date, kind: entry.kind, minutes: entry.minutes, entry })),
    ...due.filter(({ date }) => date > before).map((line) => ({ ...line, entry: null })),
  ].sort(asTheyCount)
  const opening = balance - sum(lines)
  const start = entries.length < MAX_LINES ? addDays(before, 1) : (lines[0] as StatementLine).date
  return { year, balance, lines: [{ date: start, kind: 'carry_over', minutes: opening, entry: null }, ...lines] }
}

/** What is going to be due by the end of a day, and what that follows from. */
async function loadDue(db: Db, employee: EmployeeRow, leaveType: LeaveTypeRow, on: string) {
  const { facts, standing } = await loadAccount(db, employee, leaveType, on)
  return { facts, due: dueLines(facts, standing, on) }
}

/** By day; of one day first what it takes and gives by itself, as a new leave year begins with what the old one handed on. */
const ORDER: readonly StatementLine['kind'][] = ['expiry', 'grant', 'accrual', 'adjustment', 'booking', 'refund']

function asTheyCount(a: StatementLine, b: StatementLine): number {
  if (a.date !== b.date) return a.date < b.date ? -1 : 1
  return ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind)
}

function sum(lines: readonly { minutes: number }[]): number {
  return lines.reduce((total, { minutes }) => total + minutes, 0)
}
