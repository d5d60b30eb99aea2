import type { Db } from '../../db/connect.ts'
import { transact } from '../../db/transact.ts'
import { companyDay, shareCompany } from '../../people/company/store.ts'
import { lockEmployees, lockWithRemoved } from '../../people/employees/store.ts'
import { correctPosted, settle } from './actions.ts'
import { listSettled, listUnsettled } from './store.ts'

/** People settled in one transaction: few enough for others to get their turn. */
const AT_ONCE = 50
/** Of whom everything that was ever posted is worked out. */
const WHOLLY_AT_ONCE = 10

/**
 * Posts what has become due to everybody. Balances are right without it, as whoever reads one works out what is not
 * posted; this keeps them fast to read. Several servers may do it at once, or none for a year.
 */
export async function postDue(db: Db, now: Date): Promise<void> {
  const today = await companyDay(db, now)
  let last = ''
  for (;;) {
    const ids = await listUnsettled(db, today, last, AT_ONCE)
    if (ids.length === 0) return
    await transact(db, async (trx) => {
      await shareCompany(trx)
      await settle(trx, await lockEmployees(trx, ids), today, now.toISOString())
    })
    last = ids.at(-1) as string
  }
}

/**
 * Brings what earlier versions have posted in line with the rules of this one, as corrections: what somebody has by law or
 * by a mended fault, they have from the upgrade on. Doing it twice posts nothing more.
 */
export async function correctEverybody(db: Db, now: Date): Promise<void> {
  for (let ids = await listSettled(db, '', WHOLLY_AT_ONCE); ids.length > 0; ) {
    await transact(db, async (trx) => correctPosted(trx, await lockWithRemoved(trx, ids), now.toISOString()))
    ids = await listSettled(db, ids.at(-1) as string, WHOLLY_AT_ONCE)
  }
}
