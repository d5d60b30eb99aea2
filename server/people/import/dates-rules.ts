/** In which order a date has its parts where its form does not say. */
export const DATE_FORMATS = ['ymd', 'dmy', 'mdy'] as const
export type DateFormat = (typeof DATE_FORMATS)[number]

const YEAR_FIRST = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/
/** With dots the day comes first wherever people write so; with `/` and `-` that is a question of the country. */
const YEAR_LAST = /^(\d{1,2})([./-])\s?(\d{1,2})\2\s?(\d{4}|\d{2})$/
/** What databases and Excel put behind a day. */
const MIDNIGHT = /[T ]0?0:00(:00(\.0+)?)?( ?AM)?Z?$/i
/** Excel's own: 00 to 29 are of this century. */
const CENTURY_BEGINS = 30

/**
 * The order that the dates of a file have, where one of them shows it: in 31/12/2026 the day comes first. Null where none
 * does, although it matters, or where one contradicts another; undefined where it makes no difference.
 */
export function formatOf(dates: readonly string[]): DateFormat | null | undefined {
  const open = dates.flatMap((date) => {
    const [, first, sign, second] = YEAR_LAST.exec(bare(date)) ?? []
    return sign === undefined || sign === '.' || first === second
      ? []
      : [{ first: Number(first), second: Number(second) }]
  })
  if (open.length === 0) return undefined
  const dayFirst = open.some(({ first }) => first > 12)
  const monthFirst = open.some(({ second }) => second > 12)
  if (dayFirst === monthFirst) return null
  return dayFirst ? 'dmy' : 'mdy'
}

/** A day that cannot be told without knowing which of its numbers is the month. */
export const AMBIGUOUS = Symbol('ambiguous')

/** A date as people and Excel write it, as `2026-04-03`; as it is when it is none. `format` is null where nobody has said. */
export function dayOf(text: string, format: DateFormat | null | undefined): string | typeof AMBIGUOUS {
  const date = bare(text)
  const [, year, month, day] = YEAR_FIRST.exec(date) ?? []
  if (year !== undefined) return iso(year, month, day)
  const [, first, sign, second, last] = YEAR_LAST.exec(date) ?? []
  if (last === undefined) return text
  const full = last.length === 4 ? last : String(Number(last) + (Number(last) < CENTURY_BEGINS ? 2_000 : 1_900))
  if (sign === '.' || format === 'dmy' || first === second) return iso(full, second, first)
  if (format === 'mdy') return iso(full, first, second)
  if (format === 'ymd') return text
  if (Number(first) > 12) return iso(full, second, first)
  return Number(second) > 12 ? iso(full, first, second) : AMBIGUOUS
}

function bare(text: string): string {
  return text.trim().replace(MIDNIGHT, '')
}

function iso(year = '', month = '', day = ''): string {
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
}
