import type { Ties } from '../../people/access.ts'
import type { EmployeeRow } from '../../people/employees/store.ts'
import { allowed } from '../../verdict.ts'
import { BALANCE_ACTS, type BalanceAct, onLeave } from '../access.ts'
import { addDays } from '../days.ts'
import { toHours } from '../hours.ts'
import type { LeaveTypeRow } from '../leave-types/store.ts'
import type { Entry, Statement } from './schema.ts'
import type { Statement as StatementRead } from './statement.ts'
import type { EntryRow } from './store.ts'

/** A ledger entry as the API shows it. */
export function toEntry(row: EntryRow): Entry {
  const { id, leave_type_id, date, kind, minutes, correction, request_id, note, carried_over, created_by, created_at } =
    row
  const isCorrection = (correction ?? 0) > 0
  return {
    ...{ id, leave_type_id, date, kind, hours: toHours(minutes), correction: isCorrection },
    ...{ request_id, note, carried_over: carried_over === 1, created_by, created_at },
  }
}

/** A balance and the lines behind it as the API shows them. */
export function toStatement(
  { employee, ties }: { employee: EmployeeRow; ties: Ties },
  leaveType: LeaveTypeRow,
  on: string,
  { year, balance, lines }: StatementRead,
): Statement {
  let sum = 0
  return {
    employee_id: employee.id,
    leave_type: { id: leaveType.id, name: leaveType.name },
    on,
    leave_year: year ? { start: year.start, end: addDays(year.end, -1) } : null,
    hours: toHours(balance),
    can: balanceActsOf(ties),
    lines: lines.map(({ date, kind, minutes, entry }) => {
      sum += minutes
      return {
        date,
        kind,
        hours: toHours(minutes),
        balance_hours: toHours(sum),
        posted: entry !== null || kind === 'carry_over',
        entry_id: entry?.id ?? null,
        request_id: entry?.request_id ?? null,
        note: entry?.note ?? null,
        carried_over: entry?.carried_over === 1,
      }
    }),
  }
}

/** What the reader may do with somebody's balances. */
export function balanceActsOf(ties: Ties): BalanceAct[] {
  return allowed(BALANCE_ACTS, (act) => onLeave(act, ties))
}

/** Whose balance it is. */
export function toWhose({ id, name, team }: EmployeeRow): { id: string; name: string; team: string | null } {
  return { id, name, team }
}
