import { AppError } from '../../errors.ts'

const MAX_LENGTH = 254
const MAX_NAMED = 200
/** What a header calls the column with the addresses. */
const COLUMNS = ['email', 'e-mail', 'address']

/** An address, and what the place that it was sent at is called: `addresses.3`, `line 4`. */
export interface Line {
  place: string
  address: string
}

/** An address as compared; nobody's mailboxes differ by case alone. */
export function addressKey(address: string): string {
  return address.normalize('NFC').toLowerCase()
}

/** The addresses of a list, by their places. */
export function linesOfList(addresses: readonly string[]): Line[] {
  return addresses.map((address, i) => ({ place: `addresses.${i}`, address: address.trim() }))
}

/** The addresses of a file, by their lines: in the column that its header names, or in the first one. */
export function linesOfFile(records: readonly { line: number; cells: readonly string[] }[]): Line[] {
  const header = records[0]?.cells.map((cell) => cell.trim().toLowerCase()) ?? []
  const column = header.findIndex((name) => COLUMNS.includes(name))
  return records
    .slice(column === -1 ? 0 : 1)
    .map(({ line, cells }) => ({ place: `line ${line}`, address: (cells[Math.max(column, 0)] ?? '').trim() }))
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
  for (const { place, address } of lines) {
    const key = addressKey(address)
    const earlier = places.get(key)
    const problem = addressProblem(address) ?? (earlier ? `The same as ${earlier}.` : undefined)
    if (problem !== undefined) problems[place] = [problem]
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
