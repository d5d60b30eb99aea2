import type { Selectable } from 'kysely'
import type { Db } from '../../db/connect.ts'
import { violatedUnique } from '../../db/database-errors.ts'
import type { Tables } from '../../db/tables.ts'
import { AppError } from '../../errors.ts'
import type { PageRequest } from '../../http/paging.ts'

export type CompanyHolidayRow = Selectable<Tables['company_holidays']>

/** Every day that the company has set; the number of them is bounded. */
export function allCompanyHolidays(db: Db): Promise<CompanyHolidayRow[]> {
  return db.selectFrom('company_holidays').selectAll().execute()
}

/** The company's days in their order; one row more than the page holds. */
export function listCompanyHolidays(db: Db, { limit, after }: PageRequest): Promise<CompanyHolidayRow[]> {
  return db
    .selectFrom('company_holidays')
    .selectAll()
    .$if(after !== undefined, (query) => {
      const [date = '', region = ''] = after ?? []
      return query.where((eb) =>
        eb.or([eb('date', '>', date), eb.and([eb('date', '=', date), eb('region', '>', region)])]),
      )
    })
    .orderBy('date')
    .orderBy('region')
    .limit(limit + 1)
    .execute()
}

export function findCompanyHoliday(db: Db, id: string): Promise<CompanyHolidayRow | undefined> {
  return db.selectFrom('company_holidays').selectAll().where('id', '=', id).executeTakeFirst()
}

export async function countCompanyHolidays(db: Db): Promise<number> {
  const { count } = await db
    .selectFrom('company_holidays')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return count
}

/** @throws AppError `conflict` when the day and region has one already. */
export async function insertCompanyHoliday(trx: Db, row: CompanyHolidayRow): Promise<void> {
  await translateTaken(trx.insertInto('company_holidays').values(row).execute())
}

/** @throws AppError `conflict` when the day and region has one already. */
export async function updateCompanyHoliday(trx: Db, { id, ...row }: CompanyHolidayRow): Promise<void> {
  await translateTaken(trx.updateTable('company_holidays').set(row).where('id', '=', id).execute())
}

export async function deleteCompanyHoliday(trx: Db, id: string): Promise<void> {
  await trx.deleteFrom('company_holidays').where('id', '=', id).execute()
}

async function translateTaken<T>(write: Promise<T>): Promise<T> {
  try {
    return await write
  } catch (error) {
    if (violatedUnique(error) === undefined) throw error
    throw new AppError('conflict', 'There is a company holiday on this day for this region already.', { cause: error })
  }
}
