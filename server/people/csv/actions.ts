import { usernameKey } from '../../auth/rules.ts'
import type { Db } from '../../db/connect.ts'
import { AppError } from '../../errors.ts'
import type { Touched } from '../../time-off/recount.ts'
import { today } from '../company/rules.ts'
import { type CompanyRow, lockCompany } from '../company/store.ts'
import { changed, newEmployee, recountScope } from '../employees/actions.ts'
import { FULL_TIME, startingOn, weekOf, withPattern } from '../employees/pattern-rules.ts'
import type { Pattern } from '../employees/rules.ts'
import { type EmployeeRow, listPatterns, lockEmployees } from '../employees/store.ts'
import { replacePatterns, saveEmployees } from '../employees/write-store.ts'
import { transactWithHolidays } from '../holidays/actions.ts'
import { isRegion } from '../holidays/public-holidays.ts'
import type { HolidayLookup } from '../holidays/rules.ts'
import { type FactChange, recountTouched } from '../touched.ts'
import { type EmployeeFile, type EmployeeLine, LineErrors } from './lines.ts'
import { type Draft, draft, isOther, weekShown } from './rules.ts'
import * as store from './store.ts'

export interface Imported {
  created: number
  changed: number
  touched_requests: Touched[]
}

/** Those of the regions that lines name which there are; looked up before the transaction. */
export async function knownRegions(lines: readonly EmployeeLine[]): Promise<Set<string>> {
  const named = [...new Set(lines.map(({ holiday_region }) => holiday_region).filter((code) => code != null))]
  const known = await Promise.all(named.map(isRegion))
  return new Set(named.filter((_, i) => known[i]))
}

/**
 * Adds and changes the employees that the lines name: all of them, or none. Working hours that are not those in force
 * count from today on.
 * @throws AppError `invalid` naming every bad line and column, `conflict` when a balance would fall below its floor.
 */
export function importEmployees(
  db: Db,
  { lines, unread }: EmployeeFile,
  regions: ReadonlySet<string>,
  errors: LineErrors,
  by: FactChange,
): Promise<Imported> {
  const work = async (trx: Db, holidays: HolidayLookup): Promise<Imported> => {
    const company = await lockCompany(trx)
    const day = today(company, by.now)
    const employees = new Map((await store.allEmployees(trx)).map((row) => [row.id, row]))
    const known = { employees, accounts: await accountsOf(trx, lines), regions, unread }
    const found = new LineErrors(errors)
    const drafts = draft(lines, known, found, writerOf(by.now))
    found.throwAny()
    const ids = drafts.flatMap(({ before }) => before?.id ?? [])
    const patterns = Map.groupBy(ids.length > 0 ? await listPatterns(trx, ids) : [], ({ employee_id }) => employee_id)
    const weeks = new Map(drafts.flatMap((one) => otherPatterns(one, patterns.get(one.after.id) ?? [], day)))
    const written = drafts.filter(({ before, after }) => !before || isOther(before, after) || weeks.has(after.id))
    if (written.some(({ before }) => before?.erased_at)) throw new AppError('conflict', 'This person has been erased.')
    await write(trx, written, weeks)
    const touched_requests = await recountAll(trx, written, weeks, day, by, company, holidays)
    const created = written.filter(({ before }) => !before).length
    return { created, changed: written.length - created, touched_requests }
  }
  return transactWithHolidays(db, work, { ...by, locksCompany: true })
}

async function accountsOf(trx: Db, lines: readonly EmployeeLine[]): Promise<Map<string, string>> {
  const keys = [...new Set(lines.flatMap(({ account }) => (account ? [usernameKey(account)] : [])))]
  const accounts = keys.length > 0 ? await store.shareAccounts(trx, keys) : []
  return new Map(accounts.map(({ id, username_key }) => [username_key, id]))
}

function writerOf(now: Date) {
  return {
    make: (fields: object) => newEmployee(fields as { name: string; start_date: string }, now),
    change: (before: EmployeeRow, fields: object) => changed(before, fields, now),
  }
}

/** The patterns of an employee after a line, when they are others than before. */
function otherPatterns(
  { line, before, after }: Draft,
  patterns: readonly Pattern[],
  day: string,
): [string, Pattern[]][] {
  const { id, start_date } = after
  if (!before) {
    const minutes = line.week ?? weekOf('working_hours', FULL_TIME)
    return [[id, [{ effective_from: start_date, minutes }]]]
  }
  const moved = before.start_date === start_date ? patterns : startingOn(patterns, start_date)
  const { week } = line
  if (week && String(weekShown(moved, day)) !== String(week)) {
    const effective_from = day < start_date ? start_date : day
    return [[id, withPattern(moved, { effective_from, minutes: week }, start_date)]]
  }
  return moved === patterns ? [] : [[id, [...moved]]]
}

async function write(trx: Db, drafts: readonly Draft[], weeks: ReadonlyMap<string, Pattern[]>): Promise<void> {
  if (drafts.length === 0) return
  const existing = drafts.flatMap(({ before }) => before?.id ?? [])
  if (existing.length > 0) {
    await lockEmployees(trx, existing)
    await store.freeAccounts(trx, existing)
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
