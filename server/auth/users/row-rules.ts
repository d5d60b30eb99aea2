import type { Role } from '../../db/tables.ts'
import { nameSortKey } from '../../folding.ts'
import { emailKey, usernameKey } from '../rules.ts'
import { lookalikeKey } from './lookalikes.ts'
import type { UserRow } from './store.ts'

export interface NewUser {
  username: string
  email: string | null
  /** Whether it is known whose the address is: its mail was answered, or an administrator chose it. */
  isEmailConfirmed?: boolean
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

/** A user name with what it is compared by. */
export function nameKeys(username: string) {
  return {
    username,
    username_key: usernameKey(username),
    lookalike_key: lookalikeKey(username),
    name_key: nameSortKey(username),
  }
}

/** A new account as it is stored. */
export function newRow(id: string, user: NewUser, now: Date): UserRow {
  const { username, email, isEmailConfirmed = false, passwordHash, role } = user
  const at = now.toISOString()
  return {
    id,
    ...nameKeys(username),
    ...emailKeys(email),
    password_hash: passwordHash,
    role,
    email_confirmed_at: email !== null && isEmailConfirmed ? at : null,
    disabled_at: null,
    epoch: 0,
    erased_at: null,
    version: 1,
    created_at: at,
    updated_at: at,
  }
}

/** An account after a change. Another address is not confirmed, unless the change says so. */
export function changedRow(user: UserRow, change: UserChange, now: Date): UserRow {
  const { username = user.username, email = user.email, role = user.role, disabled } = change
  const at = now.toISOString()
  const names = { ...(username === user.username ? undefined : nameKeys(username)), ...emailKeys(email) }
  const confirmedAt = names.email_key === user.email_key ? user.email_confirmed_at : null
  return {
    ...user,
    ...names,
    email_confirmed_at: change.email_confirmed ? (confirmedAt ?? at) : confirmedAt,
    role,
    disabled_at: disabled === undefined ? user.disabled_at : disabled ? (user.disabled_at ?? at) : null,
    epoch: user.epoch + (disabled ? 1 : 0),
    version: user.version + 1,
    updated_at: at,
  }
}

function emailKeys(email: string | null) {
  return { email, email_key: email === null ? null : emailKey(email) }
}
