import type { Selectable } from 'kysely'
import type { Db } from '../../db/connect.ts'
import type { Tables } from '../../db/tables.ts'

export type CompanyHolidayRow = Selectable<Tables['company_holidays']>

/** Every day that the company has set; the number of them is bounded. */
export function allCompanyHolidays(db: Db): Promise<CompanyHolidayRow[]> {
  return db.selectFrom('company_holidays').selectAll().orderBy('date').orderBy('region').execute()
}
