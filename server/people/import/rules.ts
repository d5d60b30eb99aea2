import { usernameKey } from '../../auth/rules.ts'
import { nameKey, type Pattern } from '../employees/rules.ts'
import type { EmployeeRow } from '../employees/store.ts'
import type { EmployeeLine } from './lines.ts'
import { nameCycles, nameManagers } from './managers-rules.ts'
import type { Problems } from './problems.ts'
import { agrees, numberKey, recognise } from './recognise-rules.ts'

/** What lines are read against. */
export interface Known {
  /** Everybody, by id. */
  employees: ReadonlyMap<string, EmployeeRow>
  /** The ids of accounts by the keys of their names. */
  accounts: ReadonlyMap<string, string>
  regions: ReadonlySet<string>
}

/** An employee as they are, if they are, and as a line will have them. */
export interface Draft {
  line: EmployeeLine
  before: EmployeeRow | undefined
  after: EmployeeRow
}

/** Gives a new employee, and another version of one. */
export interface DraftWriter {
  make(fields: Fields & { name: string; start_date: string }): EmployeeRow
  change(before: EmployeeRow, fields: Fields): EmployeeRow
}

const FIELDS = ['name', 'team', 'start_date', 'end_date', 'holiday_region', 'personnel_number', 'email'] as const
type Fields = Partial<Pick<EmployeeRow, (typeof FIELDS)[number] | 'user_id'>>

/**
 * The employees that the lines ask for, one of each line. All that is wrong with them is named in `problems`: as long as there
 * is anything, they are nothing to be written.
 */
export function draft(
  lines: readonly EmployeeLine[],
  known: Known,
  problems: Problems,
  { make, change }: DraftWriter,
): Draft[] {
  const recognised = recognise(lines, known.employees, problems)
  const drafts = lines.map((line): Draft => {
    const before = recognised.get(line)
    const fields = fieldsOf(line, before, known)
    if (before) return { line, before, after: change(before, fields) }
    if (line.id === undefined) requireNew(line, problems)
    return { line, before, after: make({ name: '', start_date: '', ...fields }) }
  })
  for (const one of drafts) checkFields(one, known, problems)
  nameRepeated(drafts, problems)
  const people = new Map([...known.employees, ...drafts.map(({ after }) => [after.id, after] as const)])
  nameManagers(drafts, people, problems)
  nameCycles(drafts, people, problems)
  checkHolders(drafts, people, problems)
  return drafts
}

function fieldsOf(line: EmployeeLine, before: EmployeeRow | undefined, known: Known): Fields {
  const said = FIELDS.flatMap((field) => (line[field] === undefined ? [] : [[field, line[field]] as const]))
  const fields: Fields = Object.fromEntries(said)
  const number = before?.personnel_number
  // The same number without the zeros that a spreadsheet took off is no other one.
  if (number && line.personnel_number && numberKey(number) === numberKey(line.personnel_number)) {
    fields.personnel_number = number
  }
  if (line.account === undefined) return fields
  return { ...fields, user_id: line.account === null ? null : (known.accounts.get(usernameKey(line.account)) ?? null) }
}

/** Somebody new has a name and a first day; where one of them is wrong, that is said already. */
function requireNew({ line, name, start_date }: EmployeeLine, problems: Problems): void {
  for (const [field, value] of Object.entries({ name, start_date })) {
    if (value === undefined && !problems.has(line, field)) problems.add(line, field, 'Missing data for required field.')
  }
}

function checkFields(
  { line: { line, account, holiday_region }, after }: Draft,
  known: Known,
  problems: Problems,
): void {
  if (account && !known.accounts.has(usernameKey(account))) problems.add(line, 'account', 'There is no such account.')
  if (holiday_region && !known.regions.has(holiday_region)) problems.add(line, 'holiday_region', 'Not a known region.')
  if (after.end_date !== null && after.end_date < after.start_date) {
    problems.add(line, 'end_date', 'Must not be before the first day of employment.')
  }
}

/** Two new people whom nothing tells apart are one whom the file has twice. */
function nameRepeated(drafts: readonly Draft[], problems: Problems): void {
  const added = drafts.filter(({ before, after }) => !before && after.name !== '')
  const alike = Map.groupBy(added, ({ after }) => `${after.start_date} ${nameKey(after.name)}`)
  for (const [first, ...others] of alike.values()) {
    for (const { line } of others) {
      if (first && agrees(line, first.after))
        problems.add(line.line, 'name', `The same person as in line ${first.line.line}.`)
    }
  }
}

/** An account and a personnel number belong to one person. */
function checkHolders(drafts: readonly Draft[], people: ReadonlyMap<string, EmployeeRow>, problems: Problems): void {
  const ofAccounts = Map.groupBy(people.values(), ({ user_id }) => user_id)
  const ofNumbers = Map.groupBy(people.values(), ({ personnel_number }) => personnel_number)
  for (const { line, after } of drafts) {
    if (after.user_id !== null && ofAccounts.get(after.user_id)?.length !== 1) {
      problems.add(line.line, 'account', 'This account belongs to another employee.')
    }
    if (after.personnel_number !== null && ofNumbers.get(after.personnel_number)?.length !== 1) {
      problems.add(line.line, 'personnel_number', 'This personnel number belongs to another employee.')
    }
  }
}

/** The week in force on a day, and before the first day of employment the first one: what the file shows of patterns. */
export function weekShown(patterns: readonly Pattern[], day: string): readonly number[] | undefined {
  return (patterns.findLast(({ effective_from }) => effective_from <= day) ?? patterns[0])?.minutes
}
