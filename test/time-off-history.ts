import assert from 'node:assert/strict'
import { sql } from 'kysely'
import type { Db } from '../server/db/connect.ts'
import { json } from '../server/db/dialect.ts'
import { transact } from '../server/db/transact.ts'
import { AppError } from '../server/errors.ts'
import { newId } from '../server/ids.ts'
import { shareCompany } from '../server/people/company/store.ts'
import { putPattern } from '../server/people/employees/pattern-actions.ts'
import { findEmployee, lockEmployees } from '../server/people/employees/store.ts'
import { loadingHolidays, transactWithHolidays } from '../server/people/holidays/actions.ts'
import { addDays } from '../server/time-off/days.ts'
import { loadAccount, settle, settleAnew } from '../server/time-off/ledger/actions.ts'
import { adjust } from '../server/time-off/ledger/adjustments.ts'
import { balancesOn } from '../server/time-off/ledger/rules.ts'
import { recount } from '../server/time-off/recount.ts'
import { changeRequest, requestTimeOff } from '../server/time-off/requests/actions.ts'
import { approve, cancel, reject, takeBackApproval, takeBackRejection } from '../server/time-off/requests/decisions.ts'
import { hire, makePolicy } from './company.ts'
import {
  indexOf,
  NAIVE_START,
  type NaiveAdjustment,
  type NaiveRequest,
  type NaiveSpan,
  type NaiveStatus,
  type NaiveTerms,
  NaiveTimeOff,
  sum,
} from './naive-time-off.ts'

/** The day on which each history begins. */
export const FIRST_DAY = '2026-06-25'
const onPostgres = process.env.TEST_DATABASE === 'postgres'
/** How many steps follow the first one at most; on PostgreSQL each takes several times as long. */
export const MORE_STEPS = onPostgres ? 2 : 3

/** The days whose balances are compared. */
const COMPARED = Array.from({ length: 90 }, (_, i) => addDays(FIRST_DAY, i - 20))

const DECISIONS: Record<DecisionName, { act: typeof approve; from: NaiveStatus[]; to: NaiveStatus }> = {
  approve: { act: approve, from: ['pending'], to: 'approved' },
  reject: { act: reject, from: ['pending'], to: 'rejected' },
  cancel: { act: cancel, from: ['pending', 'approved'], to: 'cancelled' },
  'take approval back': { act: takeBackApproval, from: ['approved'], to: 'pending' },
  'take rejection back': { act: takeBackRejection, from: ['rejected'], to: 'pending' },
}

export type DecisionName = 'approve' | 'reject' | 'cancel' | 'take approval back' | 'take rejection back'

export type Step =
  | { what: 'request'; span: NaiveSpan }
  | { what: 'change'; which: number; span: NaiveSpan }
  | { what: DecisionName; which: number }
  | ({ what: 'adjust' } & NaiveAdjustment)
  | { what: 'week'; date: string; week: readonly number[] }
  /** On a day that is held; on this one when there is none. */
  | { what: 'holiday'; date: string; which: number; off: 'day' | 'morning' | 'afternoon' | null }
  | { what: 'wait'; days: number }

/** What histories share: the database, an administrator, and what they have made for each other. */
export class World {
  readonly db: Db
  readonly caller: { id: string; role: 'admin' }
  readonly #types = new Map<number | null, Promise<string>>()
  readonly #policies = new Map<string, Promise<string>>()

  constructor(db: Db, adminId: string) {
    this.db = db
    this.caller = { id: adminId, role: 'admin' }
  }

  /** The leave type with this floor. */
  typeOf(floor: number | null): Promise<string> {
    const type = this.#types.get(floor) ?? addType(this.db, floor)
    this.#types.set(floor, type)
    return type
  }

