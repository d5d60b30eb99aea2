import { addDays, earlier } from '../days.ts'
import { type DueLine, spellsOf } from './allowance-rules.ts'
import type { LeaveYear } from './leave-years.ts'
import { type AccountFacts, type Movement, type Standing, walkThrough } from './walk-rules.ts'
import { dependsOnWeeks, latestYearEnd, yearEnds } from './year-end-rules.ts'

/**
 * The lines that are due after what is settled, up to a day: grants and accruals by dates alone, expiries by what the
 * account then holds. The standing must reach back to the latest leave year's end that is settled (`openingDay`).
 */
export function dueLines(facts: AccountFacts, standing: Standing, until: string): DueLine[] {
  return walkThrough(facts, standing, until).lines.filter(({ minutes }) => minutes !== 0)
}

/** The balance at the end of each of these days, which are in order and not before the standing begins. */
export function balancesOn(facts: AccountFacts, standing: Standing, days: readonly string[]): number[] {
  const last = days.at(-1)
  if (last === undefined) return []
  const changes = walkThrough(facts, standing, last).changes
  let balance = standing.opening
  let i = 0
  return days.map((day) => {
    for (let change = changes[i]; change && change.date <= day; change = changes[++i]) balance += change.minutes
    return balance
  })
}

/** An account of which nothing that is due was posted. */
export function unposted(movements: readonly Movement[]): Standing {
  return { settledThrough: null, after: null, opening: 0, movements }
}

/** What is posted of a kind and day. */
export interface PostedLine extends DueLine {
  /** How many entries it is in: the first one and its corrections. */
  entries: number
}

/** What is missing for the posted lines to be those that are due. `entries` counts those of its kind and day. */
export function correctionsOf(
  due: readonly DueLine[],
  posted: readonly PostedLine[],
): { line: DueLine; entries: number }[] {
  const open = new Map(posted.map((row) => [`${row.date} ${row.kind}`, row]))
  const corrections = due.map((line) => {
    const key = `${line.date} ${line.kind}`
    const row = open.get(key)
    open.delete(key)
    return { line: { ...line, minutes: line.minutes - (row?.minutes ?? 0) }, entries: row?.entries ?? 0 }
  })
  for (const { kind, date, minutes, entries } of open.values()) {
    corrections.push({ line: { kind, date, minutes: -minutes }, entries })
  }
  return corrections.filter(({ line }) => line.minutes !== 0)
}

/** Where, and by how much, a change of an account takes it below its floor. */
export interface Shortfall {
  date: string
  /** What there would be on that day without the change, in minutes. */
  balance: number
  /** What is missing then. */
  missing: number
}

/**
 * The worst day on which a change leaves less than the floor, and less than there was; undefined when there is none.
 * That a balance is below its floor for another reason forbids nothing that does not make it worse.
 */
export function shortfallOf(
  facts: AccountFacts,
  standing: Standing,
  change: readonly Movement[],
  floor: number | null,
): Shortfall | undefined {
  const [any] = change
  if (floor === null || !any) return undefined
  const first = change.reduce((day, { date }) => earlier(day, date), any.date)
  const open = reopened(standing, first)
  const changed = { ...open, movements: merged(open.movements, change) }
  const until = horizonOf(facts, changed)
  const days = eventDays(facts, open, changed, until).filter((day) => day >= first)
  const before = balancesOn(facts, open, days)
  const after = balancesOn(facts, changed, days)
  let worst: Shortfall | undefined
  for (const [i, date] of days.entries()) {
    const [balance, left] = [before[i] as number, after[i] as number]
    const missing = floor - left
    if (left < floor && left < balance && missing > (worst?.missing ?? 0)) worst = { date, balance, missing }
  }
  return worst
}

/**
 * The same account as if nothing that is due on a day or later were posted: what a change on that day does to it can be
 * worked out anew. The standing must reach back far enough (`openingDay`).
 */
