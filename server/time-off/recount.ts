import type { Db } from '../db/connect.ts'
import type { RequestStatus } from '../db/tables.ts'
import { AppError } from '../errors.ts'
import { findCompany } from '../people/company/store.ts'
import { regionOf } from '../people/employees/rules.ts'
import { type EmployeeRow, lockEmployees } from '../people/employees/store.ts'
import type { HolidayLookup } from '../people/holidays/rules.ts'
import { toHours } from './hours.ts'
import { type Account, keyOf, loadAccounts, loadFacts, settleAnew } from './ledger/actions.ts'
import { merged, shortfallOf } from './ledger/rules.ts'
import { postEntries } from './ledger/store.ts'
import type { Movement } from './ledger/walk-rules.ts'
import { entryOf } from './requests/booking.ts'
import { type HalfRow, type HeldHalf, listHeldHalves, listHolders, updateHalves } from './requests/halves-store.ts'
import { costOfDay, refuseShortfall, replanDay } from './requests/rules.ts'
import * as store from './requests/store.ts'

/** Whose requests, and on which days (all of them when left out), a changed fact can touch. */
export interface RecountScope {
  employeeIds: readonly string[]
  from?: string
  to?: string
  /** Only holidays are others, so that nothing else can have become due to anybody. */
  holidaysOnly?: boolean
}

export interface RecountContext {
  /** The company's day. */
  today: string
  /** The present instant, ISO 8601. */
  now: string
  /** The account behind the change. */
  by: string | null
  holidays: HolidayLookup
}

/** A request that now costs something else. */
export interface Touched {
  request_id: string
  employee_id: string
  employee_name: string
  leave_type_id: string
  start: string
  end: string
  status: RequestStatus
  hours_before: number
  hours_after: number
}

/** A day of a request that costs something else than it was booked with. */
interface Difference {
  employee_id: string
  leave_type_id: string
  request_id: string
  date: string
  /** What comes back; negative for what more it costs. */
  minutes: number
}

/**
 * After a fact has changed that time off follows from (a holiday, a working pattern, an employment, a policy): works out
 * anew what the requests of these people cost on these days, posts the differences, and what has become due otherwise.
 * The company is shared or locked already; the employees are locked here. Returns the requests that it touched.
 * @throws AppError `conflict` when a request would cost more than there is, naming whose.
 */
export async function recount(trx: Db, scope: RecountScope, context: RecountContext): Promise<Touched[]> {
  const ids = scope.holidaysOnly ? await listHolders(trx, scope) : scope.employeeIds
  if (ids.length === 0) return []
  const employees = await lockEmployees(trx, ids)
  if (!scope.holidaysOnly) await settleAnew(trx, employees, context.today, context.now)
  const { halves, differences } = await recalculate(trx, employees, scope, context)
  await updateHalves(trx, halves)
  if (differences.length === 0) return []
  await checkBalances(trx, employees, differences)
  const before = await store.listRequestsById(trx, [...new Set(differences.map((each) => each.request_id))])
  await store.recountRequests(trx, idsOf(before), context.now)
  await postEntries(
    trx,
    differences.map((each) => entryOf(each, each.request_id, each.date, each.minutes, context)),
  )
  const booked = new Set(differences.map(({ employee_id }) => employee_id))
  await settleAnew(
    trx,
    employees.filter(({ id }) => booked.has(id)),
    context.today,
    context.now,
  )
  const costs = new Map((await store.listRequestsById(trx, idsOf(before))).map((row) => [row.id, row.cost_minutes]))
  return before.map((request) => toTouched(request, costs.get(request.id) ?? 0))
}

/** The half days that cost something else now, and what that comes to for each day of a request: perhaps nothing. */
async function recalculate(
  trx: Db,
  employees: readonly EmployeeRow[],
  scope: RecountScope,
  { holidays }: RecountContext,
): Promise<{ halves: HalfRow[]; differences: Difference[] }> {
  const company = await findCompany(trx)
  const facts = await loadFacts(trx, employees)
  const byId = new Map(employees.map((employee) => [employee.id, employee]))
  const held = await listHeldHalves(trx, idsOf(employees), scope)
  const changed: HalfRow[] = []
  const differences: Difference[] = []
  for (const rows of Map.groupBy(held, ({ request_id, date }) => `${request_id} ${date}`).values()) {
    const [{ employee_id, leave_type_id, request_id, date, requested_minutes }] = rows as [HeldHalf]
    const region = regionOf(byId.get(employee_id) as EmployeeRow, company)
    const working = { person: facts({ employee_id, leave_type_id }).person, holidays: holidays(region, date, date) }
    const halves = rows.map(({ half }) => half)
    const day = replanDay(date, halves, requested_minutes, working)
    const minutes = rows.reduce((sum, row) => sum + row.minutes, 0) - costOfDay(day)
    if (minutes !== 0) differences.push({ employee_id, leave_type_id, request_id, date, minutes })
    const isChanged = (_: unknown, i: number) => day.halves[i]?.minutes !== rows[i]?.minutes
    changed.push(...day.halves.filter(isChanged).map((half) => ({ employee_id, date, request_id, ...half })))
  }
  return { halves: changed, differences }
}

async function checkBalances(
  trx: Db,
  employees: readonly EmployeeRow[],
  differences: readonly Difference[],
): Promise<void> {
  const first = differences.reduce((day, { date }) => (date < day ? date : day), '9999-12-31')
  const names = new Map(employees.map(({ id, name }) => [id, name]))
  const byAccount = Map.groupBy(differences, keyOf)
  const accounts = await loadAccounts(trx, employees, first)
  const refusals = accounts.flatMap((account) => {
    const sentence = refusalOf(account, byAccount.get(keyOf(account)) ?? [])
    return sentence === undefined ? [] : [`${names.get(account.employee_id)}: ${sentence}`]
  })
  if (refusals.length > 0) throw new AppError('conflict', refusals.join(' '))
}

function refusalOf({ facts, standing, floor }: Account, differences: readonly Difference[]): string | undefined {
  const change = differences.map(({ date, minutes }): Movement => ({ date, minutes, used: minutes }))
  const shortfall = shortfallOf(facts, standing, merged(change, []), floor)
  const cost = differences.reduce((sum, { minutes }) => sum - minutes, 0)
  return shortfall && refuseShortfall(cost, shortfall, floor ?? 0).message
}

function toTouched(request: store.NamedRequest, costAfter: number): Touched {
  const { id, employee_id, employee_name, leave_type_id, start_date, end_date, status, cost_minutes } = request
  return {
    ...{ request_id: id, employee_id, employee_name, leave_type_id, start: start_date, end: end_date, status },
    ...{ hours_before: toHours(cost_minutes), hours_after: toHours(costAfter) },
  }
}

function idsOf(rows: readonly { id: string }[]): string[] {
  return rows.map(({ id }) => id)
}
