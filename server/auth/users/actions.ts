import type { Db } from '../../db/connect.ts'
import { transact } from '../../db/transact.ts'
import { AppError } from '../../errors.ts'
import type { Caller } from '../../http/access.ts'
import type { Actor } from '../../http/acts.ts'
import { newId } from '../../ids.ts'
import { requireAct } from '../access.ts'
import { deleteConfirmationOf, deleteConfirmationsTo } from '../confirmations/store.ts'
import { deleteOpenInvites, deleteOpenInvitesOfOthers } from '../invites/store.ts'
import { deleteResets, deleteResetsMadeBy } from '../resets/store.ts'
import { deleteSessions } from '../sessions/store.ts'
import { completeSetup } from '../setup/store.ts'
import { changedRow, type NewUser, newRow, type UserChange } from './row-rules.ts'
import type { UserAct } from './schema.ts'
import type { UserRow } from './store.ts'
import * as store from './store.ts'

/**
 * Adds an account, as an administrator at the command line does, who vouches for its address; whoever registers next is no
 * longer the first.
 * @throws AppError `conflict` when name or address is taken.
 */
export function createUser(db: Db, user: NewUser, now: Date): Promise<UserRow> {
  return transact(db, async (trx) => {
    await completeSetup(trx, now.toISOString())
    return insertUser(trx, { isEmailConfirmed: true, ...user }, now)
  })
}

/** Adds an account within a transaction. @throws AppError `conflict` when name or address is taken. */
export async function insertUser(trx: Db, user: NewUser, now: Date): Promise<UserRow> {
  const row = newRow(newId(), user, now)
  await store.insertUser(trx, row)
  return row
}

/**
 * Changes an account, the caller's own or, for administrators, another one. Disabling it ends its sessions and calendar
 * feeds; that, or another e-mail address, voids its reset links. With the right to hand out links, all that were handed
 * out end, for good.
 * `guard` sees the account as it is, locked, and may throw.
 * @throws AppError `not_found`, `forbidden`, `conflict` for a taken name or the last administrator, and whatever `guard`
 * throws.
 */
export function changeUser(
  db: Db,
  caller: Pick<Caller, 'id'>,
  id: string,
  change: UserChange,
  guard: (current: UserRow) => void,
  now: Date,
): Promise<UserRow> {
  return transact(db, async (trx) => {
    const acts = actsIn(change)
    const admins = acts.length > 0 ? await store.lockAdmins(trx) : []
    const current = await store.lockExisting(trx, id)
    for (const act of acts) {
      // To make an administrator of one takes none away.
      const left = change.role === 'admin' && act === 'change_role' ? [] : admins
      requireAct(asOf(admins, caller), { act, user: current, admins: left })
    }
    guard(current)
    const next = changedRow(current, change, now)
    await store.updateUser(trx, next)
    await endWhatDepended(trx, current, next)
    return next
  })
}

/** Gives an account an address within a transaction that is known to be its own. @throws AppError `conflict` when it is taken. */
export async function changeEmail(trx: Db, current: UserRow, email: string, now: Date): Promise<UserRow> {
  const next = changedRow(current, { email, email_confirmed: true }, now)
  await store.updateUser(trx, next)
  await endWhatDepended(trx, current, next)
  return next
}

/**
 * Deletes an account, and all links that it handed out. `guard` sees it as it is, locked, and may throw.
 * @throws AppError `not_found`, `forbidden`, `conflict` for the last administrator, and whatever `guard` throws.
 */
export function removeUser(
  db: Db,
  caller: Pick<Caller, 'id'>,
  id: string,
  guard: (current: UserRow) => void,
): Promise<void> {
  return transact(db, async (trx) => {
    const admins = await store.lockAdmins(trx)
    const current = await store.lockExisting(trx, id)
    guard(current)
    requireAct(asOf(admins, caller), { act: 'delete', user: current, admins })
    await deleteHandedOut(trx, id)
    await store.deleteUser(trx, id)
  })
}

/** Deletes every account but the caller's; returns how many. @throws AppError `forbidden` for one who is no administrator. */
export function removeOtherUsers(db: Db, callerId: string): Promise<number> {
  return transact(db, async (trx) => {
    // Of two who delete everyone else at once, the second is gone by now.
    if (!(await store.lockAdmins(trx)).includes(callerId)) throw new AppError('forbidden', 'This takes the role admin.')
    await deleteOpenInvitesOfOthers(trx, callerId)
    return store.deleteOtherUsers(trx, callerId)
  })
}

/** What a change takes, apart from what everybody may change of their own account. */
function actsIn({ role, disabled, email_confirmed }: UserChange): UserAct[] {
  const acts: UserAct[] = []
  if (role !== undefined) acts.push('change_role')
  if (disabled !== undefined) acts.push(disabled ? 'disable' : 'enable')
  if (email_confirmed !== undefined) acts.push('confirm_email')
  return acts
}

/** The caller as one of those who can log in as administrators at this moment, or not: a request may have waited for it. */
function asOf(admins: readonly string[], { id }: Pick<Caller, 'id'>): Actor {
  return { id, role: admins.includes(id) ? 'admin' : 'member' }
}

/** Ends what went with an account as it was, and does not go with it as it is. */
async function endWhatDepended(trx: Db, before: UserRow, after: UserRow): Promise<void> {
  const { id, disabled_at, email_key } = after
  if (disabled_at !== null) await deleteSessions(trx, id)
  if (disabled_at !== null || email_key !== before.email_key) await deleteResets(trx, id)
  if (disabled_at !== null || email_key !== before.email_key) await deleteConfirmationOf(trx, id)
  if (email_key !== null && after.email_confirmed_at !== null) await deleteConfirmationsTo(trx, email_key)
  if (isAdmin(before) && !isAdmin(after)) await deleteHandedOut(trx, id)
}

function isAdmin({ role, disabled_at }: UserRow): boolean {
  return role === 'admin' && disabled_at === null
}

async function deleteHandedOut(trx: Db, id: string): Promise<void> {
  await deleteOpenInvites(trx, id)
  await deleteResetsMadeBy(trx, id)
}
