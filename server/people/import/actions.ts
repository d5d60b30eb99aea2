import { usernameKey } from '../../auth/rules.ts'
import type { Db } from '../../db/connect.ts'
import type { Touched } from '../../time-off/recount.ts'
import { today } from '../company/rules.ts'
import { type CompanyRow, lockCompany } from '../company/store.ts'
import { changed, newEmployee, recountScope } from '../employees/actions.ts'
import { FULL_TIME, startingOn, weekOf, withPattern } from '../employees/pattern-rules.ts'
import type { Pattern } from '../employees/rules.ts'
import { listPatterns, lockEmployees } from '../employees/store.ts'
import { replacePatterns, saveEmployees } from '../employees/write-store.ts'
import { transactWithHolidays } from '../holidays/actions.ts'
import { isRegion } from '../holidays/public-holidays.ts'
import type { HolidayLookup } from '../holidays/rules.ts'
import { type FactChange, recountTouched } from '../touched.ts'
import { weekWith } from './hours-rules.ts'
import type { EmployeeLine } from './lines.ts'
import type { Problems } from './problems.ts'
import { reportOf } from './report-rules.ts'
import { type Draft, draft, weekShown } from './rules.ts'
import type { ImportedRow, ImportResult } from './schema.ts'
import * as store from './store.ts'

export type Imported = Omit<ImportResult, 'columns' | 'date_format'>

/** Those of the regions that lines name which there are; looked up before the transaction. */
export async function knownRegions(lines: readonly EmployeeLine[]): Promise<Set<string>> {
  const named = [...new Set(lines.map(({ holiday_region }) => holiday_region).filter((code) => code != null))]
  const known = await Promise.all(named.map(isRegion))
  return new Set(named.filter((_, i) => known[i]))
}

/**
 * Adds and changes the employees that the lines name: all of them, or none. Working hours that are not those in force
 * count from today on. A dry run says of each line what would become of it.
 * @throws AppError `invalid` naming every bad line and field, but in a dry run; `conflict` when a balance would fall below its
 * floor.
 */
export function importEmployees(
  db: Db,
  lines: readonly EmployeeLine[],
  regions: ReadonlySet<string>,
  read: Problems,
  by: FactChange,
): Promise<Imported> {
  const work = async (trx: Db, holidays: HolidayLookup): Promise<Imported> => {
    const company = await lockCompany(trx)
    const day = today(company, by.now)
    // Before the employees are read: an account that is deleted meanwhile is theirs no longer.
    const kept = await sharedAccounts(trx, lines)
    const employees = new Map((await store.allEmployees(trx)).map((row) => [row.id, row]))
    const problems = read.copy()
    const accounts = new Map(kept.map(({ id, username_key }) => [username_key, id]))
    const drafts = draft(lines, { employees, accounts, regions }, problems, writerOf(by.now))
    if (!by.dryRun) problems.throwAny()
    const ids = drafts.flatMap(({ before }) => before?.id ?? [])
    const patterns = Map.groupBy(ids.length > 0 ? await listPatterns(trx, ids) : [], ({ employee_id }) => employee_id)
    const right = drafts.filter(({ line }) => !problems.has(line.line))
    const weeks = new Map(right.flatMap((one) => otherPatterns(one, patterns.get(one.after.id) ?? [], day)))
    const rows = reportOf(drafts, problems, {
      before: new Map(ids.map((id) => [id, weekShown(patterns.get(id) ?? [], day)])),
      after: new Map(ids.map((id) => [id, weekShown(weeks.get(id) ?? patterns.get(id) ?? [], day)])),
      accounts: new Map(kept.map(({ id, username }) => [id, username])),
      names: new Map([...employees.values()].map(({ id, name }) => [id, name])),
      isWritten: !by.dryRun,
    })
    const counts = countStates(rows)
    if (!problems.isEmpty) return { ...counts, rows, touched_requests: [] }
    const written = drafts.filter((_, i) => rows[i]?.state !== 'unchanged')
    await write(trx, written, weeks)
    const touched_requests = await recountAll(trx, written, weeks, day, by, company, holidays)
    return { ...counts, rows, touched_requests }
  }
  return transactWithHolidays(db, work, { ...by, locksCompany: true })
}

