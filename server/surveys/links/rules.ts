import { AppError } from '../../errors.ts'
import { headerKey } from '../../tables/header-rules.ts'

const MAX_LENGTH = 254
const MAX_NAMED = 200
/** What a header calls the column with the addresses, in English or German; see `headerKey`. */
const COLUMNS = /^((work|business|dienstliche)?e?mail(address|adresse)?|(e?mail)?address|adresse)$/
/** Somebody at a domain: what is in a mailbox's name is its own domain's affair. */
const ADDRESS = /^[^\s@<>,;"]+@[^\s@<>,;"]+\.[^\s@<>,;".]+$/

/** An address, and what the place that it was sent at is called: `addresses.3`, `line 4`. */
export interface Line {
  place: string
  address: string
  /** What is known to be wrong with it. */
  problem?: string
}

/** An address as compared; nobody's mailboxes differ by case alone. */
export function addressKey(address: string): string {
  return address.normalize('NFC').toLowerCase()
}

/** The addresses of a list, by their places. */
export function linesOfList(addresses: readonly string[]): Line[] {
  return addresses.map((address, i) => ({ place: `addresses.${i}`, address: address.trim() }))
}

/**
 * The addresses of a file, by their lines: in the column that its header names, otherwise in the first one that has any. What
 * is no email address has that as its problem: a file has names and titles beside them.
 */
export function linesOfFile(rows: readonly { line: number; cells: readonly string[] }[]): Line[] {
  const titled = rows[0]?.cells.findIndex((cell) => COLUMNS.test(headerKey(cell))) ?? -1
  const isAddress = (cell: string) => ADDRESS.test(cell.trim())
  const column =
    titled === -1 ? (rows.find(({ cells }) => cells.some(isAddress))?.cells.findIndex(isAddress) ?? 0) : titled
  return rows.slice(titled === -1 ? 0 : 1).map(({ line, cells }) => {
    const address = (cells[column] ?? '').trim()
    return { place: `line ${line}`, address, ...(!isAddress(address) && { problem: 'Not a valid email address.' }) }
  })
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for.
const CONTROL = /[\u0000-\u001f\u007f\u2028\u2029]/

/**
 * Makes sure that each line is an address, and the only one of its kind; `taken` has the keys of those that have a link.
 * @throws AppError `invalid` naming every line that is not.
 */
export function requireAddresses(lines: readonly Line[], taken: ReadonlySet<string> = new Set()): void {
  const problems: Record<string, string[]> = {}
  const places = new Map<string, string>()
  for (const { place, address, problem } of lines) {
    const key = addressKey(address)
    const earlier = places.get(key)
    const wrong = problem ?? addressProblem(address) ?? (earlier ? `The same as ${earlier}.` : undefined)
    if (wrong !== undefined) problems[place] = [wrong]
    else if (taken.has(key)) problems[place] = ['There is a link for this address: revoke that one first.']
    places.set(key, earlier ?? place)
  }
  const found = Object.entries(problems).slice(0, MAX_NAMED)
  if (found.length > 0) throw new AppError('invalid', '', { errors: { json: Object.fromEntries(found) } })
}

function addressProblem(address: string): string | undefined {
  if (address === '') return 'Must not be blank.'
  if (CONTROL.test(address) || !address.isWellFormed()) {
    return 'Not a valid string: it must be one line without control characters.'
  }
  return address.length > MAX_LENGTH ? `Longer than maximum length ${MAX_LENGTH}.` : undefined
}
