import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import fc from 'fast-check'
import { sql } from 'kysely'
import { hire, makePolicy } from '../../../test/company.ts'
import { startTeamroom, type Teamroom } from '../../../test/harness.ts'
import {
  indexOf,
  NAIVE_START,
  type NaiveSpan,
  type NaiveTerms,
  NaiveTimeOff,
  sum,
} from '../../../test/naive-time-off.ts'
import type { Db } from '../../db/connect.ts'
import { transact } from '../../db/transact.ts'
import { AppError } from '../../errors.ts'
import { shareCompany } from '../../people/company/store.ts'
import { findEmployee, lockEmployees } from '../../people/employees/store.ts'
import { loadingHolidays, transactWithHolidays } from '../../people/holidays/actions.ts'
import { addDays } from '../days.ts'
import { loadAccount, post, settle, settleAnew } from '../ledger/actions.ts'
import { balancesOn } from '../ledger/rules.ts'
import { recount } from '../recount.ts'
import { changeRequest, requestTimeOff } from './actions.ts'
import { approve, cancel, reject, takeBackApproval, takeBackRejection } from './decisions.ts'

/*
 * What happens in a history is drawn at random, done through the module's actions on a real database, and done again by
 * the naive model: both have to agree on what is allowed, and in the end on every half day, sum and day's balance.
 * The leave year ends in the middle of the days that they are about, so old time, new time and their border all occur.
 */
const HISTORIES = 1_000
const FIRST_DAY = '2026-06-25'
const DAYS = 12
/** Each runs its histories one after the other, all of them side by side. */
const REGIONS = ['DE-BE', 'DE-BB', 'DE-HB', 'DE-HH', 'DE-NI', 'DE-SH', 'DE-MV', 'DE-ST']
const WEEKS = [
  [480, 480, 480, 480, 480, 0, 0],
  [462, 461, 0, 463, 450, 240, 0],
]

/** Seven working days, and a weekend now and then. */
const dayNumber = fc.constantFrom(0, 1, 4, 5, 6, 7, 8, 11, 9)
const half = fc.constantFrom('morning' as const, 'afternoon' as const)
const span = fc.record({
  day: dayNumber,
  more: fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, fc.nat(5)),
  start_half: fc.oneof({ weight: 2, arbitrary: fc.constant('morning' as const) }, half),
  end_half: fc.oneof({ weight: 2, arbitrary: fc.constant('afternoon' as const) }, half),
  minutes: fc.option(fc.constantFrom(30, 180, 240, 300, 480), { freq: 2 }),
})
const which = fc.nat(2)
const request = fc.record({ what: fc.constant('request' as const), span })
const step = fc.oneof(
  { weight: 6, arbitrary: request },
  { weight: 3, arbitrary: fc.record({ what: fc.constant('change' as const), which, span }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('approve' as const), which }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('reject' as const), which }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('take back' as const), which }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('cancel' as const), which }) },
  {
    weight: 2,
    arbitrary: fc.record({ what: fc.constant('adjust' as const), day: dayNumber, minutes: fc.constantFrom(-480, 241) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      what: fc.constant('holiday' as const),
      day: dayNumber,
      /** Rather one of the days that are held. */
      held: fc.boolean(),
      off: fc.constantFrom('day', 'morning', 'afternoon', null),
    }),
  },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('wait' as const), days: fc.integer({ min: 1, max: 20 }) }) },
)
const steps = fc
  .tuple(request, fc.array(step, { minLength: 2, maxLength: 5, size: 'max' }))
  .map(([first, rest]) => [first, ...rest])
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

const terms: fc.Arbitrary<NaiveTerms> = fc.record({
  allowance: fc.constantFrom(960, 2_400),
  accrual: fc.constantFrom('yearly', 'monthly'),
  cap: fc.constantFrom(null, 0, 480, 1_000),
  months: fc.constantFrom(null, 1, 2),
  floor: fc.constantFrom(null, 0, 0, -500),
})

let teamroom: Teamroom
let caller: { id: string; role: 'admin' }
let types: Map<number | null, string>
const policies = new Map<string, string>()

before(async () => {
  teamroom = await startTeamroom()
  // Thousands of transactions, none of which has to outlive a power cut.
  if (process.env.TEST_DATABASE !== 'postgres') await sql`pragma synchronous = off`.execute(teamroom.db)
  caller = { id: (await teamroom.account('admin')).id, role: 'admin' }
  await teamroom.account('admin')
  types = new Map()
  for (const floor of [null, 0, -500]) types.set(floor, await addType(teamroom.db, floor))
})
after(() => teamroom.stop())

