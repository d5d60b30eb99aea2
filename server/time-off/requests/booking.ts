import type { Db } from '../../db/connect.ts'
import { AppError } from '../../errors.ts'
import type { CompanyRow } from '../../people/company/store.ts'
import { regionOf } from '../../people/employees/rules.ts'
import type { EmployeeRow } from '../../people/employees/store.ts'
import type { HolidayLookup } from '../../people/holidays/rules.ts'
import { earlier } from '../days.ts'
import type { LeaveTypeRow } from '../leave-types/store.ts'
import { type Account, loadAccount, post } from '../ledger/actions.ts'
import { newEntry } from '../ledger/entries.ts'
import { balancesOn, merged, reopened, shortfallOf } from '../ledger/rules.ts'
import type { AccountKey, EntryRow } from '../ledger/store.ts'
import type { Movement } from '../ledger/walk-rules.ts'
import { deleteHalves, findHeldHalf, insertHalves } from './halves-store.ts'
import { checkDays, costOf, costOfDay, type PlannedDay, planDays, refuseShortfall, type Span } from './rules.ts'
import * as store from './store.ts'

/** Everything a plan depends on besides the database: the company's settings and day, and its holidays. */
export interface Setting {
  company: CompanyRow
  /** The company's day. */
  today: string
  /** The present instant, ISO 8601. */
  now: string
  /** The account behind the change. */
  by: string
  holidays: HolidayLookup
}

/** What a request would cost, computed alike for a preview and for the request itself. */
export interface Plan {
  span: Span
  account: Account
  days: PlannedDay[]
  cost: number
  /** On the last day, without the request and with it. */
  balance: number
  balanceAfter: number
  /** Why it cannot be. */
  obstacle: AppError | undefined
}

/**
 * Works out what a span costs a person, day by day, and whether it can be. `current` is the request that it replaces:
 * what that one holds counts as free.
 */
export async function plan(
  db: Db,
  employee: EmployeeRow,
  leaveType: LeaveTypeRow,
  span: Span,
  setting: Setting,
  current?: store.RequestRow,
): Promise<Plan> {
  const freed = current?.leave_type_id === leaveType.id ? await bookedOf(db, current) : []
  const from = [span.start_date, ...freed.map(({ date }) => date)].reduce(earlier)
  const account = await loadAccount(db, employee, leaveType, from)
  const { facts, floor } = account
  const standing = reopened(account.standing, from)
  const holidays = setting.holidays(regionOf(employee, setting.company), span.start_date, span.end_date)
  const days = planDays(span, { person: facts.person, holidays })
  const cost = costOf(days)
  const taken = days.map((day) => movement(day.date, -costOfDay(day))).filter(({ minutes }) => minutes !== 0)

  const without = { ...standing, movements: merged(standing.movements, freed) }
  const balanceOn = (day: string) => balancesOn(facts, without, [day])[0] ?? 0
  const [balanceAfter = 0] = balancesOn(facts, { ...without, movements: merged(without.movements, taken) }, [
    span.end_date,
  ])
  const shortfall = shortfallOf(facts, standing, merged(freed, taken), floor)
  const obstacle =
    refusal(() => checkDays(span, days, facts.person, leaveType.blackouts)) ??
    (await overlap(db, employee.id, days, current)) ??
    (shortfall && refuseShortfall(cost, { ...shortfall, balance: balanceOn(shortfall.date) }, floor ?? 0))
  return { span, account, days, cost, balance: balanceOn(span.end_date), balanceAfter, obstacle }
}

/** Takes the half days of a plan for a request, and books what they cost. @throws AppError the plan's obstacle. */
export async function book(
  trx: Db,
  employee: EmployeeRow,
  requestId: string,
  { account, days, obstacle }: Plan,
  setting: Setting,
): Promise<void> {
  if (obstacle) throw obstacle
  const halves = days.flatMap(({ date, halves }) =>
    halves.map(({ half, minutes }) => ({ employee_id: employee.id, date, half, request_id: requestId, minutes })),
  )
  await insertHalves(trx, halves)
  const booked = days.map((day) => ({ date: day.date, minutes: -costOfDay(day) }))
  const entries = booked.filter(({ minutes }) => minutes !== 0)
  await post(
    trx,
    employee,
    account,
    entries.map(({ date, minutes }) => entryOf(account, requestId, date, minutes, setting)),
    setting,
  )
}

/** Gives back the half days of a request, and refunds what they were booked with. */
export async function release(
  trx: Db,
  employee: EmployeeRow,
  request: store.RequestRow,
  leaveType: LeaveTypeRow,
  setting: Setting,
): Promise<void> {
  await deleteHalves(trx, request.id)
  const booked = await store.listBooked(trx, request.id)
  const account = await loadAccount(trx, employee, leaveType, request.start_date)
  await post(
    trx,
    employee,
    account,
    booked.map(({ date, minutes }) => entryOf(account, request.id, date, minutes, setting)),
    setting,
  )
}

/** An entry for one day of a request: a booking when it takes, a refund when it gives back. */
export function entryOf(
  account: AccountKey,
  requestId: string,
  date: string,
  minutes: number,
  { now, by }: { now: string; by: string | null },
): EntryRow {
  const kind = minutes < 0 ? 'booking' : 'refund'
  return newEntry(account, { date, kind, minutes, request_id: requestId, created_by: by, created_at: now })
}

async function bookedOf(db: Db, request: store.RequestRow): Promise<Movement[]> {
  return (await store.listBooked(db, request.id)).map(({ date, minutes }) => movement(date, minutes))
}

function movement(date: string, minutes: number): Movement {
  return { date, minutes, used: minutes }
}

async function overlap(
  db: Db,
  employeeId: string,
  days: readonly PlannedDay[],
  current: store.RequestRow | undefined,
): Promise<AppError | undefined> {
  const halves = days.flatMap(({ date, halves }) => halves.map(({ half }) => ({ date, half })))
  const held = await findHeldHalf(db, employeeId, halves, current?.id ?? null)
  return held && new AppError('conflict', `It overlaps with another request on the ${held.half} of ${held.date}.`)
}

function refusal(check: () => void): AppError | undefined {
  try {
    check()
    return undefined
  } catch (error) {
    if (error instanceof AppError) return error
    throw error
  }
}
