import { lockUser } from '../auth/users/store.ts'
import type { Db } from '../db/connect.ts'
import { checkGrowth, checkNew } from './quota-rules.ts'
import { measure } from './quota-store.ts'

/** Counts what is added to an account's surveys until the transaction ends one after the other: to be called before anything is measured. */
export async function lockQuota(trx: Db, ownerId: string): Promise<void> {
  await lockUser(trx, ownerId)
}

/** Whether an account may have this survey, which was just added, as well. @throws AppError `conflict` saying why not. */
export async function requireQuota(trx: Db, ownerId: string, surveyId: string): Promise<void> {
  const measured = await measure(trx, ownerId, surveyId)
  checkNew(measured)
  checkGrowth(measured)
}

/**
 * Whether the questions of a survey may be as many as they have just become. One whose owner is gone is an administrator's
 * business. @throws AppError `conflict` saying why not.
 */
export async function requireRoom(trx: Db, ownerId: string | null, surveyId: string): Promise<void> {
  if (ownerId === null) return
  await lockQuota(trx, ownerId)
  checkGrowth(await measure(trx, ownerId, surveyId))
}