describe('any history of requests, decisions, adjustments and holidays', () => {
  it(`agrees with a naive model, ${HISTORIES} times`, { timeout: 120_000 }, async () => {
    const history = fc.tuple(terms, fc.constantFrom(...WEEKS), steps)
    await Promise.all(
      REGIONS.map((region) =>
        fc.assert(
          fc.asyncProperty(history, async ([terms, week, steps]) => {
            const run = await History.begin(region, terms, week)
            for (const each of steps) await run.take(each)
            await run.check()
          }),
          { numRuns: HISTORIES / REGIONS.length, noBias: true },
        ),
      ),
    )
  })
})

class History {
  readonly #region: string
  readonly #employee: string
  readonly #type: string
  readonly #naive: NaiveTimeOff
  readonly #ids: string[] = []
  #today = FIRST_DAY

  static async begin(region: string, terms: NaiveTerms, week: number[]): Promise<History> {
    const leave_type_id = types.get(terms.floor) as string
    const employee = await transact(teamroom.db, async (trx) => {
      await trx.deleteFrom('company_holidays').where('region', '=', region).execute()
      const employee_id = await hire(trx, { start_date: NAIVE_START, holiday_region: region, minutes: week })
      const policy_id = await policyOf(trx, leave_type_id, terms)
      const assignment = { employee_id, leave_type_id, policy_id, effective_from: NAIVE_START }
      await trx.insertInto('policy_assignments').values(assignment).execute()
      const employees = await lockEmployees(trx, [employee_id])
      await settleAnew(trx, employees, FIRST_DAY, teamroom.clock.now.toISOString())
      return employee_id
    })
    return new History(region, employee, leave_type_id, new NaiveTimeOff(terms, week))
  }

  constructor(region: string, employee: string, type: string, naive: NaiveTimeOff) {
    this.#region = region
    this.#employee = employee
    this.#type = type
    this.#naive = naive
  }

