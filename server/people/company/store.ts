import type { Selectable, Updateable } from 'kysely'
import type { Db } from '../../db/connect.ts'
import { lockRows, shareRows } from '../../db/dialect.ts'
import type { Tables } from '../../db/tables.ts'

export type CompanyRow = Selectable<Tables['company']>

/** The company's settings; the migration that made the table made its one row. */
export function findCompany(db: Db): Promise<CompanyRow> {
  return company(db).executeTakeFirstOrThrow()
}

/**
 * The settings, which stay as they are until the transaction ends: whoever writes one person's time off begins with it.
 * Others may do the same at once.
 */
export function shareCompany(trx: Db): Promise<CompanyRow> {
  return shareRows(trx, company(trx)).executeTakeFirstOrThrow()
}

/**
 * The settings, for the one who changes what holds for several people: until the transaction ends nobody else does, and
 * nobody writes time off.
 */
export function lockCompany(trx: Db): Promise<CompanyRow> {
  return lockRows(trx, company(trx)).executeTakeFirstOrThrow()
}

/** Changes settings; those left out stay. */
export async function updateCompany(trx: Db, change: Updateable<Tables['company']>): Promise<void> {
  await trx.updateTable('company').set(change).where('id', '=', 1).execute()
}

function company(db: Db) {
  return db.selectFrom('company').selectAll().where('id', '=', 1)
}
