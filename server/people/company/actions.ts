import type { Db } from '../../db/connect.ts'
import type { Touched } from '../../time-off/recount.ts'
import { listEmployeeRegions } from '../employees/store.ts'
import { transactWithHolidays } from '../holidays/actions.ts'
import { checkRegion } from '../holidays/public-holidays.ts'
import type { HolidayLookup } from '../holidays/rules.ts'
import { type FactChange, recountTouched } from '../touched.ts'
import { checkLocale, checkTimeZone, today } from './rules.ts'
import type { CompanyChange } from './schema.ts'
import { type CompanyRow, lockCompany, updateCompany } from './store.ts'

/**
 * Changes the company's settings; what is left out stays. `guard` sees them as they are, locked, and may throw.
 * Another region counts from today on, for everybody who has none of their own.
 * @throws AppError `invalid`, `conflict` when a balance would fall below its floor, and whatever `guard` throws.
 */
export async function changeCompany(
  db: Db,
  change: CompanyChange,
  guard: (current: CompanyRow) => void,
  by: FactChange,
): Promise<{ company: CompanyRow; touched: Touched[] }> {
  const { shows_leave_types, ...settings } = checked(change)
  await checkRegion('holiday_region', change.holiday_region)
  const work = async (trx: Db, holidays: HolidayLookup) => {
    const current = await lockCompany(trx)
    guard(current)
    const company: CompanyRow = {
      ...current,
      ...settings,
      ...(shows_leave_types !== undefined && { shows_leave_types: Number(shows_leave_types) }),
      version: current.version + 1,
      updated_at: by.now.toISOString(),
    }
    await updateCompany(trx, company)
    if (company.holiday_region === current.holiday_region) return { company, touched: [] }
    const people = await listEmployeeRegions(trx)
    const employeeIds = people.filter(({ holiday_region }) => holiday_region === null).map(({ id }) => id)
    const scope = { employeeIds, from: today(company, by.now), holidaysOnly: true }
    return { company, touched: await recountTouched(trx, scope, by, company, holidays) }
  }
  return transactWithHolidays(db, work, { ...by, locksCompany: true })
}

function checked(change: CompanyChange): CompanyChange {
  return {
    ...change,
    ...(change.time_zone !== undefined && { time_zone: checkTimeZone(change.time_zone) }),
    ...(change.locale !== undefined && { locale: checkLocale(change.locale) }),
  }
}