  async take(step: Step): Promise<void> {
    if (step.what === 'request') await this.#request(spanOf(step.span))
    else if (step.what === 'adjust') await this.#adjust(addDays(FIRST_DAY, step.day), step.minutes)
    else if (step.what === 'holiday') await this.#holiday(this.#dayOf(step), step.off)
    else if (step.what === 'wait') await this.#wait(step.days)
    else if (this.#ids.length > 0) await this.#decide(step, step.which % this.#ids.length)
    assert.ok(this.#naive.isAboveFloor)
  }

  async #request(span: NaiveSpan): Promise<void> {
    const number = this.#ids.length
    const next = this.#naive.canHave(number, span)
    const input = { ...inputOf(span), leave_type_id: this.#type, employee_id: this.#employee }
    const made = await this.#try(next !== undefined, (trx, now) => requestTimeOff(trx, caller, input, now))
    if (!next || !made) return
    this.#ids.push(made.id)
    this.#naive.requests.push({ span, status: 'pending' })
    this.#naive.halves = next
    assert.equal(made.cost_minutes, sum(next.filter(({ request }) => request === number)))
  }

  async #decide(step: Exclude<Step, { what: 'request' | 'adjust' | 'holiday' | 'wait' }>, number: number) {
    const request = this.#naive.requests[number] as NaiveTimeOff['requests'][number]
    const id = this.#ids[number] as string
    const { status } = request
    const decision = (now: Date) => ({ caller, id, now })
    const free = () => (this.#naive.halves = this.#naive.halves.filter((held) => held.request !== number))
    if (step.what === 'change') {
      const span = spanOf(step.span)
      const next = status === 'pending' ? this.#naive.canHave(number, span) : undefined
      const same = status === 'pending' && JSON.stringify(span) === JSON.stringify(request.span)
      await this.#try(next !== undefined || same, (trx, now) =>
        changeRequest(trx, caller, id, inputOf(span), now, () => {}),
      )
      if (next && !same) Object.assign(request, { span }, void (this.#naive.halves = next))
    } else if (step.what === 'approve') {
      await this.#try(status === 'pending', (trx, now) => approve(trx, decision(now)))
      if (status === 'pending') request.status = 'approved'
    } else if (step.what === 'reject') {
      await this.#try(status === 'pending', (trx, now) => reject(trx, decision(now)))
      if (status === 'pending') request.status = 'rejected'
      if (status === 'pending') free()
    } else if (step.what === 'cancel') {
      const can = status === 'pending' || status === 'approved'
      await this.#try(can, (trx, now) => cancel(trx, decision(now)))
      if (can) request.status = 'cancelled'
      if (can) free()
    } else if (status === 'approved') {
      await this.#try(true, (trx, now) => takeBackApproval(trx, decision(now)))
      request.status = 'pending'
    } else {
      const next = status === 'rejected' ? this.#naive.canHave(number, request.span) : undefined
      await this.#try(next !== undefined, (trx, now) => takeBackRejection(trx, decision(now)))
      if (next) Object.assign(request, { status: 'pending' }, void (this.#naive.halves = next))
    }
  }

  async #adjust(date: string, minutes: number): Promise<void> {
    const next = [...this.#naive.adjustments, { date, minutes }]
    if (!this.#naive.isFine(this.#naive.halves, next)) return
    this.#naive.adjustments.push({ date, minutes })
    await this.#write(async (trx, now) => {
      const employees = await lockEmployees(trx, [this.#employee])
      const [employee] = employees as [(typeof employees)[number]]
      const account = await loadAccount(trx, employee, { id: this.#type, floor_minutes: 0 }, date)
      const entry = {
        ...{ id: randomUUIDv7(), employee_id: this.#employee, leave_type_id: this.#type, date, minutes },
        ...{ kind: 'adjustment' as const, correction: null, request_id: null, refunds_id: null, note: null },
        ...{ created_by: null, created_at: now.toISOString() },
      }
      await post(trx, employee, account, [entry], { today: this.#today, now: now.toISOString() })
    })
  }

  #dayOf({ day, held }: { day: number; held: boolean }): string {
    const { halves } = this.#naive
    return (held && halves[day % halves.length]?.date) || addDays(FIRST_DAY, day)
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
        teamroom.db,
        async (trx) => {
          await trx.deleteFrom('company_holidays').where('region', '=', this.#region).where('date', '=', date).execute()
          const row = { id: randomUUIDv7(), date, region: this.#region, name: 'Off', version: 1 }
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
    return transact(teamroom.db, async (trx) => {
      await shareCompany(trx)
      return work(trx, this.#now)
    })
  }

  /** Does what the model says can be done; what it says cannot has to be refused. */
  #try<T>(isAllowed: boolean, work: (trx: Db, now: Date) => Promise<T>): Promise<T | undefined> {
    return refusedUnless(isAllowed, () => loadingHolidays(() => transact(teamroom.db, (trx) => work(trx, this.#now))))
  }

  /** Compares all that the database holds with the model. */
  async check(): Promise<void> {
    const { db } = teamroom
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
    const everyDay = Array.from({ length: DAYS + 60 }, (_, i) => addDays(FIRST_DAY, i - 20))
    for (const day of everyDay.filter((day) => day <= String(account.settled_through))) {
      assert.equal(sum(entries.filter(({ date }) => date <= day)), balances[indexOf(day)], `posted on ${day}`)
    }
    const employee = await findEmployee(db, this.#employee)
    const { facts, standing } = await loadAccount(
      ...([db, employee as NonNullable<typeof employee>, { id: this.#type, floor_minutes: 0 }, FIRST_DAY] as const),
    )
    const ahead = everyDay.filter((day) => day >= FIRST_DAY)
    assert.deepEqual(
      balancesOn(facts, standing, ahead),
      ahead.map((day) => balances[indexOf(day)]),
    )
  }
}

function spanOf({
  day,
  more,
  start_half,
  end_half,
  minutes,
}: typeof span extends fc.Arbitrary<infer S> ? S : never): NaiveSpan {
  const start = addDays(FIRST_DAY, day)
  const isSingle = minutes !== null || more === 0
  const isBackwards = isSingle && start_half === 'afternoon' && end_half === 'morning'
  return {
    ...{ start, end: isSingle ? start : addDays(start, more), start_half, minutes },
    end_half: isBackwards ? 'afternoon' : end_half,
  }
}

function inputOf({ minutes, ...span }: NaiveSpan) {
  return { ...span, hours: minutes === null ? null : minutes / 60 }
}

async function policyOf(trx: Db, leave_type_id: string, { allowance, accrual, cap, months }: NaiveTerms) {
  const key = [leave_type_id, allowance, accrual, cap, months].join()
  const carryOver = { carry_over_cap: cap, carry_over_months: months }
  const made =
    policies.get(key) ??
    (await makePolicy(trx, { leave_type_id, unit: 'hours', allowance, accrual, year_start: '07-01', ...carryOver }))
  policies.set(key, made)
  return made
}

async function refusedUnless<T>(isAllowed: boolean, work: () => Promise<T>): Promise<T | undefined> {
  if (isAllowed) return work()
  await assert.rejects(work, (error: unknown) => error instanceof AppError && /^(invalid|conflict)$/.test(error.kind))
  return undefined
}

async function addType(db: Db, floor_minutes: number | null): Promise<string> {
  const id = randomUUIDv7()
  const at = '2026-01-01T00:00:00.000Z'
  await db
    .insertInto('leave_types')
    .values({
      ...{ id, name: id, name_key: id, colour: '#2f9e44', needs_approval: 1, floor_minutes, is_default: 0 },
      ...{ blackouts: JSON.stringify([]) as never, archived_at: null, version: 1, created_at: at, updated_at: at },
    })
    .execute()
  return id
}