  /** The policy with these terms; like the type, not made in anybody's transaction, which others do not see into. */
  policyOf(leave_type_id: string, { unit, allowance, accrual, cap, months }: NaiveTerms): Promise<string> {
    const key = [leave_type_id, unit, allowance, accrual, cap, months].join()
    const carryOver = { carry_over_cap: cap, carry_over_months: months }
    const terms = { unit, allowance, accrual, year_start: '07-01', ...carryOver } as const
    const policy = this.#policies.get(key) ?? makePolicy(this.db, { leave_type_id, ...terms })
    this.#policies.set(key, policy)
    return policy
  }
}

/** What happens to one employee, on a database and in the model. */
export class History {
  readonly #world: World
  readonly #region: string
  readonly #employee: string
  readonly #type: string
  readonly #naive: NaiveTimeOff
  readonly #ids: string[] = []
  #today = FIRST_DAY

  static async begin(world: World, region: string, terms: NaiveTerms, week: number[]): Promise<History> {
    const { db } = world
    const leave_type_id = await world.typeOf(terms.floor)
    const policy_id = await world.policyOf(leave_type_id, terms)
    const employee = await transact(db, async (trx) => {
      await trx.deleteFrom('company_holidays').where('region', '=', region).execute()
      const employee_id = await hire(trx, { start_date: NAIVE_START, holiday_region: region, minutes: week })
      const assignment = { employee_id, leave_type_id, policy_id, effective_from: NAIVE_START }
      await trx.insertInto('policy_assignments').values(assignment).execute()
      const employees = await lockEmployees(trx, [employee_id])
      await settleAnew(trx, employees, FIRST_DAY, `${FIRST_DAY}T12:00:00.000Z`)
      return employee_id
    })
    return new History(world, region, employee, leave_type_id, new NaiveTimeOff(terms, week))
  }

  constructor(world: World, region: string, employee: string, type: string, naive: NaiveTimeOff) {
    this.#world = world
    this.#region = region
    this.#employee = employee
    this.#type = type
    this.#naive = naive
  }

  /** Takes a step, here and in the model. */
  async take(step: Step): Promise<void> {
    const number = this.#ids.length === 0 ? undefined : ('which' in step ? step.which : 0) % this.#ids.length
    if (step.what === 'request') await this.#request(step.span)
    else if (step.what === 'adjust') await this.#adjust(step)
    else if (step.what === 'week') await this.#changeWeek(step.date, step.week)
    else if (step.what === 'holiday') await this.#holiday(this.#dayOf(step), step.off)
    else if (step.what === 'wait') await this.#wait(step.days)
    else if (number === undefined) return
    else if (step.what === 'change') await this.#change(number, step.span)
    else await this.#decide(step.what, number)
    // A shorter week gives less: it may leave somebody with more taken than they have.
    assert.ok(this.#naive.weeks.size > 1 || this.#naive.isAboveFloor)
  }

  async #request(span: NaiveSpan): Promise<void> {
    const number = this.#ids.length
    const next = this.#naive.canHave(number, span)
    const input = { ...inputOf(span), leave_type_id: this.#type, employee_id: this.#employee }
    const made = await this.#try(next !== undefined, (trx, now) => requestTimeOff(trx, this.#world.caller, input, now))
    if (!next || !made) return
    this.#ids.push(made.request.id)
    this.#naive.requests.push({ span, status: 'pending' })
    this.#naive.halves = next
    assert.equal(made.request.cost_minutes, sum(next.filter(({ request }) => request === number)))
  }

  async #decide(what: keyof typeof DECISIONS, number: number): Promise<void> {
    const { act, from, to } = DECISIONS[what]
    const request = this.#naive.requests[number] as NaiveRequest
    const halves = this.#naive.after(number, to)
    const isAllowed = from.includes(request.status) && halves !== undefined
    const id = this.#ids[number] as string
    await this.#try(isAllowed, (trx, now) => act(trx, { caller: this.#world.caller, id, now }))
    if (!isAllowed) return
    request.status = to
    this.#naive.halves = halves
  }

