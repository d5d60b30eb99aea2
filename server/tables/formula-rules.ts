/** Where some spreadsheet begins a cell: German ones split lines at `;`, pasted text is split at tabs, and quotes may be lost. */
const SEPARATORS = ';,\\t\\r\\n\\v\\f\\u0085\\u2028\\u2029'
/** What makes a cell a formula, in either width, behind any spaces and quotes. Linear: what may be skipped separates nothing. */
const FORMULA = `(?:(?![${SEPARATORS}])[\\s"'])*[=+\\-@\\t\\r\uff1d\uff0b\uff0d\uff20]`
const CELL = `(?<=^|[${SEPARATORS}])`
const UNMARKED = new RegExp(`${CELL}(?=${FORMULA})`, 'g')
const MARKED = new RegExp(`${CELL}'(?=${FORMULA})`, 'g')

/** A text that no spreadsheet runs, wherever it begins a cell: each formula is marked by a `'` before it. */
export function inert(text: string): string {
  return text.replace(UNMARKED, "'")
}

/** The text that was made inert. */
export function uninert(text: string): string {
  return text.replace(MARKED, '')
}
