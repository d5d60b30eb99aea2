import { AppError } from '../errors.ts'

/** How numbers are written in a CSV file, and what stands between its cells. */
export interface CsvDialect {
  delimiter: ',' | ';'
  decimal: string
}

/** RFC 4180, for programs and for spreadsheets of English-speaking countries. */
export const STANDARD: CsvDialect = { delimiter: ',', decimal: '.' }

/**
 * What a spreadsheet of this locale (BCP 47) opens in columns, with numbers that it can count with: a semicolon between cells
 * wherever the comma is that of decimals. A language that is not known is taken for English.
 * @throws AppError `invalid` for what is no language tag.
 */
export function dialectOf(locale: string | undefined): CsvDialect {
  if (locale === undefined) return STANDARD
  const [known = 'en'] = supported(locale)
  // In Western digits, whichever the locale has: spreadsheets count with these.
  const parts = new Intl.NumberFormat(known, { numberingSystem: 'latn' }).formatToParts(1.5)
  const decimal = parts.find(({ type }) => type === 'decimal')?.value
  return decimal === ',' ? { delimiter: ';', decimal } : STANDARD
}

function supported(locale: string): string[] {
  try {
    return Intl.NumberFormat.supportedLocalesOf(locale)
  } catch {
    const sentence = 'Not a language tag: one such as en-GB is expected.'
    throw new AppError('invalid', '', { errors: { query: { locale: [sentence] } } })
  }
}