  async #change(number: number, span: NaiveSpan): Promise<void> {
    const request = this.#naive.requests[number] as NaiveRequest
    const id = this.#ids[number] as string
    const isSame = JSON.stringify(span) === JSON.stringify(request.span)
    const halves = isSame ? this.#naive.halves : this.#naive.canHave(number, span)
    const isAllowed = request.status === 'pending' && halves !== undefined
    await this.#try(isAllowed, (trx, now) => changeRequest(trx, this.#world.caller, id, inputOf(span), now, () => {}))
    if (!isAllowed) return
    request.span = span
    this.#naive.halves = halves
  }

  async #adjust({ date, minutes, carriedOver }: NaiveAdjustment): Promise<void> {
    const next = [...this.#naive.adjustments, { date, minutes, carriedOver }]
    const isFine = this.#naive.isFine(this.#naive.halves, next)
    if (isFine) this.#naive.adjustments.push({ date, minutes, carriedOver })
    const input = { leave_type_id: this.#type, hours: minutes / 60, date, note: 'So.', carried_over: carriedOver }
    await this.#try(isFine, (trx, now) => adjust(trx, this.#employee, input, this.#world.caller.id, now))
  }

  async #changeWeek(date: string, week: readonly number[]): Promise<void> {
    const was = this.#naive.weeks
    this.#naive.weeks = new Map([...was, [date, week]])
    const next = this.#naive.recounted()
    const isFine = this.#naive.isFine(next)
    if (isFine) this.#naive.halves = next
    else this.#naive.weeks = was
    const by = { now: this.#now, by: this.#world.caller.id, dryRun: false }
    const pattern = { effective_from: date, hours: week.map((minutes) => minutes / 60) }
    await refusedUnless(isFine, () => putPattern(this.#world.db, this.#employee, pattern, () => {}, by))
  }

  #dayOf({ date, which }: { date: string; which: number }): string {
    const { halves } = this.#naive
    return halves[which % halves.length]?.date ?? date
  }

  async #holiday(date: string, off: 'day' | 'morning' | 'afternoon' | null): Promise<void> {
    const was = this.#naive.holidays.get(date)
    this.#setHoliday(date, off)
    const next = this.#naive.recounted()
    const isFine = this.#naive.isFine(next)
    if (isFine) this.#naive.halves = next
    else this.#setHoliday(date, was ?? null)
    await refusedUnless(isFine, () =>
      transactWithHolidays(
        this.#world.db,
        async (trx) => {
          await trx.deleteFrom('company_holidays').where('region', '=', this.#region).where('date', '=', date).execute()
          const row = { id: newId(), date, region: this.#region, name: 'Off', version: 1 }
          const created_at = this.#now.toISOString()
          if (off)
            await trx
              .insertInto('company_holidays')
              .values({ ...row, off, created_at })
              .execute()
          await transactWithHolidays(trx, (_, holidays) =>
            recount(
              trx,
              { employeeIds: [this.#employee], from: date, to: date },
              { today: this.#today, now: created_at, by: null, holidays },
            ),
          )
        },
        { locksCompany: true },
      ),
    )
  }

  #setHoliday(date: string, off: string | null): void {
    if (off === null) this.#naive.holidays.delete(date)
    else this.#naive.holidays.set(date, off)
  }

  async #wait(days: number): Promise<void> {
    this.#today = addDays(this.#today, days)
    await this.#write(async (trx, now) => {
      await settle(trx, await lockEmployees(trx, [this.#employee]), this.#today, now.toISOString())
    })
  }

  get #now(): Date {
    return new Date(`${this.#today}T12:00:00.000Z`)
  }

  #write<T>(work: (trx: Db, now: Date) => Promise<T>): Promise<T> {
    return transact(this.#world.db, async (trx) => {
      await shareCompany(trx)
      return work(trx, this.#now)
    })
  }

  /** Does what the model says can be done; what it says cannot has to be refused. */
  #try<T>(isAllowed: boolean, work: (trx: Db, now: Date) => Promise<T>): Promise<T | undefined> {
    return refusedUnless(isAllowed, () =>
      loadingHolidays(() => transact(this.#world.db, (trx) => work(trx, this.#now))),
    )
  }

  /** Compares all that the database holds with the model. */
  async check(): Promise<void> {
    const { db } = this.#world
    const own = { employee_id: this.#employee }
    const rows = await db.selectFrom('time_off_halves').selectAll().where('employee_id', '=', own.employee_id).execute()
    const held = rows.map((row) => `${this.#ids.indexOf(row.request_id)} ${row.date} ${row.half} ${row.minutes}`)
    const naive = this.#naive.halves.map((row) => `${row.request} ${row.date} ${row.half} ${row.minutes}`)
    assert.deepEqual(held.sort(), naive.sort())

    const requests = await db
      .selectFrom('time_off_requests')
      .select(['id', 'status', 'cost_minutes'])
      .where('employee_id', '=', own.employee_id)
      .execute()
    for (const { id, status, cost_minutes } of requests) {
      const number = this.#ids.indexOf(id)
      assert.equal(status, this.#naive.requests[number]?.status)
      if (status === 'rejected' || status === 'cancelled') continue
      assert.equal(cost_minutes, sum(this.#naive.halves.filter(({ request }) => request === number)))
    }

    const entries = await db
      .selectFrom('ledger_entries')
      .select(['date', 'minutes', 'request_id'])
      .where('employee_id', '=', own.employee_id)
      .execute()
    const account = await db
      .selectFrom('leave_accounts')
      .select(['total_minutes', 'settled_through'])
      .where('employee_id', '=', own.employee_id)
      .executeTakeFirstOrThrow()
    assert.equal(account.total_minutes, sum(entries))
    const booked = Map.groupBy(
      entries.filter(({ request_id }) => request_id !== null),
      ({ request_id, date }) => `${this.#ids.indexOf(String(request_id))} ${date}`,
    )
    const bookings = [...booked].map(([key, all]) => `${key} ${-sum(all)}`).filter((line) => !/ -?0$/.test(line))
    const days = Map.groupBy(this.#naive.halves, ({ request, date }) => `${request} ${date}`)
    const costs = [...days].map(([key, all]) => `${key} ${sum(all)}`).filter((line) => !line.endsWith(' 0'))
    assert.deepEqual(bookings.sort(), costs.sort())

    const balances = this.#naive.balances()
    for (const day of COMPARED.filter((day) => day <= String(account.settled_through))) {
      assert.equal(sum(entries.filter(({ date }) => date <= day)), balances[indexOf(day)], `posted on ${day}`)
    }
    const employee = await findEmployee(db, this.#employee)
    const { facts, standing } = await loadAccount(
      ...([db, employee as NonNullable<typeof employee>, { id: this.#type, floor_minutes: 0 }, FIRST_DAY] as const),
    )
    const ahead = COMPARED.filter((day) => day >= FIRST_DAY)
    assert.deepEqual(
      balancesOn(facts, standing, ahead),
      ahead.map((day) => balances[indexOf(day)]),
    )
  }
}

function inputOf({ minutes, ...span }: NaiveSpan) {
  return { ...span, hours: minutes === null ? null : minutes / 60 }
}

async function refusedUnless<T>(isAllowed: boolean, work: () => Promise<T>): Promise<T | undefined> {
  if (isAllowed) return work()
  await assert.rejects(work, (error: unknown) => error instanceof AppError && /^(invalid|conflict)$/.test(error.kind))
  return undefined
}

/** A test makes thousands of transactions, none of which has to outlive a power cut. */
export async function waitForNoDisk(db: Db): Promise<void> {
  if (!onPostgres) await sql`pragma synchronous = off`.execute(db)
}

async function addType(db: Db, floor_minutes: number | null): Promise<string> {
  const id = newId()
  const at = '2026-01-01T00:00:00.000Z'
  await db
    .insertInto('leave_types')
    .values({
      ...{ id, name: id, name_key: id, colour: '#2f9e44', needs_approval: 1, floor_minutes, is_default: 0 },
      ...{ blackouts: json([]), archived_at: null, version: 1, created_at: at, updated_at: at },
    })
    .execute()
  return id
}
