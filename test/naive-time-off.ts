import type { Half } from '../server/db/tables.ts'

/*
 * Time off as a child would keep it: an array of the half days that somebody holds, a list of holidays, and a balance
 * that is counted day by day from the first one. It shares nothing with the server but the words.
 */

export interface NaiveSpan {
  start: string
  end: string
  start_half: Half
  end_half: Half
  /** Of a single day; null for all of it. */
  minutes: number | null
}

export interface NaiveTerms {
  unit: 'days' | 'hours'
  /** A year's minutes, a multiple of twelve; or hundredths of a day, all of them given as the year begins. */
  allowance: number
  accrual: 'yearly' | 'monthly'
  /** Minutes, or hundredths of a day. */
  cap: number | null
  months: number | null
  floor: number | null
}

export interface HeldHalf {
  request: number
  date: string
  half: Half
  minutes: number
}

export interface NaiveAdjustment {
  date: string
  minutes: number
  /** Of an older system's leave year: it expires as what a year hands on does. */
  carriedOver: boolean
}

export type NaiveStatus = 'pending' | 'approved' | 'rejected' | 'cancelled'

export interface NaiveRequest {
  span: NaiveSpan
  status: NaiveStatus
}

/** Counted from here; a leave year begins on this day. */
export const NAIVE_START = '2025-07-01'
const NAIVE_END = '2027-01-31'
const DAYS = everyDay(NAIVE_START, NAIVE_END)
const INDEX = new Map(DAYS.map((day, i) => [day, i]))
/** How many months into its leave year each first of a month is; undefined for the other days. */
const MONTHS_BEGUN = DAYS.map((day) => (day.endsWith('-01') ? (Number(day.slice(5, 7)) + 5) % 12 : undefined))

export class NaiveTimeOff {
  halves: HeldHalf[] = []
  readonly requests: NaiveRequest[] = []
  readonly holidays = new Map<string, string>()
  readonly adjustments: NaiveAdjustment[] = []
  /** Monday first, by the days from which they hold. */
  weeks: ReadonlyMap<string, readonly number[]>
  readonly #terms: NaiveTerms

  constructor(terms: NaiveTerms, week: readonly number[]) {
    this.#terms = terms
    this.weeks = new Map([[NAIVE_START, week]])
  }

  /** What there is at the end of each day. */
  balances(halves: readonly HeldHalf[] = this.halves, adjustments = this.adjustments): number[] {
    const used = perDay(halves)
    const adjusted = perDay(adjustments)
    const takenAway = perDay(adjustments.filter(({ minutes }) => minutes < 0))
    const cameAlong = perDay(adjustments.filter(({ carriedOver }) => carriedOver))
    const week = DAYS.map((day) => sum(this.#weekOn(day).map((minutes) => ({ minutes }))))
    let balance = 0
    let handedOn = 0
    let oldest = 0
    let yearBegan = 0
    return DAYS.map((_, i) => {
      const isNewYear = i > 0 && MONTHS_BEGUN[i] === 0
      if (i > 0 && MONTHS_BEGUN[i] === this.#terms.months) {
        balance -= Math.max(0, Math.min(handedOn, balance))
        handedOn = 0
      }
      if (isNewYear) {
        oldest = handedOn > 0 ? oldest : yearBegan
        balance = Math.min(balance, this.#cap(Math.max(...week.slice(oldest, i))))
        handedOn = Math.max(0, balance)
        yearBegan = i
      }
      balance += this.#given(i, week) + (adjusted[i] ?? 0) - (used[i] ?? 0)
      handedOn += (takenAway[i] ?? 0) - (used[i] ?? 0)
      if (cameAlong[i]) handedOn = Math.max(0, handedOn) + cameAlong[i]
      return balance
    })
  }

  #cap(longestWeek: number): number {
    const { unit, cap } = this.#terms
    if (cap === null) return Number.POSITIVE_INFINITY
    return unit === 'hours' ? cap : Math.round((cap * longestWeek) / 500)
  }

  #given(i: number, week: readonly number[]): number {
    const { unit, accrual, allowance } = this.#terms
    if (accrual === 'monthly') return MONTHS_BEGUN[i + 1] === undefined ? 0 : allowance / 12
    if (unit === 'hours') return MONTHS_BEGUN[i] === 0 ? allowance : 0
    if (MONTHS_BEGUN[i] !== 0 && week[i] === week[i - 1]) return 0
    return this.#givenBy(i, week) - (MONTHS_BEGUN[i] === 0 ? 0 : this.#givenBy(i - 1, week))
  }

  /** What a leave year has given by a day in it: for each of its days, what a year with the week of then would. */
  #givenBy(i: number, week: readonly number[]): number {
    const day = new Date(DAYS[i] as string)
    const year = day.getUTCFullYear() - (day.getUTCMonth() < 6 ? 1 : 0)
    const days = everyDay(`${year}-07-01`, `${year + 1}-06-30`)
    const parts = days.map((date) => this.#terms.allowance * (week[Math.min(i, INDEX.get(date) ?? i)] ?? 0))
    return Math.round(parts.reduce((all, part) => all + part, 0) / (500 * days.length))
  }

  #weekOn(date: string): readonly number[] {
    const from = [...this.weeks.keys()].sort().findLast((day) => day <= date) ?? NAIVE_START
    return this.weeks.get(from) as readonly number[]
  }

