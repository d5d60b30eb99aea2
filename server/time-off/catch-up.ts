import type { Db } from '../db/connect.ts'
import { transact } from '../db/transact.ts'
import { AppError } from '../errors.ts'
import { today as dayOf } from '../people/company/rules.ts'
import { findCompany, lockCompany, updateCompany } from '../people/company/store.ts'
import { listEmployeeRegions } from '../people/employees/store.ts'
import { transactWithHolidays } from '../people/holidays/actions.ts'
import { recount } from './recount.ts'

/** Goes up by one when the same days cost something else than in the version before, as with other holidays. */
const COUNTING = 1

/** People recounted in one transaction: few enough for others to get their turn. */
const AT_ONCE = 50

/**
 * After an upgrade that counts otherwise: works out anew what everybody's requests cost from today on, and posts the
 * differences. Once; several servers may do it at the same time.
 */
export async function catchUp(db: Db, now: Date): Promise<void> {
  if ((await findCompany(db)).counted_by >= COUNTING) return
  const people = await listEmployeeRegions(db)
  for (let i = 0; i < people.length; i += AT_ONCE) {
    const ids = people.slice(i, i + AT_ONCE).map(({ id }) => id)
    await recountAll(db, ids, now)
  }
  await transact(db, async (trx) => {
    await lockCompany(trx)
    await updateCompany(trx, { counted_by: COUNTING })
  })
}

/** Recounts for people together, and where that leaves somebody with less than nothing, for each alone. */
async function recountAll(db: Db, ids: readonly string[], now: Date): Promise<void> {
  try {
    await transactWithHolidays(db, async (trx, holidays) => {
      const today = dayOf(await findCompany(trx), now)
      const context = { today, now: now.toISOString(), by: null, holidays }
      await recount(trx, { employeeIds: ids, from: today, holidaysOnly: true }, context)
    })
  } catch (error) {
    if (!(error instanceof AppError) || error.kind !== 'conflict') throw error
    // What was promised to one person stays as it was booked: they have not enough left for what it costs now.
    if (ids.length > 1) for (const id of ids) await recountAll(db, [id], now)
  }
}
