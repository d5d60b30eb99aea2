import type { Db } from '../../db/connect.ts'
import { transact } from '../../db/transact.ts'
import { shareCompany } from '../../people/company/store.ts'
import { toHours } from '../hours.ts'
import { keyOf, loadFacts } from '../ledger/actions.ts'
import { correctionsOf, dueLines, unposted } from '../ledger/rules.ts'
import { type AccountRow, listAccounts, listMovements, listPosted, type PostedRow } from '../ledger/store.ts'
import * as store from './store.ts'

/** What does not add up, and with whom. */
export interface Finding {
  employee: { id: string; name: string }
  sentence: string
}

export interface Examination {
  employees: number
  accounts: number
  findings: Finding[]
}

const AT_ONCE = 50

/**
 * Proves every balance from the ledger alone: that each total is the sum of its entries, that what is due by dates is
 * posted once and as it should be, and that each request is booked with what its half days cost. A slice of people at a
 * time, each as one moment saw it. Changes nothing.
 */
export async function examine(db: Db): Promise<Examination> {
  const all: Examination = { employees: 0, accounts: 0, findings: [] }
  let last = ''
  for (;;) {
    const slice = await transact(db, (trx) => examineSlice(trx, last))
    if (slice.last === undefined) return all
    all.employees += slice.employees
    all.accounts += slice.accounts
    all.findings.push(...slice.findings)
    last = slice.last
  }
}

async function examineSlice(trx: Db, after: string): Promise<Examination & { last: string | undefined }> {
  await shareCompany(trx)
  const employees = await store.lockNextEmployees(trx, after, AT_ONCE)
  if (employees.length === 0) return { employees: 0, accounts: 0, findings: [], last: undefined }
  const ids = employees.map(({ id }) => id)
  const byId = new Map(employees.map(({ id, name }) => [id, { id, name }]))
  const findings: Finding[] = []
  const note = (employeeId: string, sentence: string) => {
    findings.push({ employee: byId.get(employeeId) as Finding['employee'], sentence })
  }

  const facts = await loadFacts(trx, employees)
  const accounts = await listAccounts(trx, ids)
  const manual = Map.groupBy(await listMovements(trx, ids, { after: null, manualOnly: true }), keyOf)
  const posted = Map.groupBy(await listPosted(trx, ids), keyOf)
  for (const account of accounts) {
    const key = keyOf(account)
    const [movements, lines] = [manual.get(key) ?? [], posted.get(key) ?? []]
    const sum = sumOf(movements) + sumOf(lines)
    if (sum !== account.total_minutes) {
      note(
        account.employee_id,
        `${named(account)}: the total is ${hours(account.total_minutes)}, its entries ${hours(sum)}.`,
      )
    }
    const through = account.settled_through
    const due = through === null ? [] : dueLines(facts(account), unposted(movements), through)
    for (const sentence of correctionSentences(account, due, lines)) note(account.employee_id, sentence)
  }
  for (const { employee_id: id, employee_name: name, ...day } of await store.listDisagreements(trx, ids)) {
    const { request_id, date, booked, held } = day
    const sentence = `request ${request_id}: ${date} is booked with ${hours(booked)}, its half days cost ${hours(held)}.`
    // Perhaps somebody whom the slice does not have: an entry may name somebody else's request.
    findings.push({ employee: { id, name }, sentence })
  }
  for (const { id, employee_id, status, cost, held, halves } of await store.listUntrueRequests(trx, ids)) {
    const days = `${halves} half days for ${hours(held)}`
    note(employee_id, `request ${id}: it is ${status} and costs ${hours(cost)}, and holds ${days}.`)
  }
  return { employees: employees.length, accounts: accounts.length, findings, last: ids.at(-1) }
}

function correctionSentences(account: AccountRow, due: Parameters<typeof correctionsOf>[0], posted: PostedRow[]) {
  return correctionsOf(due, posted).map(({ line }) => {
    const is = posted.find(({ date, kind }) => date === line.date && kind === line.kind)?.minutes ?? 0
    return `${named(account)}: the ${line.kind} of ${line.date} is ${hours(is)} and should be ${hours(is + line.minutes)}.`
  })
}

function sumOf(rows: readonly { minutes: number }[]): number {
  return rows.reduce((total, { minutes }) => total + minutes, 0)
}

function named({ leave_type_id }: AccountRow): string {
  return `leave type ${leave_type_id}`
}

function hours(minutes: number): string {
  return `${Number(toHours(minutes).toFixed(2))} h`
}
