import { usernameKey } from '../../auth/rules.ts'
import { cycleSentence, findCycle, nameKey, type Pattern } from '../employees/rules.ts'
import type { EmployeeRow } from '../employees/store.ts'
import type { EmployeeLine, LineErrors } from './lines.ts'

/** What lines are read against. */
export interface Known {
  /** Everybody, by id. */
  employees: ReadonlyMap<string, EmployeeRow>
  /** The ids of accounts by the keys of their names. */
  accounts: ReadonlyMap<string, string>
  regions: ReadonlySet<string>
  /** The keys of names on lines with mistakes: not known, and not missing either. */
  unread: ReadonlySet<string>
}

/** An employee as they are, if they are, and as a line will have them. */
export interface Draft {
  line: EmployeeLine
  before: EmployeeRow | undefined
  after: EmployeeRow
}

/**
 * The employees that the lines ask for. `make` gives a new employee, and `change` another version of one.
 * What cannot be is named in `errors`.
 */
export function draft(
  lines: readonly EmployeeLine[],
  known: Known,
  errors: LineErrors,
  { make, change }: DraftWriter,
): Draft[] {
  checkIds(lines, known, errors)
  const drafts = lines.flatMap((line): Draft[] => {
    const before = known.employees.get(line.id ?? '')
    if (line.id !== undefined && !before) return []
    const fields = fieldsOf(line, known)
    return [{ line, before, after: before ? change(before, fields) : make(fields) }]
  })
  for (const one of drafts) checkFields(one, known, errors)
  const people = new Map([...known.employees, ...drafts.map(({ after }) => [after.id, after] as const)])
  nameManagers(drafts, people, known, errors)
  nameCycles(drafts, people, errors)
  checkAccounts(drafts, people, errors)
  return drafts
}

function checkIds(lines: readonly EmployeeLine[], known: Known, errors: LineErrors): void {
  const seen = new Map<string, number>()
  for (const { line, id } of lines) {
    if (id === undefined) continue
    if (!known.employees.has(id)) errors.add(line, 'id', 'There is no such employee.')
    else if (seen.has(id)) errors.add(line, 'id', `Line ${seen.get(id)} is about this employee.`)
    seen.set(id, line)
  }
}

function checkFields(
  { line: { line, account, holiday_region }, after }: Draft,
  known: Known,
  errors: LineErrors,
): void {
  if (account && !known.accounts.has(usernameKey(account))) errors.add(line, 'account', 'There is no such account.')
  if (holiday_region && !known.regions.has(holiday_region)) errors.add(line, 'holiday_region', 'Not a known region.')
  if (after.end_date !== null && after.end_date < after.start_date) {
    errors.add(line, 'end_date', 'Must not be before the first day of employment.')
  }
}

export interface DraftWriter {
  make(fields: Fields): EmployeeRow
  change(before: EmployeeRow, fields: Fields): EmployeeRow
}

export type Fields = Partial<
  Pick<EmployeeRow, 'name' | 'team' | 'start_date' | 'end_date' | 'holiday_region' | 'user_id'>
>

function fieldsOf(
  { line: _line, id: _id, account, manager: _manager, week: _week, ...fields }: EmployeeLine,
  known: Known,
): Fields {
  if (account === undefined) return fields
  return { ...fields, user_id: account === null ? null : (known.accounts.get(usernameKey(account)) ?? null) }
}

type People = ReadonlyMap<string, EmployeeRow>

/** A manager is named by id or by name, be it of the database or of another line. */
function nameManagers(drafts: readonly Draft[], people: People, { unread }: Known, errors: LineErrors): void {
  const byName = Map.groupBy(people.values(), (person) => nameKey(person.name))
  const named = (manager: string) => [people.get(manager) ?? byName.get(nameKey(manager)) ?? []].flat()
  for (const { line, after } of drafts) {
    const { manager } = line
    if (manager === undefined) continue
    const found = manager === null ? [] : named(manager)
    const wrong = manager === null || unread.has(nameKey(manager)) ? undefined : managerSentence(found, after.id)
    if (wrong) errors.add(line.line, 'manager', wrong)
    after.manager_id = wrong ? null : (found[0]?.id ?? null)
  }
}

function managerSentence(found: readonly EmployeeRow[], id: string): string | undefined {
  if (found.length === 0) return 'There is no such employee.'
  if (found.length > 1) return 'Several people have this name: the id of one is needed.'
  return found[0]?.id === id ? 'Must be somebody else.' : undefined
}

/** Of each circle one line is told; the others are a part of the same sentence. */
function nameCycles(drafts: readonly Draft[], people: People, errors: LineErrors): void {
  const seen = new Set<string>()
  for (const { after } of drafts) {
    const someone = firstAgain(people, after.id, seen)
    const circle = someone === undefined ? [] : (findCycle(people, someone) ?? [])
    const first = drafts.find((one) => circle.some(({ id }) => id === one.after.id))
    if (first) errors.add(first.line.line, 'manager', cycleSentence(findCycle(people, first.after.id) ?? circle))
  }
}

/** Whom the line of someone's managers comes to a second time. Those in `seen` are known already, and so is who follows. */
function firstAgain(people: People, id: string, seen: Set<string>): string | undefined {
  const line = new Set<string>()
  let person = people.get(id)
  while (person && !seen.has(person.id) && !line.has(person.id)) {
    line.add(person.id)
    person = people.get(person.manager_id ?? '')
  }
  for (const one of line) seen.add(one)
  return person && line.has(person.id) ? person.id : undefined
}

function checkAccounts(drafts: readonly Draft[], people: People, errors: LineErrors): void {
  const holders = Map.groupBy(people.values(), (person) => person.user_id)
  for (const { line, after } of drafts) {
    if (after.user_id === null || holders.get(after.user_id)?.length === 1) continue
    errors.add(line.line, 'account', 'This account belongs to another employee.')
  }
}

/** The fields in which a line can make a difference. */
const COMPARED = ['name', 'team', 'start_date', 'end_date', 'holiday_region', 'user_id', 'manager_id'] as const

/** True when a line changes anything of the employee's own row. */
export function isOther(before: EmployeeRow, after: EmployeeRow): boolean {
  return COMPARED.some((field) => before[field] !== after[field])
}

/** The week in force on a day, and before the first day of employment the first one: what the file shows of patterns. */
export function weekShown(patterns: readonly Pattern[], day: string): readonly number[] | undefined {
  return (patterns.findLast(({ effective_from }) => effective_from <= day) ?? patterns[0])?.minutes
}