function sharedAccounts(trx: Db, lines: readonly EmployeeLine[]): Promise<store.NamedAccount[]> {
  return store.shareAccounts(trx, [...new Set(lines.flatMap(({ account }) => (account ? [usernameKey(account)] : [])))])
}

function writerOf(now: Date) {
  return {
    make: (fields: Parameters<typeof newEmployee>[0]) => newEmployee(fields, now),
    change: (before: Parameters<typeof changed>[0], fields: Parameters<typeof changed>[1]) =>
      changed(before, fields, now),
  }
}

function countStates(rows: readonly ImportedRow[]): Pick<Imported, 'created' | 'changed' | 'unchanged' | 'wrong'> {
  const count = (wanted: ImportedRow['state']) => rows.filter(({ state }) => state === wanted).length
  return { created: count('new'), changed: count('changed'), unchanged: count('unchanged'), wrong: count('wrong') }
}

/** The patterns of an employee after a line, when they are others than before. */
function otherPatterns(
  { line, before, after }: Draft,
  patterns: readonly Pattern[],
  day: string,
): [string, Pattern[]][] {
  const { id, start_date } = after
  if (!before) {
    const minutes = weekSaid(line, FULL_TIME_WEEK) ?? FULL_TIME_WEEK
    return [[id, [{ effective_from: start_date, minutes }]]]
  }
  const moved = before.start_date === start_date ? patterns : startingOn(patterns, start_date)
  const shown = weekShown(moved, day)
  const week = weekSaid(line, shown ?? FULL_TIME_WEEK)
  if (week && String(shown) !== String(week)) {
    const effective_from = day < start_date ? start_date : day
    return [[id, withPattern(moved, { effective_from, minutes: week }, start_date)]]
  }
  return moved === patterns ? [] : [[id, [...moved]]]
}

const FULL_TIME_WEEK = weekOf('working_hours', FULL_TIME)

/** The week that a line asks for, in minutes; undefined when it says nothing of it. */
function weekSaid({ week, weekly }: EmployeeLine, current: readonly number[]): number[] | undefined {
  return week ?? (weekly === undefined ? undefined : weekWith(weekly, current))
}

async function write(trx: Db, drafts: readonly Draft[], weeks: ReadonlyMap<string, Pattern[]>): Promise<void> {
  if (drafts.length === 0) return
  const existing = drafts.flatMap(({ before }) => before?.id ?? [])
  if (existing.length > 0) {
    await lockEmployees(trx, existing)
    await store.freeWhatIsTheirs(trx, existing)
  }
  await saveEmployees(
    trx,
    drafts.map(({ after }) => after),
  )
  await replacePatterns(trx, weeks)
}
/** With other dates all requests of a person are counted anew, with another region or week those from today on. */
async function recountAll(
  trx: Db,
  drafts: readonly Draft[],
  weeks: ReadonlyMap<string, unknown>,
  day: string,
  by: FactChange,
  company: CompanyRow,
  holidays: HolidayLookup,
): Promise<Touched[]> {
  const scopes = drafts.flatMap(({ before, after }) => {
    if (!before) return []
    const { employeeIds, from } = recountScope(before, after, day)
    if (employeeIds.length > 0) return [{ id: after.id, from }]
    return weeks.has(after.id) ? [{ id: after.id, from: day }] : []
  })
  const ids = (wanted: boolean) => scopes.filter(({ from }) => (from === undefined) === wanted).map(({ id }) => id)
  const always = await recountTouched(trx, { employeeIds: ids(true) }, by, company, holidays)
  const fromNow = await recountTouched(trx, { employeeIds: ids(false), from: day }, by, company, holidays)
  return [...always, ...fromNow]
}
