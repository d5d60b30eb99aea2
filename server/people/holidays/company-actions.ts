import type { Db } from '../../db/connect.ts'
import { AppError, notFound } from '../../errors.ts'
import { newId } from '../../ids.ts'
import type { Touched } from '../../time-off/recount.ts'
import { type CompanyRow, lockCompany } from '../company/store.ts'
import { regionOf } from '../employees/rules.ts'
import { listEmployeeRegions } from '../employees/store.ts'
import { type FactChange, recountTouched } from '../touched.ts'
import { holidayLookup, transactWithHolidays } from './actions.ts'
import { checkRegion } from './public-holidays.ts'
import { holdsFor } from './rules.ts'
import type { CompanyHolidayChange, CompanyHolidayInput } from './schema.ts'
import type { CompanyHolidayRow } from './store.ts'
import * as store from './store.ts'

const MAX_COMPANY_HOLIDAYS = 2_000

export interface ChangedHoliday {
  holiday: CompanyHolidayRow
  touched: Touched[]
}

/** Looks at a company holiday as it is, and may throw. */
export type Guard = (current: CompanyHolidayRow) => void

/**
 * Sets a day off, or a public holiday on which people work. The region, which cannot be looked up in a transaction, is
 * checked already.
 * @throws AppError `conflict` when the day and region has one already, or a balance would fall below its floor.
 */
export function createCompanyHoliday(db: Db, input: CompanyHolidayInput, by: FactChange): Promise<ChangedHoliday> {
  return changeDays(db, by, async (trx) => {
    if ((await store.countCompanyHolidays(trx)) >= MAX_COMPANY_HOLIDAYS) {
      throw new AppError('conflict', `There are ${MAX_COMPANY_HOLIDAYS} company holidays already: delete some first.`)
    }
    const { date, name, off = 'day', region } = input
    const created_at = by.now.toISOString()
    const holiday = { id: newId(), date, name, off, region: region ?? '', version: 1, created_at }
    await store.insertCompanyHoliday(trx, holiday)
    return { holiday, days: [holiday] }
  })
}

/**
 * Changes a company holiday; what is left out stays.
 * @throws AppError `not_found`, `invalid`, `conflict`, and whatever `guard` throws.
 */
export async function changeCompanyHoliday(
  db: Db,
  id: string,
  { region, ...change }: CompanyHolidayChange,
  guard: Guard,
  by: FactChange,
): Promise<ChangedHoliday> {
  await checkRegion('region', region)
  return changeDays(db, by, async (trx) => {
    const current = await findExisting(trx, id)
    guard(current)
    const other = { ...change, ...(region !== undefined && { region: region ?? '' }) }
    const holiday = { ...current, ...other, version: current.version + 1 }
    await store.updateCompanyHoliday(trx, holiday)
    return { holiday, days: isSameDay(current, holiday) ? [] : [current, holiday] }
  })
}

/** Deletes a company holiday. @throws AppError `not_found`, `conflict`, and whatever `guard` throws. */
export function removeCompanyHoliday(db: Db, id: string, guard: Guard, by: FactChange): Promise<ChangedHoliday> {
  return changeDays(db, by, async (trx) => {
    const holiday = await findExisting(trx, id)
    guard(holiday)
    await store.deleteCompanyHoliday(trx, id)
    return { holiday, days: [holiday] }
  })
}

interface DayChange {
  holiday: CompanyHolidayRow
  /** What people have, or had, on which days. */
  days: CompanyHolidayRow[]
}

/** Changes what holds for everybody, and recounts for those people and days whom it touches. */
function changeDays(db: Db, by: FactChange, change: (trx: Db) => Promise<DayChange>): Promise<ChangedHoliday> {
  const work = async (trx: Db) => {
    const company = await lockCompany(trx)
    const { holiday, days } = await change(trx)
    return { holiday, touched: await recountDays(trx, days, by, company) }
  }
  return transactWithHolidays(db, work, { ...by, locksCompany: true })
}

async function recountDays(
  trx: Db,
  days: CompanyHolidayRow[],
  by: FactChange,
  company: CompanyRow,
): Promise<Touched[]> {
  const dates = days.map(({ date }) => date).sort()
  const [from, to] = [dates[0], dates.at(-1)]
  if (from === undefined || to === undefined) return []
  const people = await listEmployeeRegions(trx)
  const held = people.filter((person) => days.some(({ region }) => holdsFor(region, regionOf(person, company))))
  const scope = { employeeIds: held.map(({ id }) => id), from, to, holidaysOnly: true }
  return recountTouched(trx, scope, by, company, await holidayLookup(trx))
}

function isSameDay(before: CompanyHolidayRow, after: CompanyHolidayRow): boolean {
  return before.date === after.date && before.region === after.region && before.off === after.off
}

async function findExisting(trx: Db, id: string): Promise<CompanyHolidayRow> {
  const holiday = await store.findCompanyHoliday(trx, id)
  if (!holiday) throw notFound()
  return holiday
}
