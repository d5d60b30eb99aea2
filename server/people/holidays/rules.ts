/** A day, or half of one, on which people need not work. */
export interface Holiday {
  /** A calendar day. */
  date: string
  name: string
  off: 'day' | 'morning' | 'afternoon'
}

/**
 * The holidays of a region between two days, both included, by date: the public ones as the company has changed them.
 * A null region has the company's own days alone.
 */
export type HolidayLookup = (region: string | null, from: string, to: string) => ReadonlyMap<string, Holiday>

/** A public holiday as the library of holidays has it. */
export interface LibraryHoliday {
  /** `2026-12-24 14:00:00`, perhaps with an offset behind it. */
  date: string
  name: string
  /** From its start to its end, by the clock of its place. */
  hours: number
}

/** The public holidays of a year, by their days, each day once. */
export function publicDays(holidays: readonly LibraryHoliday[], year: number): Holiday[] {
  const days = new Map<string, Holiday>()
  for (const day of holidays.flatMap(daysOf)) {
    const other = days.get(day.date)
    days.set(day.date, other ? merged(other, day) : day)
  }
  const inYear = [...days.values()].filter(({ date }) => date.startsWith(`${year}-`))
  return inYear.sort((a, b) => (a.date < b.date ? -1 : 1))
}

function daysOf({ date, name, hours }: LibraryHoliday): Holiday[] {
  const first = date.slice(0, 10)
  const time = date.slice(11, 16)
  if (time !== '00:00') return [{ date: first, name, off: time >= '12:00' ? 'afternoon' : 'day' }]
  const start = Temporal.PlainDate.from(first)
  // Where the clocks change, a day has 23 or 25 hours.
  const count = Math.max(1, Math.round(hours / 24))
  return Array.from({ length: count }, (_, days) => ({ date: start.add({ days }).toString(), name, off: 'day' }))
}

function merged(one: Holiday, other: Holiday): Holiday {
  const name = one.name === other.name ? one.name : `${one.name} / ${other.name}`
  return { date: one.date, name, off: one.off === other.off ? one.off : 'day' }
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

/**
 * Makes the lookup of a company: of what holds on a day for a region, the most specific wins, the company's own before
 * the public ones. `knownPublic` gives the public holidays of a region and year, or throws where they are not at hand.
 */
export function lookupOf(
  company: readonly CompanyHoliday[],
  knownPublic: (region: string, year: number) => readonly Holiday[],
): HolidayLookup {
  const byRegion = Map.groupBy(company, ({ region }) => region)
  return (region, from, to) => {
    const days = new Map<string, Holiday>()
    for (const holiday of region === null ? [] : publicBetween(region, from, to, knownPublic)) {
      days.set(holiday.date, holiday)
    }
    for (const own of scopesOf(region).flatMap((scope) => byRegion.get(scope) ?? [])) {
      const { date, name, off } = own
      if (date < from || date > to) continue
      if (off === 'nothing') days.delete(date)
      else days.set(date, { date, name, off })
    }
    return new Map([...days].sort(([a], [b]) => (a < b ? -1 : 1)))
  }
}

function publicBetween(
  region: string,
  from: string,
  to: string,
  knownPublic: (region: string, year: number) => readonly Holiday[],
): Holiday[] {
  const first = Number(from.slice(0, 4))
  const years = Array.from({ length: Math.max(0, Number(to.slice(0, 4)) - first + 1) }, (_, i) => first + i)
  return years.flatMap((year) => knownPublic(region, year)).filter(({ date }) => date >= from && date <= to)
}

/** The regions whose holidays a region has, from the least to the most specific: everywhere, `DE`, `DE-BY`. */
function scopesOf(region: string | null): string[] {
  if (region === null) return ['']
  const parts = region.split('-')
  return ['', ...parts.map((_, i) => parts.slice(0, i + 1).join('-'))]
}
