import type { Db } from '../../db/connect.ts'
import type { Touched } from '../../time-off/recount.ts'
import { regionOf } from '../employees/rules.ts'
import { listEmployeeRegions } from '../employees/store.ts'
import { holidayLookup, transactWithHolidays } from '../holidays/actions.ts'
import { kindsIn } from '../holidays/kind-rules.ts'
import { checkRegion } from '../holidays/public-holidays.ts'
import { type FactChange, recountTouched } from '../touched.ts'
import { checkLocale, checkTimeZone, today } from './rules.ts'
import type { CompanyChange } from './schema.ts'
import { type CompanyRow, lockCompany, updateCompany } from './store.ts'

/**
 * Changes the company's settings; what is left out stays. `guard` sees them as they are, locked, and may throw.
 * Another region counts from today on, for everybody who has none of their own; other kinds of holidays for everybody.
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
  const work = async (trx: Db) => {
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
    const people = (await listEmployeeRegions(trx)).filter((person) => isTouched(person, current, company))
    const scope = { employeeIds: people.map(({ id }) => id), from: today(company, by.now), holidaysOnly: true }
    return { company, touched: await recountTouched(trx, scope, by, company, await holidayLookup(trx)) }
  }
  return transactWithHolidays(db, work, { ...by, locksCompany: true })
}

/** Whether somebody has other holidays after a change of the company's settings. */
function isTouched(person: { holiday_region: string | null }, before: CompanyRow, after: CompanyRow): boolean {
  const [was, is] = [regionOf(person, before), regionOf(person, after)]
  const kindsOf = (region: string | null, { holiday_kinds }: CompanyRow) => region && kindsIn(region, holiday_kinds)
  return was !== is || String(kindsOf(was, before)) !== String(kindsOf(is, after))
}

function checked(change: CompanyChange): CompanyChange {
  return {
    ...change,
    ...(change.time_zone !== undefined && { time_zone: checkTimeZone(change.time_zone) }),
    ...(change.locale !== undefined && { locale: checkLocale(change.locale) }),
  }
}
