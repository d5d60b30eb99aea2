import { AppError } from '../../errors.ts'
import { type HolidayKind, kindsIn } from './kind-rules.ts'
import { daysOff, type Holiday, type PublicHoliday } from './library-rules.ts'

/**
 * The holidays of a region between two days, both included, by date: the public ones as the company has changed them.
 * A null region has the company's own days alone.
 */
export type HolidayLookup = (region: string | null, from: string, to: string) => ReadonlyMap<string, NamedHoliday>

/** A day off with what makes it one: a kind of public holiday, or the company. */
export interface NamedHoliday extends Holiday {
  kind: HolidayKind | 'company'
}

/** A day as the company has set it; `nothing` takes a public holiday out. */
export interface CompanyHoliday {
  date: string
  /** Empty: everywhere. */
  region: string
  name: string
  off: Holiday['off'] | 'nothing'
}

/** True when what holds for one region (empty: everywhere) holds for another: `DE` for `DE-BY` and `DE-BY-A`. */
export function holdsFor(region: string, other: string | null): boolean {
  return region === '' || region === other || (other?.startsWith(`${region}-`) ?? false)
}

/** The public holidays of a region and year, by date. */
type KnownHolidays = (region: string, year: number) => readonly PublicHoliday[]

/**
 * Makes the lookup of a company: of what holds on a day for a region, the most specific wins, the company's own before
 * the public ones of the kinds that it counts (null: of those that each country's custom does). `knownPublic` gives the
 * holidays of a region and year, or throws where they are not at hand.
 */
export function lookupOf(
  company: readonly CompanyHoliday[],
  knownPublic: KnownHolidays,
  kinds: readonly HolidayKind[] | null,
): HolidayLookup {
  const byRegion = Map.groupBy(company, ({ region }) => region)
  const counting: KnownHolidays = (region, year) => daysOff(knownPublic(region, year), kindsIn(region, kinds))
  return (region, from, to) => {
    const days = new Map<string, NamedHoliday>()
    for (const holiday of region === null ? [] : publicBetween(region, from, to, counting)) {
      days.set(holiday.date, holiday)
    }
    for (const own of scopesOf(region).flatMap((scope) => byRegion.get(scope) ?? [])) {
      const { date, name, off } = own
      if (date < from || date > to) continue
      if (off === 'nothing') days.delete(date)
      else days.set(date, { date, name, off, kind: 'company' })
    }
    return new Map([...days].sort(([a], [b]) => (a < b ? -1 : 1)))
  }
}

function publicBetween(region: string, from: string, to: string, known: KnownHolidays): PublicHoliday[] {
  const first = Number(from.slice(0, 4))
  const years = Array.from({ length: Math.max(0, Number(to.slice(0, 4)) - first + 1) }, (_, i) => first + i)
  return years.flatMap((year) => known(region, year)).filter(({ date }) => date >= from && date <= to)
}

/** The regions whose holidays a region has, from the least to the most specific: everywhere, `DE`, `DE-BY`. */
function scopesOf(region: string | null): string[] {
  if (region === null) return ['']
  const parts = region.split('-')
  return ['', ...parts.map((_, i) => parts.slice(0, i + 1).join('-'))]
}

const MAX_YEARS = 3

/**
 * The days that a query for holidays asks for: left out, the first and the last of a year.
 * @throws AppError `invalid` when they are in the wrong order, or more than three years.
 */
export function spanOf(query: { from?: string; to?: string }, today: string): { from: string; to: string } {
  const year = (query.from ?? query.to ?? today).slice(0, 4)
  const { from = `${year}-01-01`, to = `${year}-12-31` } = query
  if (to < from) throw badEnd('Must not be before from.')
  if (to >= Temporal.PlainDate.from(from).add({ years: MAX_YEARS }).toString()) {
    throw badEnd(`Must be within ${MAX_YEARS} years of from.`)
  }
  return { from, to }
}

function badEnd(sentence: string): AppError {
  return new AppError('invalid', '', { errors: { query: { to: [sentence] } } })
}
