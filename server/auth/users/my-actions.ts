import { transact } from '../../db/transact.ts'
import type { Deps } from '../../deps.ts'
import { AppError, invalidField, notFound } from '../../errors.ts'
import type { Caller } from '../../http/access.ts'
import { findCompany } from '../../people/company/store.ts'
import { isCommonPassword } from '../common-passwords.ts'
import { addressChangedLetter } from '../letters.ts'
import { hashPassword, verifyPassword } from '../passwords.ts'
import { checkPassword } from '../rules.ts'
import { attempt, mayMail } from '../throttle/actions.ts'
import { changeUser, replacePassword } from './actions.ts'
import { checkUsername } from './name-rules.ts'
import type { ProfileChange } from './schema.ts'
import { findUser, type UserRow } from './store.ts'

/**
 * Changes the caller's own account. Another e-mail address takes the current password, so that nobody gets hold of the
 * account by a session alone: a link for a forgotten password is mailed there. `guard` sees the account as it is, locked,
 * and may throw.
 * @throws AppError `invalid` for the name, or when the password is missing or wrong, `too_many`, `unavailable`, and what `changeUser` throws.
 */
export async function changeProfile(
  deps: Deps,
  caller: Caller,
  { current_password, ...change }: ProfileChange,
  address: string,
  guard: (current: UserRow) => void,
): Promise<UserRow> {
  const proven =
    current_password === undefined ? undefined : await provePassword(deps, caller, current_password, address)
  const guardAddress = (current: UserRow) => {
    guard(current)
    if (change.username !== undefined && change.username !== current.username) checkUsername(change.username)
    if (change.email === undefined || change.email === current.email) return
    if (!proven) throw invalidField('current_password', 'Missing data for required field.')
    requireSamePassword(current, proven)
  }
  const user = await changeUser(deps.db, caller, caller.id, change, guardAddress, deps.now())
  if (proven?.email && user.email !== proven.email) tellAddress(deps, user, proven.email)
  return user
}

/**
 * Changes the caller's password and ends all their other sessions. `guard` sees the account as it is, locked, and may
 * throw.
 * @throws AppError `invalid` when the current one is wrong or the new one too easy, `too_many`, `unavailable`, and
 * whatever `guard` throws.
 */
export async function changePassword(
  deps: Deps,
  caller: Caller,
  { current_password, new_password }: { current_password: string; new_password: string },
  address: string,
  guard: (current: UserRow) => void,
): Promise<void> {
  const user = await findUser(deps.db, caller.id)
  if (!user) throw notFound()
  checkPassword(new_password, user, await isCommonPassword(new_password), 'new_password')
  const proven = await provePassword(deps, caller, current_password, address)
  const passwordHash = await hashPassword(new_password, address)
  const guardPassword = (current: UserRow) => {
    guard(current)
    requireSamePassword(current, proven)
  }
  await replacePassword(deps.db, caller, passwordHash, guardPassword, deps.now())
}

/** The caller's account as it was when this was its password. @throws AppError `invalid`, `too_many`, `unavailable` */
async function provePassword(deps: Deps, caller: Caller, password: string, address: string): Promise<UserRow> {
  const user = await findUser(deps.db, caller.id)
  if (!user) throw notFound()
  const from = { key: `session ${caller.sessionId}`, isOwn: true }
  const isRight = await attempt(deps, { address, account: { id: caller.id }, from }, async () =>
    (await verifyPassword(password, user.password_hash, { address, isKnown: true })) ? true : undefined,
  )
  if (!isRight) throw invalidField('current_password', 'This is not the current password.')
  return user
}

function requireSamePassword(current: UserRow, proven: UserRow): void {
  if (current.password_hash !== proven.password_hash)
    throw new AppError('conflict', 'The password was changed meanwhile.')
}

/** Writes to the address that an account had: whoever reads it there may know nothing of the change. */
function tellAddress({ db, mailer, now }: Deps, { id, username }: UserRow, email: string): void {
  mailer?.post(async () => {
    const mayBeTold = await transact(db, (trx) => mayMail(trx, 'address', id, now()))
    return mayBeTold ? addressChangedLetter(await findCompany(db), { username, email }) : undefined
  })
}
