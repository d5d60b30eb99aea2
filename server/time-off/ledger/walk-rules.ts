import { earlier, later } from '../days.ts'
import {
  type Assignment,
  allowanceLines,
  amountInMinutes,
  type DueLine,
  type Person,
  type Spell,
  spellsOf,
} from './allowance-rules.ts'
import type { LeaveYear } from './leave-years.ts'

/** What the due lines of an account follow from. */
export interface AccountFacts {
  person: Person
  assignments: readonly Assignment[]
}

/** What entries of one day come to. */
export interface Movement {
  date: string
  minutes: number
  /** How much of it is time taken or given back: bookings (negative) and refunds. */
  used: number
  /** How much of it dates alone called for, and of that, what expired (negative). */
  due?: number
  expired?: number
}

/** An account as far as it is posted. */
export interface Standing {
  /** The last day whose due lines are among the movements; null when none are. */
  settledThrough: string | null
  /** The movements begin behind this day; null when they are all there. */
  after: string | null
  /** The balance at the end of that day. */
  opening: number
  /** In the order of their dates, one a date. */
  movements: readonly Movement[]
}

/** What a leave year handed on, as far as it is not used. */
interface HandedOn {
  left: number
}

/** What can happen on a day, in the order in which it does. */
type Event =
  | { what: 'lapse'; date: string; handedOn: HandedOn }
  | YearEndEvent
  | { what: 'line'; date: string; line: DueLine }
  | { what: 'movement'; date: string; movement: Movement }

interface YearEndEvent {
  what: 'year end'
  date: string
  cap: number
  handedOn: HandedOn
  /** The day on which what is left of it expires. */
  lapses: string | null
}
const ORDER = ['lapse', 'year end', 'line', 'movement']

/** Goes through all that happens to an account up to a day, and works out what is due. */
export function walkThrough({ person, assignments }: AccountFacts, standing: Standing, until: string): Walk {
  const spells = spellsOf(person, assignments)
  const ends = yearEnds(person, spells, standing.after, until).map((end) => ({ ...end, handedOn: { left: 0 } }))
  const events: Event[] = [
    ...ends.map(({ date, cap, handedOn, expiresOn: lapses }) => ({
      ...{ what: 'year end' as const, date, cap, handedOn, lapses },
    })),
    ...ends.flatMap(({ expiresOn: date, handedOn }) =>
      date === null ? [] : { what: 'lapse' as const, date, handedOn },
    ),
    ...allowanceLines(person, spells, standing.settledThrough, until).map((line) => ({
      ...{ what: 'line' as const, date: line.date, line },
    })),
    ...standing.movements.map((movement) => ({ what: 'movement' as const, date: movement.date, movement })),
  ]
  const walk = new Walk(standing)
  for (const event of events.filter(({ date }) => date <= until).sort(asTheyHappen)) walk.take(event)
  return walk
}

function asTheyHappen(a: Event, b: Event): number {
  if (a.date !== b.date) return a.date < b.date ? -1 : 1
  return ORDER.indexOf(a.what) - ORDER.indexOf(b.what)
}

export class Walk {
  /** What is due, one line for each kind and date. */
  readonly lines: DueLine[] = []
  /** Every change of the balance. */
  readonly changes: { date: string; minutes: number }[] = []
  readonly #settledThrough: string | null
  /** What expired on days that are settled: it is among the movements, which come last on their day. */
  readonly #expired: ReadonlyMap<string, number>
  readonly #lapsing: { date: string; handedOn: HandedOn }[] = []
  #balance: number

  constructor({ settledThrough, opening, movements }: Standing) {
    this.#settledThrough = settledThrough
    this.#balance = opening
    this.#expired = new Map(movements.flatMap(({ date, expired }) => (expired ? [[date, expired]] : [])))
  }

  take(event: Event): void {
    if (event.what === 'line') this.#add(event.line)
    else if (event.what === 'movement') this.#move(event.movement)
    else if (event.what === 'lapse') this.#lapse(event.date, event.handedOn)
    else this.#endYear(event)
  }

  #lapse(date: string, { left }: HandedOn): void {
    if (!this.#isSettled(date)) this.#expire(date, Math.min(left, this.#balance))
  }

  #endYear({ date, cap, handedOn, lapses }: YearEndEvent): void {
    if (!this.#isSettled(date)) this.#expire(date, this.#balance - cap)
    const posted = this.#isSettled(date) ? (this.#expired.get(date) ?? 0) : 0
    handedOn.left = Math.max(0, this.#balance + posted)
    if (lapses !== null) this.#lapsing.push({ date: lapses, handedOn })
  }

  #isSettled(date: string): boolean {
    return this.#settledThrough !== null && date <= this.#settledThrough
  }

  #expire(date: string, minutes: number): void {
    if (minutes > 0) this.#add({ kind: 'expiry', date, minutes: -minutes })
  }

  #add(line: DueLine): void {
    const { date, minutes } = line
    // Lines come in the order of their days: those of this one are the last.
    const first = this.lines.findLastIndex((one) => one.date !== date) + 1
    const same = this.lines.slice(first).find(({ kind }) => kind === line.kind)
    if (same) same.minutes += minutes
    else this.lines.push({ ...line })
    this.#change(date, minutes)
  }

  #move({ date, minutes, used }: Movement): void {
    for (const lapse of this.#lapsing) if (date < lapse.date) lapse.handedOn.left += used
    this.#change(date, minutes)
  }

  #change(date: string, minutes: number): void {
    this.#balance += minutes
    this.changes.push({ date, minutes })
  }
}

/** An end of a leave year, as its policy settles it. */
interface YearEnd {
  /** The new leave year's first day. */
  date: string
  /** What is handed on at most, in minutes. */
  cap: number
  /** The day on which what was handed on and not used expires. */
  expiresOn: string | null
}

/**
 * The ends of leave years after one day, or from the first one on, up to another; in order. A year that another policy
 * cuts short does not end: it goes on in the other's.
 */
export function yearEnds(person: Person, spells: readonly Spell[], after: string | null, until: string): YearEnd[] {
  const ends: YearEnd[] = []
  for (const { policy, calendar, from, to } of spells) {
    let year = calendar.yearOf(later(from, after ?? from))
    while (year.end <= until && (to === null || year.end <= to) && !hasLeft(person, year.end)) {
      ends.push(endOf(person, policy, calendar, year))
      year = calendar.next(year)
    }
  }
  return ends
}

function endOf(person: Person, policy: Spell['policy'], calendar: Spell['calendar'], year: LeaveYear): YearEnd {
  const { carry_over_cap: cap, carry_over_months: months, unit } = policy
  const expiresOn = months === null ? null : calendar.monthStart(calendar.next(year), months)
  return {
    date: year.end,
    cap: cap === null ? Number.POSITIVE_INFINITY : amountInMinutes(person, unit, cap, year.end),
    // Who has left keeps what is left, to be paid out.
    expiresOn: expiresOn === null || hasLeft(person, expiresOn) ? null : expiresOn,
  }
}

/** The first day of the latest leave year that followed another one by then. */
export function latestYearEnd(person: Person, spells: readonly Spell[], day: string): string | undefined {
  for (const { calendar, from, to } of spells.toReversed()) {
    if (from >= day) continue
    const { start } = calendar.yearOf(earlier(day, to ?? day))
    if (start > from && !hasLeft(person, start)) return start
  }
  return undefined
}

function hasLeft({ end_date }: Person, day: string): boolean {
  return end_date !== null && day > end_date
}