  /** The half days of a span with what they cost now. */
  wanted(request: number, span: NaiveSpan): HeldHalf[] {
    const all = everyDay(span.start, span.end)
      .flatMap((date) => [
        { request, date, half: 'morning' as Half },
        { request, date, half: 'afternoon' as Half },
      ])
      .filter(({ date, half }) => !(date === span.start && half === 'morning' && span.start_half === 'afternoon'))
      .filter(({ date, half }) => !(date === span.end && half === 'afternoon' && span.end_half === 'morning'))
    const costly = this.#limited(all, span.minutes)
    if (span.minutes === null) return costly
    const taken = costly.filter(({ minutes }) => minutes > 0)
    return taken.length > 0 ? taken : costly.slice(0, 1)
  }

  /** Whether a span can be had, the halves of one's request counting as free; and what it takes. */
  canHave(request: number, span: NaiveSpan): HeldHalf[] | undefined {
    const wanted = this.wanted(request, span)
    const cost = sum(wanted)
    if (cost === 0 || (span.minutes !== null && cost < span.minutes)) return undefined
    const others = this.halves.filter((held) => held.request !== request)
    if (wanted.some((one) => others.some((held) => held.date === one.date && held.half === one.half))) return undefined
    const next = [...others, ...wanted]
    return this.isFine(next) ? next : undefined
  }

  /** What is held once a request is in a state; undefined when it cannot have what it wants again. */
  after(request: number, status: NaiveStatus): HeldHalf[] | undefined {
    const { status: was, span } = this.requests[request] as NaiveRequest
    if (status === 'rejected' || status === 'cancelled') return this.halves.filter((held) => held.request !== request)
    return was === 'rejected' ? this.canHave(request, span) : this.halves
  }

  /** Whether no day ends below the floor that would not, or would end higher, as things are. */
  isFine(halves: readonly HeldHalf[], adjustments = this.adjustments): boolean {
    const { floor } = this.#terms
    if (floor === null) return true
    const before = this.balances()
    return this.balances(halves, adjustments).every((after, i) => after >= floor || after >= (before[i] ?? 0))
  }

  /** The half days held, as they cost after the holidays have changed. */
  recounted(): HeldHalf[] {
    const days = Map.groupBy(this.halves, ({ request, date }) => `${request} ${date}`)
    return [...days.values()].flatMap((held) => {
      const minutes = this.requests[held[0]?.request ?? 0]?.span.minutes ?? null
      return this.#limited(
        held.toSorted((a, b) => (a.half === b.half ? 0 : a.half === 'morning' ? -1 : 1)),
        minutes,
      )
    })
  }

  /** Whether no balance is below the floor on any day. */
  get isAboveFloor(): boolean {
    const { floor } = this.#terms
    return floor === null || this.balances().every((balance) => balance >= floor)
  }

  #limited(halves: readonly Omit<HeldHalf, 'minutes'>[], limit: number | null): HeldHalf[] {
    let left = limit ?? Number.POSITIVE_INFINITY
    return halves.map((half) => {
      const minutes = Math.min(left, this.#worked(half))
      left -= minutes
      return { ...half, minutes }
    })
  }

  #worked({ date, half }: { date: string; half: Half }): number {
    const off = this.holidays.get(date)
    if (off === 'day' || off === half) return 0
    const day = this.#weekOn(date)[(new Date(date).getUTCDay() + 6) % 7] ?? 0
    return half === 'morning' ? Math.ceil(day / 2) : Math.floor(day / 2)
  }
}

/** The place of a day in `balances`. */
export function indexOf(date: string): number {
  const index = INDEX.get(date)
  if (index === undefined) throw new RangeError(`${date} is not counted.`)
  return index
}

function perDay(lines: readonly { date: string; minutes: number }[]): number[] {
  const days = DAYS.map(() => 0)
  for (const { date, minutes } of lines) {
    const index = indexOf(date)
    days[index] = (days[index] ?? 0) + minutes
  }
  return days
}

export function sum(halves: readonly { minutes: number }[]): number {
  return halves.reduce((all, { minutes }) => all + minutes, 0)
}

function everyDay(from: string, to: string): string[] {
  const days: string[] = []
  const day = new Date(from)
  for (; day.toISOString().slice(0, 10) <= to; day.setUTCDate(day.getUTCDate() + 1)) {
    days.push(day.toISOString().slice(0, 10))
  }
  return days
}
