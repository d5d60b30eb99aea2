import type { Selectable, Updateable } from 'kysely'
import type { Db } from '../../db/connect.ts'
import { json, lockRows, shareRows } from '../../db/dialect.ts'
import { prepared } from '../../db/prepared.ts'
import type { Tables } from '../../db/tables.ts'
import { today } from './rules.ts'

export type CompanyRow = Selectable<Tables['company']>

/** The company's settings; the migration that made the table made its one row. */
export function findCompany(db: Db): Promise<CompanyRow> {
  return read(db, 'as it is')
}

/** The day that it is for the company at this instant, for those who need nothing else of its settings. */
export async function companyDay(db: Db, now: Date): Promise<string> {
  return today(await findCompany(db), now)
}

/**
 * The settings, which stay as they are until the transaction ends: whoever writes one person's time off begins with it.
 * Others may do the same at once.
 */
export function shareCompany(trx: Db): Promise<CompanyRow> {
  return read(trx, 'shared')
}

/**
 * The settings, for the one who changes what holds for several people: until the transaction ends nobody else does, and
 * nobody writes time off.
 */
export function lockCompany(trx: Db): Promise<CompanyRow> {
  return read(trx, 'locked')
}

/** Changes settings; those left out stay. */
export async function updateCompany(
  trx: Db,
  { holiday_kinds: kinds, ...change }: Updateable<Tables['company']>,
): Promise<void> {
  const holiday_kinds = kinds ? json(kinds) : kinds
  await trx
    .updateTable('company')
    .set({ ...change, holiday_kinds })
    .where('id', '=', 1)
    .execute()
}

type Kept = 'as it is' | 'shared' | 'locked'

const company = prepared((db: Db, _params: object, kept: Kept) => {
  const row = db.selectFrom('company').selectAll().where('id', '=', 1)
  if (kept === 'shared') return shareRows(db, row)
  return kept === 'locked' ? lockRows(db, row) : row
})

async function read(db: Db, kept: Kept): Promise<CompanyRow> {
  const [row] = await company(db, {}, kept)
  return row as CompanyRow
}
