import type { Db } from '../../db/connect.ts'
import type { Role } from '../../db/tables.ts'
import { transact } from '../../db/transact.ts'
import { AppError, notFound } from '../../errors.ts'
import type { Caller } from '../../http/access.ts'
import type { Actor } from '../../http/acts.ts'
import { newId } from '../../ids.ts'
import { requireAct } from '../access.ts'
import { deleteDevices } from '../devices/store.ts'
import { deleteOpenInvites, deleteOpenInvitesOfOthers } from '../invites/store.ts'
import { deleteResets, deleteResetsMadeBy } from '../resets/store.ts'
import { emailKey, usernameKey } from '../rules.ts'
import { deleteSessions } from '../sessions/store.ts'
import { completeSetup } from '../setup/store.ts'
import { forgetFailures } from '../throttle/actions.ts'
import { lookalikeKey } from './lookalikes.ts'
import type { UserAct } from './schema.ts'
import type { UserRow } from './store.ts'
import * as store from './store.ts'

export interface NewUser {
  username: string
  email: string | null
  passwordHash: string
  role: Role
}

export interface UserChange {
  username?: string
  email?: string | null
  role?: Role
  disabled?: boolean
  email_confirmed?: true
}

/**
 * Adds an account, as an administrator at the command line does; whoever registers next is no longer the first.
 * @throws AppError `conflict` when name or address is taken.
 */
export function createUser(db: Db, user: NewUser, now: Date): Promise<UserRow> {
  return transact(db, async (trx) => {
    await completeSetup(trx, now.toISOString())
    return insertUser(trx, user, now)
  })
}

/** Adds an account within a transaction. @throws AppError `conflict` when name or address is taken. */
export async function insertUser(
  trx: Db,
  { username, email, passwordHash, role }: NewUser,
  now: Date,
): Promise<UserRow> {
  const at = now.toISOString()
  const row: UserRow = {
    id: newId(),
    ...nameKeys(username),
    ...emailKeys(email),
    password_hash: passwordHash,
    role,
    email_confirmed_at: null,
    disabled_at: null,
    epoch: 0,
    version: 1,
    created_at: at,
    updated_at: at,
  }
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
    const current = await lockExisting(trx, id)
    for (const act of acts) {
      // To make an administrator of one takes none away.
      const left = change.role === 'admin' && act === 'change_role' ? [] : admins
      requireAct(asOf(admins, caller), { act, user: current, admins: left })
    }
    guard(current)
    const next = changed(current, change, now)
    await store.updateUser(trx, next)
    await endWhatDepended(trx, current, next)
    return next
  })
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
    const current = await lockExisting(trx, id)
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
    await store.updateUser(trx, { ...changed(current, {}, now), password_hash })
    await deleteSessions(trx, id, sessionId)
    await deleteResets(trx, id)
  })
}

/**
 * Gives an account another password: it has no session then, no reset link, no known device, no calendar feed, and no
 * failed attempt counted against it.
 * @throws AppError `not_found`
 */
export function setPassword(db: Db, id: string, password_hash: string, now: Date): Promise<UserRow> {
  return transact(db, async (trx) => {
    const current = await lockExisting(trx, id)
    const next = { ...changed(current, {}, now), password_hash, epoch: current.epoch + 1 }
    await store.updateUser(trx, next)
    await deleteSessions(trx, id)
    await deleteResets(trx, id)
    await forgetFailures(trx, id, await deleteDevices(trx, id))
    return next
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
  if (isAdmin(before) && !isAdmin(after)) await deleteHandedOut(trx, id)
}

function isAdmin({ role, disabled_at }: UserRow): boolean {
  return role === 'admin' && disabled_at === null
}

async function deleteHandedOut(trx: Db, id: string): Promise<void> {
  await deleteOpenInvites(trx, id)
  await deleteResetsMadeBy(trx, id)
}

async function lockExisting(trx: Db, id: string): Promise<UserRow> {
  const user = await store.lockUser(trx, id)
  if (!user) throw notFound()
  return user
}

function changed(user: UserRow, change: UserChange, now: Date): UserRow {
  const { username = user.username, email = user.email, role = user.role, disabled } = change
  const at = now.toISOString()
  const names = { ...(username === user.username ? undefined : nameKeys(username)), ...emailKeys(email) }
  const isSameAddress = names.email_key === user.email_key
  return {
    ...user,
    ...names,
    email_confirmed_at: change.email_confirmed
      ? (user.email_confirmed_at ?? at)
      : isSameAddress
        ? user.email_confirmed_at
        : null,
    role,
    disabled_at: disabled === undefined ? user.disabled_at : disabled ? (user.disabled_at ?? at) : null,
    epoch: user.epoch + (disabled ? 1 : 0),
    version: user.version + 1,
    updated_at: at,
  }
}

function nameKeys(username: string) {
  return { username, username_key: usernameKey(username), lookalike_key: lookalikeKey(username) }
}

function emailKeys(email: string | null) {
  return { email, email_key: email === null ? null : emailKey(email) }
}
