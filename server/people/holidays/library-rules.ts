import { HOLIDAY_KINDS, type HolidayKind } from './kind-rules.ts'

/** A day, or half of one, on which people need not work. */
export interface Holiday {
  /** A calendar day. */
  date: string
  name: string
  off: 'day' | 'morning' | 'afternoon'
}

/** A holiday as the library of holidays has it. */
export interface LibraryHoliday {
  /** `2026-12-24 14:00:00`, perhaps with an offset behind it. */
  date: string
  name: string
  kind: HolidayKind
  /** From its start to its end, by the clock of its place. */
  hours: number
  /** By which the library knows it. */
  rule: string
}

/** A holiday that the calendar of its place has. */
export interface PublicHoliday extends Holiday {
  kind: HolidayKind
}

/**
 * When people work whose working hours are known by the day alone: by the clock, mornings and afternoons. Half a day is
 * off when a holiday takes at least half of it, so one that begins at 13:00 or 14:00 takes the afternoon, and one that
 * begins at 18:00 nothing.
 */
const MORNING = { from: 8, to: 12 }
const AFTERNOON = { from: 13, to: 17 }

/** The holidays of a year, in the order of their days, each day of each of them once. */
export function publicDays(holidays: readonly LibraryHoliday[], year: number): PublicHoliday[] {
  const inYear = holidays.flatMap(daysOf).filter(({ date }) => date.startsWith(`${year}-`))
  return inYear.sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0))
}

/** Those of some kinds, each day once: what falls on one day is off together. */
export function daysOff(holidays: readonly PublicHoliday[], kinds: readonly HolidayKind[]): PublicHoliday[] {
  const days = new Map<string, PublicHoliday>()
  for (const day of holidays.filter(({ kind }) => kinds.includes(kind))) {
    const other = days.get(day.date)
    days.set(day.date, other ? merged(other, day) : day)
  }
  return [...days.values()]
}

function daysOf({ date, name, kind, hours }: LibraryHoliday): PublicHoliday[] {
  const first = Temporal.PlainDate.from(date.slice(0, 10))
  const begins = Number(date.slice(11, 13)) + Number(date.slice(14, 16)) / 60
  const ends = begins + hours
  return Array.from({ length: Math.ceil(ends / 24) }, (_, days) => {
    const off = offBetween(begins - days * 24, ends - days * 24)
    return off === null ? [] : [{ date: first.add({ days }).toString(), name, off, kind }]
  }).flat()
}

/** What of a day is off when a holiday lasts from one hour of it to another, which may be on the days before and after. */
function offBetween(begins: number, ends: number): Holiday['off'] | null {
  const takes = ({ from, to }: { from: number; to: number }) =>
    Math.min(ends, to) - Math.max(begins, from) >= (to - from) / 2
  if (takes(MORNING)) return takes(AFTERNOON) ? 'day' : 'morning'
  return takes(AFTERNOON) ? 'afternoon' : null
}

function merged(one: PublicHoliday, other: PublicHoliday): PublicHoliday {
  const name = one.name === other.name ? one.name : `${one.name} / ${other.name}`
  const kind = HOLIDAY_KINDS.find((each) => each === one.kind || each === other.kind) ?? one.kind
  return { date: one.date, name, off: one.off === other.off ? one.off : 'day', kind }
}
