import { addDays, earlier } from '../days.ts'
import { type Assignment, allowanceLines, type DueLine, type Person, spellsOf } from './allowance-rules.ts'
import { capOf, expiryOf, type YearEnd, yearEnds } from './year-end-rules.ts'

/** What the due lines of an account follow from. */
export interface AccountFacts {
  person: Person
  assignments: readonly Assignment[]
}

/** What entries of one day come to. */
export interface Movement {
  date: string
  minutes: number
  /** How much of it is time taken or given back: bookings (negative) and refunds, and what an adjustment takes away. */
  used: number
  /** How much of it came along from another system, as that carried it over. */
  carriedOver?: number
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

/** What a leave year handed on, or another system, as far as it is not used. */
interface HandedOn {
  left: number
  /** The first day of the leave year in which the oldest of it was earned. */
  earnedSince: string
  /** The day on which what is left of it expires. */
  lapses: string | null
}

/** What can happen on a day, in the order in which it does. */
type Event =
  | { what: 'lapse'; date: string }
  | { what: 'year end'; date: string; end: YearEnd }
  | { what: 'line'; date: string; line: DueLine }
  | { what: 'movement'; date: string; movement: Movement; lapses: string | null }

/** What was carried over was earned within so many days before. */
const DAYS_A_YEAR = 365
const ORDER = ['lapse', 'year end', 'line', 'movement']

/** Goes through all that happens to an account up to a day, and works out what is due. */
export function walkThrough({ person, assignments }: AccountFacts, standing: Standing, until: string): Walk {
  const spells = spellsOf(person, assignments)
  const ends = yearEnds(person, spells, standing.after, until)
  const movements = standing.movements.map((movement) => {
    const lapses = movement.carriedOver ? expiryOf(person, spells, movement.date) : null
    return { what: 'movement' as const, date: movement.date, movement, lapses }
  })
  const lapses = new Set([...ends.map(({ expiresOn }) => expiresOn), ...movements.map((movement) => movement.lapses)])
  const events: Event[] = [
    ...ends.map((end) => ({ what: 'year end' as const, date: end.date, end })),
    ...[...lapses].flatMap((date) => (date === null ? [] : { what: 'lapse' as const, date })),
    ...allowanceLines(person, spells, standing.settledThrough, until).map((line) => ({
      ...{ what: 'line' as const, date: line.date, line },
    })),
    ...movements,
  ]
  const walk = new Walk(person, standing)
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
  readonly #person: Person
  readonly #settledThrough: string | null
  /** What expired on days that are settled. It is among the movements, which come last on their day. */
  readonly #expired: ReadonlyMap<string, number>
  #expiredToday = 0
  /** What years handed on, from the first to the last. Each holds what is left of those before it, too. */
  #handedOn: HandedOn[] = []
  #yearBegan: string
  #balance: number

  constructor(person: Person, { settledThrough, opening, movements }: Standing) {
    this.#person = person
    this.#yearBegan = person.start_date
    this.#settledThrough = settledThrough
    this.#balance = opening
    this.#expired = new Map(movements.flatMap(({ date, expired }) => (expired ? [[date, -expired]] : [])))
  }

  take(event: Event): void {
    if (event.what === 'line') this.#add(event.line)
    else if (event.what === 'movement') this.#move(event.movement, event.lapses)
    else if (event.what === 'lapse') this.#lapse(event.date)
    else this.#endYear(event.end)
  }

  /** What is left of the time that expires on this day: none of what has come since. */
  #lapse(date: string): void {
    for (const { left, lapses } of this.#handedOn) {
      if (lapses === date) this.#lose(date, Math.min(left, this.#there(), this.#losable(date)))
    }
    this.#handedOn = this.#handedOn.filter(({ lapses }) => lapses !== date)
  }

  #endYear(end: YearEnd): void {
    const { date, expiresOn: lapses } = end
    const unused = this.#handedOn.filter(({ left }) => left > 0)
    const earnedSince = unused.map((handedOn) => handedOn.earnedSince).reduce(earlier, this.#yearBegan)
    const excess = this.#there() - capOf(this.#person, end, earnedSince)
    this.#lose(date, this.#isSettled(date) ? this.#losable(date) : excess)
    const expiring = this.#handedOn.filter((handedOn) => handedOn.lapses !== null)
    this.#handedOn = [...expiring, { left: Math.max(0, this.#there()), earnedSince, lapses }]
    this.#yearBegan = date
  }

  #isSettled(date: string): boolean {
    return this.#settledThrough !== null && date <= this.#settledThrough
  }

  /** What there is, without what has expired today. */
  #there(): number {
    return this.#balance - this.#expiredToday
  }

  /** How much more can expire on a day: no more than was posted where that is settled. */
  #losable(date: string): number {
    if (!this.#isSettled(date)) return Number.POSITIVE_INFINITY
    return (this.#expired.get(date) ?? 0) - this.#expiredToday
  }

  /** Time expires, the oldest first. */
  #lose(date: string, minutes: number): void {
    if (minutes <= 0) return
    for (const handedOn of this.#handedOn) handedOn.left -= minutes
    if (this.#isSettled(date)) this.#expiredToday += minutes
    else this.#add({ kind: 'expiry', date, minutes: -minutes })
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

  #move({ date, minutes, used, carriedOver = 0 }: Movement, lapses: string | null): void {
    this.#expiredToday = 0
    for (const handedOn of this.#handedOn) handedOn.left += used
    if (carriedOver > 0) this.#carryOver(carriedOver, addDays(date, -DAYS_A_YEAR), lapses)
    this.#change(date, minutes)
  }

  /** Time of an older system joins what was handed on until the same day, and until later ones. */
  #carryOver(minutes: number, earnedSince: string, lapses: string | null): void {
    const isWithin = (other: HandedOn) => other.lapses === null || (lapses !== null && other.lapses >= lapses)
    const inner = this.#handedOn.filter((other) => !isWithin(other)).map(({ left }) => left)
    if (!this.#handedOn.some((other) => other.lapses === lapses)) {
      this.#handedOn.push({ left: Math.max(0, ...inner), earnedSince, lapses })
    }
    for (const other of this.#handedOn.filter(isWithin)) {
      other.left = Math.max(0, other.left) + minutes
      other.earnedSince = earlier(other.earnedSince, earnedSince)
    }
  }

  #change(date: string, minutes: number): void {
    this.#balance += minutes
    this.changes.push({ date, minutes })
  }
}
