import { toHours } from '../../time-off/hours.ts'
import type { EmployeeRow } from '../employees/store.ts'
import { FIELDS } from './columns-rules.ts'
import type { Problems } from './problems.ts'
import type { Draft } from './rules.ts'
import type { ImportedRow } from './schema.ts'

/** What the import and the export call the fields of a person. */
export const SHOWN = FIELDS.slice(0, FIELDS.indexOf('first_name'))
export type Shown = Record<string, string | null>

/** A person as a file shows them; `account` is the name of theirs, `week` in minutes. */
export function shownAs(person: EmployeeRow, account: string | null, week: readonly number[] | undefined): Shown {
  const { id, name, manager_id, team, start_date, end_date, holiday_region, personnel_number, email } = person
  const working_hours = week?.map(toHours).join(' ') ?? null
  const fields = { id, name, account, manager: manager_id, team, start_date, end_date, holiday_region, working_hours }
  return { ...fields, personnel_number, email }
}

/** What a report needs to know beside the drafts. */
export interface Known {
  /** In minutes, of those who are there; and of everybody as the file will have them. */
  before: ReadonlyMap<string, readonly number[] | undefined>
  after: ReadonlyMap<string, readonly number[] | undefined>
  /** The names of accounts, and of everybody who is there, by their ids. */
  accounts: ReadonlyMap<string, string>
  names: ReadonlyMap<string, string>
  /** False in a dry run, whose new people have no ids. */
  isWritten: boolean
}

/** What becomes of each line of a file: a new person, other fields, nothing, or what is wrong with it. */
export function reportOf(
  drafts: readonly Draft[],
  problems: Problems,
  { before, after, accounts, names, isWritten }: Known,
): ImportedRow[] {
  const nameOf = new Map([...names, ...drafts.map(({ after: { id, name } }) => [id, name] as const)])
  const shown = (person: EmployeeRow, weeks: Known['before']): Shown => {
    const fields = shownAs(person, accounts.get(person.user_id ?? '') ?? null, weeks.get(person.id))
    return { ...fields, manager: nameOf.get(fields.manager ?? '') ?? fields.manager ?? null }
  }
  return drafts.map((one) => {
    const { line } = one.line
    const row = { line, name: one.after.name === '' ? null : one.after.name, employee_id: one.before?.id ?? null }
    if (problems.has(line)) return { ...row, state: 'wrong', changes: [], problems: problems.of(line) }
    if (!one.before)
      return { ...row, employee_id: isWritten ? one.after.id : null, state: 'new', changes: [], problems: {} }
    const [from, to] = [shown(one.before, before), shown(one.after, after)]
    const changes = SHOWN.flatMap((field) =>
      from[field] === to[field] ? [] : [{ field, from: from[field] ?? null, to: to[field] ?? null }],
    )
    return { ...row, state: changes.length > 0 ? 'changed' : 'unchanged', changes, problems: {} }
  })
}
