import { addDays, daysBetween, earlier, later } from '../days.ts'
import type { PolicyTerms } from '../policies/rules.ts'
import { LeaveCalendar, type LeaveYear } from './leave-years.ts'

/** What a person's allowance depends on, besides their policies. */
export interface Person {
  start_date: string
  /** The last day of employment, if there is to be one. */
  end_date: string | null
  /** Their working weeks, by the day from which each holds: seven numbers of minutes, Monday first. */
  patterns: readonly { effective_from: string; minutes: readonly number[] }[]
}

/** A policy from a day on, until the next assignment; null for none. In the order of their days. */
export interface Assignment {
  effective_from: string
  policy: PolicyTerms | null
}

/** Time that is due by dates alone. */
export interface DueLine {
  kind: 'grant' | 'accrual' | 'expiry'
  date: string
  minutes: number
}

/** A policy's stretch of a person's employment: from a day up to another. */
export interface Spell {
  policy: PolicyTerms
  calendar: LeaveCalendar
  from: string
  /** Where the next assignment or the end of employment cuts it off; null when nothing does. */
  to: string | null
}

/** A working day counts for a fifth of the week it belongs to. */
const DAYS_A_WEEK = 5
const HUNDREDTHS = 100
/** The months of a leave year have 28 to 31 days; this many parts of one divide evenly by each of these. */
const MONTH_PARTS = 28 * 29 * 15 * 31

/** The stretches in which a person has a policy. */
export function spellsOf(person: Person, assignments: readonly Assignment[]): Spell[] {
  const gone = person.end_date === null ? null : addDays(person.end_date, 1)
  const spells: Spell[] = []
  for (const [i, { effective_from, policy }] of assignments.entries()) {
    if (!policy) continue
    const from = later(effective_from, person.start_date)
    const next = assignments[i + 1]?.effective_from ?? null
    const to = next === null || gone === null ? (next ?? gone) : earlier(next, gone)
    if (to === null || from < to) {
      spells.push({ policy, calendar: new LeaveCalendar(policy, person.start_date), from, to })
    }
  }
  return spells
}

/** Every grant and accrual after one day, or from the first one on, up to another; in the order of their dates. */
export function allowanceLines(
  person: Person,
  spells: readonly Spell[],
  after: string | null,
  until: string,
): DueLine[] {
  const lines: DueLine[] = []
  for (const spell of spells) {
    let year = spell.calendar.yearOf(later(spell.from, after ?? spell.from))
    while (year.start <= until && (spell.to === null || year.start < spell.to)) {
      const amounts = spell.policy.accrual === 'yearly' ? grants(person, spell, year) : accruals(person, spell, year)
      lines.push(...inWholeMinutes(amounts, denominatorOf(spell.policy, year)))
      year = spell.calendar.next(year)
    }
  }
  const isDue = ({ date }: DueLine) => date <= until && (after === null || date > after)
  return lines.filter(isDue).sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0))
}

/** A part of a leave year's allowance: a numerator over the year's common denominator. */
interface Amount {
  kind: DueLine['kind']
  date: string
  parts: number
}

/**
 * The whole of what is left of the leave year on the first day of the spell in it; then, when the working week changes or
 * the policy ends, the difference for the rest of the year. Nobody is granted the time after their last day.
 */
function grants(person: Person, spell: Spell, year: LeaveYear): Amount[] {
  const end = person.end_date === null ? year.end : earlier(year.end, addDays(person.end_date, 1))
  const from = later(year.start, spell.from)
  const cut = spell.to !== null && spell.to < end ? spell.to : null
  const amounts: Amount[] = []
  let rate = 0
  for (const date of [from, ...weekChanges(person, from, cut ?? end)]) {
    const next = rateOn(person, spell.policy, date)
    amounts.push({ kind: 'grant', date, parts: (next - rate) * daysBetween(date, end) })
    rate = next
  }
  if (cut !== null) amounts.push({ kind: 'grant', date: cut, parts: -rate * daysBetween(cut, end) })
  return amounts
}

/** A twelfth on the last day of each month of the leave year, or for the days of the month that the spell has. */
function accruals(person: Person, spell: Spell, year: LeaveYear): Amount[] {
  const months = spell.calendar.monthStarts(year)
  return months.slice(0, 12).flatMap((start, i) => {
    const end = months[i + 1] as string
    const from = later(start, spell.from)
    const to = spell.to === null ? end : earlier(end, spell.to)
    if (from >= to) return []
    const days = [from, ...weekChanges(person, from, to), to]
    const parts = days
      .slice(0, -1)
      .reduce((sum, day, d) => sum + rateOn(person, spell.policy, day) * daysBetween(day, days[d + 1] as string), 0)
    const share = MONTH_PARTS / daysBetween(start, end)
    return { kind: 'accrual' as const, date: addDays(to, -1), parts: parts * share }
  })
}

/** What a whole year is worth to somebody with this week, as a numerator. */
function rateOn(person: Person, policy: PolicyTerms, day: string): number {
  return policy.unit === 'hours' ? policy.allowance : policy.allowance * weekOn(person, day)
}

function denominatorOf(policy: PolicyTerms, year: LeaveYear): number {
  const unit = policy.unit === 'hours' ? 1 : DAYS_A_WEEK * HUNDREDTHS
  return unit * (policy.accrual === 'yearly' ? daysBetween(year.start, year.end) : 12 * MONTH_PARTS)
}

/** Rounds what has come together so far, rather than each part: so the parts of a year sum to the year, rounded once. */
function inWholeMinutes(amounts: readonly Amount[], denominator: number): DueLine[] {
  let parts = 0
  let given = 0
  const lines: DueLine[] = []
  for (const { kind, date, parts: more } of amounts) {
    parts += more
    const minutes = Math.round(parts / denominator) - given
    given += minutes
    if (minutes !== 0) lines.push({ kind, date, minutes })
  }
  return lines
}

/** A policy's amount (hundredths of a day, or minutes) in minutes, for somebody with a week of so many minutes. */
export function amountInMinutes(unit: PolicyTerms['unit'], amount: number, week: number): number {
  return unit === 'hours' ? amount : Math.round((amount * week) / (DAYS_A_WEEK * HUNDREDTHS))
}

/** The minutes of the longest of somebody's working weeks from one day up to another. */
export function longestWeek(person: Person, from: string, before: string): number {
  return Math.max(...[from, ...weekChanges(person, from, before)].map((day) => weekOn(person, day)))
}

/** The minutes of the working week that holds on a day; before the first one, that one. */
function weekOn({ patterns }: Person, day: string): number {
  const pattern = patterns.findLast(({ effective_from }) => effective_from <= day) ?? patterns[0]
  return pattern?.minutes.reduce((sum, minutes) => sum + minutes, 0) ?? 0
}

/** The days, between two, from which another working week holds. */
function weekChanges({ patterns }: Person, after: string, before: string): string[] {
  return patterns.map(({ effective_from }) => effective_from).filter((day) => day > after && day < before)
}
