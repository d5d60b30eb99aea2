import Holidays from 'date-holidays'
import { answerWith } from '../../idle-thread.ts'
import { additionsIn, corrected, yearsAround } from './correction-rules.ts'
import type { Asked } from './holiday-thread.ts'
import { HOLIDAY_KINDS, type HolidayKind } from './kind-rules.ts'
import type { LibraryHoliday } from './library-rules.ts'

/** The countries, states and regions that there are, and their holidays: all that this thread is for. */

const library = new Holidays()
const MS_PER_HOUR = 3_600_000

answerWith((asked: Asked) => ('year' in asked ? holidaysOf(asked.region, asked.year) : regionsOf(asked.country)))

function holidaysOf(region: string, year: number): LibraryHoliday[] {
  const [country = '', state = '', part = ''] = region.split('-')
  const holidays = new Holidays(country, state, part)
  const [language = 'en'] = holidays.getLanguages()
  for (const { rule, name } of additionsIn(region)) {
    holidays.setHoliday(rule, { name: { [language]: name }, type: 'public' })
  }
  const found = yearsAround(region, year).flatMap((each) => holidays.getHolidays(each))
  const listed = found.flatMap(({ date, name, type, start, end, rule }) =>
    isCounted(type) ? { date, name, kind: type, rule, hours: (end.getTime() - start.getTime()) / MS_PER_HOUR } : [],
  )
  return corrected(region, listed)
}

function isCounted(type: string): type is HolidayKind {
  return (HOLIDAY_KINDS as readonly string[]).includes(type)
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
