/** What nobody sees, and some locales have before a minus. */
const MARKS = /\p{Bidi_Control}/gu
const DIGIT = /\p{Nd}/gu
/** A space, an apostrophe or the Arabic sign between thousands, whatever the locale. */
const SPACING = /(?<=\d)[\s'’\u066c](?=\d{3}(?!\d))/gu

/** Thousands, or as India has them: 12 34 567. */
const GROUPED = /^[1-9]\d{0,2}( \d{2,3})* \d{3}$/

/** How a locale separates decimals: `.` or `,`, or another sign such as the Arabic `٫`. */
export function decimalSeparator(locale: string): string {
  return new Intl.NumberFormat(locale).formatToParts(1.5).find(({ type }) => type === 'decimal')?.value ?? '.'
}

/**
 * The number that somebody has typed, as their locale writes it: `3,5` is 3.5 in German, `1.000` a thousand there and one in
 * English. What a locale does not write is read in the only way that it can be meant, `3.5` in German for example.
 * Undefined for what is no number, or could be two.
 */
export function parseNumber(typed: string, locale: string): number | undefined {
  const visible = typed.normalize('NFKC').replace(MARKS, '').trim()
  const plain = visible.replace(DIGIT, digitOf).replace(SPACING, '').replaceAll('٫', '.')
  const [, sign = '', digits] = plain.match(/^([+−-]?)\s*([\d.,]*\d[\d.,]*)$/) ?? []
  if (digits === undefined) return undefined
  const own = decimalSeparator(locale) === ',' ? ',' : '.'
  const other = own === ',' ? '.' : ','
  const number = read(digits, own, other) ?? read(digits, other, own)
  return number === undefined ? undefined : /[−-]/.test(sign) ? 0 - Number(number) : Number(number)
}

/** A number as its locale writes it, as `parseNumber` reads it again: `1234,5`. */
export function showPlain(number: number, locale: string): string {
  return new Intl.NumberFormat(locale, { useGrouping: false, maximumFractionDigits: 20 }).format(number)
}

/** The value of a digit of any script, as `0` to `9`: each script has its ten in a row. */
function digitOf(digit: string): string {
  const code = digit.codePointAt(0) as number
  let zero = code
  while (code - zero < 9 && /^\p{Nd}$/u.test(String.fromCodePoint(zero - 1))) zero--
  return String(code - zero)
}

/** Reads digits with this sign before the decimals and that one between thousands; undefined where they do not stand so. */
function read(digits: string, decimal: string, thousands: string): string | undefined {
  const [whole = '', decimals = '', ...more] = digits.split(decimal)
  if (more.length > 0 || /\D/.test(decimals)) return undefined
  const groups = whole.split(thousands)
  if (groups.length > 1 && !GROUPED.test(groups.join(' '))) return undefined
  return `${groups.join('') || '0'}.${decimals || '0'}`
}
