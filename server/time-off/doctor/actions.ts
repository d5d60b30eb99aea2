import type { Db } from '../../db/connect.ts'
import type { Examination, Report } from '../../examination.ts'
import { toHours } from '../hours.ts'
import { keyOf, loadFacts } from '../ledger/actions.ts'
import { correctionsOf, dueLines, unposted } from '../ledger/rules.ts'
import { type AccountRow, listAccounts, listMovements, listPosted, type PostedRow } from '../ledger/store.ts'
import * as store from './store.ts'

const AT_ONCE = 50

/**
 * Proves every balance from the ledger alone: that each total is the sum of its entries, that what is due by dates is
 * posted once and as it should be, and that each request is booked with what its half days cost.
 */
export const balances: Examination = {
  name: 'balances',
  of: 'accounts',
  needsTables: true,
  async run(db, report) {
    for (let last: string | undefined = ''; last !== undefined; ) last = await examineSlice(db, last, report)
  },
}

async function examineSlice(db: Db, after: string, report: Report): Promise<string | undefined> {
  const employees = await store.listNextEmployees(db, after, AT_ONCE)
  const ids = employees.map(({ id }) => id)
  const names = new Map(employees.map(({ id, name }) => [id, name]))
  const note = (employeeId: string, sentence: string, name = names.get(employeeId)) =>
    report.wrong(`${name} (${employeeId})`, sentence)

  const facts = await loadFacts(db, employees)
  const accounts = await listAccounts(db, ids)
  const manual = Map.groupBy(await listMovements(db, ids, { after: null, manualOnly: true }), keyOf)
  const posted = Map.groupBy(await listPosted(db, ids), keyOf)
  report.looked(accounts.length)
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
  for (const { employee_id: id, employee_name: name, ...day } of await store.listDisagreements(db, ids)) {
    const { request_id, date, booked, held } = day
    const sentence = `request ${request_id}: ${date} is booked with ${hours(booked)}, its half days cost ${hours(held)}.`
    // Perhaps somebody whom the slice does not have: an entry may name somebody else's request.
    note(id, sentence, name)
  }
  for (const { id, employee_id, status, cost, held, halves } of await store.listUntrueRequests(db, ids)) {
    const days = `${halves} half days for ${hours(held)}`
    note(employee_id, `request ${id}: it is ${status} and costs ${hours(cost)}, and holds ${days}.`)
  }
  return ids.at(-1)
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
