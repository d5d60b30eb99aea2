import type { Db } from '../../db/connect.ts'
import { transact } from '../../db/transact.ts'
import { notFound } from '../../errors.ts'
import type { InviteRow } from './store.ts'
import * as store from './store.ts'

/**
 * Deletes an invite, so that nobody can use it (any more). `guard` sees it as it is, locked, and may throw.
 * @throws AppError `not_found`, and whatever `guard` throws.
 */
export function revokeInvite(db: Db, id: string, guard: (current: InviteRow) => void): Promise<void> {
  return transact(db, async (trx) => {
    await store.lockInvite(trx, id)
    const current = await store.findInvite(trx, id)
    if (!current) throw notFound()
    guard(current)
    await store.deleteInvite(trx, id)
  })
}
