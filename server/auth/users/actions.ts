import type { Db } from '../../db/connect.ts'
import type { Role } from '../../db/tables.ts'
import { transact } from '../../db/transact.ts'
import { AppError, notFound } from '../../errors.ts'
import type { Caller } from '../../http/access.ts'
import { newId } from '../../ids.ts'
import { deleteResets } from '../resets/store.ts'
import { emailKey, usernameKey } from '../rules.ts'
import { deleteSessions } from '../sessions/store.ts'
import { forgetFailures } from '../throttle/actions.ts'
import { checkKeepsAdmin } from './rules.ts'
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
}

/**
 * Adds an account, as an administrator at the command line does; whoever registers next is no longer the first.
 * @throws AppError `conflict` when name or address is taken.
 */
export function createUser(db: Db, user: NewUser, now: Date): Promise<UserRow> {
  return transact(db, async (trx) => {
    await store.completeSetup(trx, now.toISOString())
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
    ...named({ username, email }),
    password_hash: passwordHash,
    role,
    disabled_at: null,
    version: 1,
    created_at: at,
    updated_at: at,
  }
  await store.insertUser(trx, row)
  return row
}

/**
 * Changes an account. Disabling it ends its sessions; that, or another e-mail address, voids its reset links. `guard`
 * sees it as it is, locked, and may throw.
 * @throws AppError `not_found`, `conflict` for a taken name or the last administrator, and whatever `guard` throws.
 */
export function changeUser(
  db: Db,
  id: string,
  change: UserChange,
  guard: (current: UserRow) => void,
  now: Date,
): Promise<UserRow> {
  return transact(db, async (trx) => {
    const admins = change.role !== undefined || change.disabled !== undefined ? await store.lockAdmins(trx) : []
    const current = await lockExisting(trx, id)
    guard(current)
    const next = changed(current, change, now)
    if (next.role !== 'admin' || next.disabled_at !== null) checkKeepsAdmin(admins, id)
    await store.updateUser(trx, next)
    if (next.disabled_at !== null) await deleteSessions(trx, id)
    if (next.disabled_at !== null || next.email_key !== current.email_key) await deleteResets(trx, id)
    return next
  })
}

/**
 * Deletes an account. `guard` sees it as it is, locked, and may throw.
 * @throws AppError `not_found`, `conflict` for the last administrator, and whatever `guard` throws.
 */
export function removeUser(db: Db, id: string, guard: (current: UserRow) => void): Promise<void> {
  return transact(db, async (trx) => {
    const admins = await store.lockAdmins(trx)
    guard(await lockExisting(trx, id))
    checkKeepsAdmin(admins, id)
    await store.deleteUser(trx, id)
  })
}

/** Deletes every account but the caller's; returns how many. @throws AppError `forbidden` for one who is no administrator. */
export function removeOtherUsers(db: Db, callerId: string): Promise<number> {
  return transact(db, async (trx) => {
    // Of two who delete everyone else at once, the second is gone by now.
    if (!(await store.lockAdmins(trx)).includes(callerId)) throw new AppError('forbidden', 'This takes the role admin.')
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
 * Gives an account another password: it has no session then, no reset link, and no failed attempt counted against it.
 * @throws AppError `not_found`
 */
export function setPassword(db: Db, id: string, password_hash: string, now: Date): Promise<UserRow> {
  return transact(db, async (trx) => {
    const next = { ...changed(await lockExisting(trx, id), {}, now), password_hash }
    await store.updateUser(trx, next)
    await deleteSessions(trx, id)
    await deleteResets(trx, id)
    await forgetFailures(trx, [next.username_key, ...(next.email_key === null ? [] : [next.email_key])])
    return next
  })
}

async function lockExisting(trx: Db, id: string): Promise<UserRow> {
  const user = await store.lockUser(trx, id)
  if (!user) throw notFound()
  return user
}

function changed(user: UserRow, { username, email, role, disabled }: UserChange, now: Date): UserRow {
  const at = now.toISOString()
  return {
    ...user,
    ...named({ username: username ?? user.username, email: email === undefined ? user.email : email }),
    role: role ?? user.role,
    disabled_at: disabled === undefined ? user.disabled_at : disabled ? (user.disabled_at ?? at) : null,
    version: user.version + 1,
    updated_at: at,
  }
}

function named({ username, email }: { username: string; email: string | null }) {
  return { username, username_key: usernameKey(username), email, email_key: email === null ? null : emailKey(email) }
}
