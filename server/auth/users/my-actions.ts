import { transact } from '../../db/transact.ts'
import type { Deps } from '../../deps.ts'
import { AppError, invalidField, notFound } from '../../errors.ts'
import type { Caller } from '../../http/access.ts'
import { isCommonPassword } from '../common-passwords.ts'
import { askToConfirm, mailLink } from '../confirmations/actions.ts'
import { deleteConfirmationOf } from '../confirmations/store.ts'
import { hashPassword, verifyPassword } from '../passwords.ts'
import { checkPassword, emailKey } from '../rules.ts'
import { attempt } from '../throttle/actions.ts'
import { changeUser } from './actions.ts'
import { tellFormerAddress } from './former-address.ts'
import { checkUsername } from './name-rules.ts'
import { replacePassword } from './password-actions.ts'
import type { ProfileChange } from './schema.ts'
import { findUser, lockExisting, type UserRow } from './store.ts'

/**
 * Changes the caller's own account. Another e-mail address takes the current password, so that nobody gets hold of the
 * account by a session alone: a link for a forgotten password is mailed there. Where mail is sent, the account has the new
 * address once the link in a mail to it is opened, and keeps the one before until then; its present address ends the wait.
 * `guard` sees the account as it is, locked, and may throw.
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
  const { before, user, link } = await transact(deps.db, async (trx) => {
    const before = await lockExisting(trx, caller.id)
    const { email, ...others } = change
    const isAsked = mustConfirm(deps, before, email)
    const user = await changeUser(trx, caller, caller.id, isAsked ? others : change, guardAddress, deps.now())
    if (!isAsked && email !== undefined) await deleteConfirmationOf(trx, user.id, user.email_key)
    const link = isAsked ? await askToConfirm(deps, trx, user.id, email, address) : undefined
    return { before, user, link }
  })
  if (link) mailLink(deps, link)
  tellFormerAddress(deps, before, user)
  return user
}

/** Whether an account has to show first that an address is its own; where no mail is sent, it has no way to. */
function mustConfirm({ mailer }: Deps, { email_key }: UserRow, email: string | null | undefined): email is string {
  return mailer !== undefined && typeof email === 'string' && emailKey(email) !== email_key
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
