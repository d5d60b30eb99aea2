import Holidays from 'date-holidays'
import { answerWith } from '../../idle-thread.ts'
import type { Asked } from './holiday-thread.ts'
import type { LibraryHoliday } from './rules.ts'

/** The countries, states and regions that there are, and their public holidays: all that this thread is for. */

const library = new Holidays()
const MS_PER_HOUR = 3_600_000

answerWith((asked: Asked) => ('year' in asked ? holidaysOf(asked.region, asked.year) : regionsOf(asked.country)))

/** The year before as well, as some of its holidays may last into this one. */
function holidaysOf(region: string, year: number): LibraryHoliday[] {
  const [country = '', state = '', part = ''] = region.split('-')
  const holidays = new Holidays(country, state, part)
  return [year - 1, year]
    .flatMap((each) => holidays.getHolidays(each))
    .filter(({ type }) => type === 'public')
    .map(({ date, name, start, end }) => ({ date, name, hours: (end.getTime() - start.getTime()) / MS_PER_HOUR }))
}

/** All countries, or the states of one and their regions, by code. */
function regionsOf(country: string | null) {
  if (country === null) return named(library.getCountries())
  return named(library.getStates(country)).flatMap(({ code, name }) => [
    { code: `${country}-${code}`, name },
    ...named(library.getRegions(country, code)).map((region) => ({
      code: `${country}-${code}-${region.code}`,
      name: `${name}, ${region.name}`,
    })),
  ])
}

function named(names: Record<string, string> | null | undefined) {
  return Object.entries(names ?? {})
    .map(([code, name]) => ({ code, name }))
    .sort((a, b) => (a.code < b.code ? -1 : 1))
}