export function reopened(standing: Standing, day: string): Standing {
  const { settledThrough, movements } = standing
  if (settledThrough === null || settledThrough < day) return standing
  const withoutDue = ({ due = 0, expired: _, ...movement }: Movement) => ({
    ...movement,
    minutes: movement.minutes - due,
  })
  return {
    ...standing,
    settledThrough: addDays(day, -1),
    movements: movements.map((movement) => (movement.date < day ? movement : withoutDue(movement))),
  }
}

/** Movements of the same account, put together by day. */
export function merged(a: readonly Movement[], b: readonly Movement[]): Movement[] {
  const days = new Map<string, Movement>()
  for (const { date, minutes, used, carriedOver = 0, due = 0, expired = 0 } of [...a, ...b]) {
    const day: Movement = days.get(date) ?? { date, minutes: 0, used: 0 }
    days.set(date, {
      ...{ date, minutes: minutes + day.minutes, used: used + day.used },
      ...{ carriedOver: carriedOver + (day.carriedOver ?? 0) },
      ...{ due: due + (day.due ?? 0), expired: expired + (day.expired ?? 0) },
    })
  }
  return [...days.values()].sort((x, y) => (x.date < y.date ? -1 : 1))
}

/**
 * From where movements have to be known to go on from what is settled: the end of the day before the latest leave year
 * that began by then, or before the day of a change, whichever is earlier. Null: from the very first one, as where it
 * matters when something was earned.
 */
export function openingDay(facts: AccountFacts, settledThrough: string | null, change: string): string | null {
  const spells = spellsOf(facts.person, facts.assignments)
  // Nothing follows from what was before: the balance of the day itself is enough, however much happened on it.
  if (spells.length === 0) return change
  if (settledThrough === null || dependsOnWeeks(facts.person, facts.assignments)) return null
  const known = earlier(settledThrough, addDays(change, -1))
  // What a year handed on may still be there when another policy's next year begins.
  const last = latestYearEnd(facts.person, spells, spells.length === 1 ? known : addDays(known, -2 * 366))
  return last === undefined ? null : addDays(last, -1)
}

/** The leave year of an account that a day is in; undefined for one without a policy then. */
export function leaveYearOn({ person, assignments }: AccountFacts, day: string): LeaveYear | undefined {
  const spell = spellsOf(person, assignments).find(({ from, to }) => from <= day && (to === null || day < to))
  return spell?.calendar.yearOf(day)
}

/** What the end of the leave year that a day is in would do, if nothing changes. */
export interface Closing {
  /** The new leave year's first day. */
  date: string
  /** What the old one ends with. */
  balance: number
  carriedOver: number
  expires: number
  /** The day on which what was handed on and not used expires. */
  carriedOverExpiresOn: string | null
}

/** The next end of a leave year after a day; undefined when none is to come. */
export function nextClosing(facts: AccountFacts, standing: Standing, day: string): Closing | undefined {
  const year = leaveYearOn(facts, day)
  if (!year) return undefined
  const [end] = yearEnds(facts.person, spellsOf(facts.person, facts.assignments), day, year.end)
  if (!end) return undefined
  const [balance = 0] = balancesOn(facts, standing, [addDays(end.date, -1)])
  const lines = dueLines(facts, reopened(standing, end.date), end.date)
  const expires = Math.abs(lines.find(({ kind, date }) => kind === 'expiry' && date === end.date)?.minutes ?? 0)
  const { date, expiresOn: carriedOverExpiresOn } = end
  return { date, balance, carriedOver: balance - expires, expires, carriedOverExpiresOn }
}

/** Behind this day only due lines come, and none of them takes a balance below zero. */
function horizonOf({ person, assignments }: AccountFacts, { movements }: Standing): string {
  const days = [
    ...movements.map(({ date }) => date),
    ...assignments.map(({ effective_from }) => effective_from),
    ...person.patterns.map(({ effective_from }) => effective_from),
  ]
  return days.reduce((latest, day) => (day > latest ? day : latest), '')
}

function eventDays(facts: AccountFacts, before: Standing, after: Standing, until: string): string[] {
  const days = [before, after].flatMap((standing) =>
    walkThrough(facts, standing, until).changes.map(({ date }) => date),
  )
  return [...new Set(days)].sort()
}
