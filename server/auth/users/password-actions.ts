import type { Db } from '../../db/connect.ts'
import { transact } from '../../db/transact.ts'
import type { Caller } from '../../http/access.ts'
import { deleteConfirmationOf } from '../confirmations/store.ts'
import { deleteDevices } from '../devices/store.ts'
import { deleteResets } from '../resets/store.ts'
import { deleteSessions } from '../sessions/store.ts'
import { forgetFailures } from '../throttle/actions.ts'
import { changedRow } from './row-rules.ts'
import { lockExisting, type UserRow, updateUser } from './store.ts'

/**
 * Gives an account a password that its owner has chosen while logged in: of its sessions only this one goes on, and no
 * reset link does. `guard` sees it as it is, locked, and may throw.
 * @throws AppError `not_found`, and whatever `guard` throws.
 */
export function replacePassword(
  db: Db,
  { id, sessionId }: Caller,
  password_hash: string,
  guard: (current: UserRow) => void,
  now: Date,
): Promise<void> {
  return transact(db, async (trx) => {
    const current = await lockExisting(trx, id)
    guard(current)
    await updateUser(trx, { ...changedRow(current, {}, now), password_hash })
    await deleteSessions(trx, id, sessionId)
    await deleteResets(trx, id)
  })
}

/**
 * Gives an account another password: it has no session then, no reset link, no address that waits to be confirmed, no known
 * device, no calendar feed, and no failed attempt counted against it.
 * @throws AppError `not_found`
 */
export function setPassword(db: Db, id: string, password_hash: string, now: Date): Promise<UserRow> {
  return transact(db, async (trx) => {
    const current = await lockExisting(trx, id)
    const next = { ...changedRow(current, {}, now), password_hash, epoch: current.epoch + 1 }
    await updateUser(trx, next)
    await deleteSessions(trx, id)
    await deleteResets(trx, id)
    await deleteConfirmationOf(trx, id)
    await forgetFailures(trx, id, await deleteDevices(trx, id))
    return next
  })
}
