import type { Db } from '../../db/connect.ts'
import { transact } from '../../db/transact.ts'
import type { Deps } from '../../deps.ts'
import { AppError } from '../../errors.ts'
import type { Caller } from '../../http/access.ts'
import { use } from '../../limits/actions.ts'
import type { Letter } from '../../mail.ts'
import { findCompany } from '../../people/company/store.ts'
import { addressInUseLetter, confirmAddressLetter, signUpLetter } from '../letters.ts'
import { emailKey, secondsAfter } from '../rules.ts'
import { mayMail } from '../throttle/actions.ts'
import { randomToken, tokenHash } from '../tokens.ts'
import { nameKeys } from '../users/row-rules.ts'
import { isConfirmedElsewhere, lockExisting, requireFreeName, type UserRow } from '../users/store.ts'
import * as store from './store.ts'

const CONFIRMATION_SECONDS = 86_400
const MAIL_WAIT_SECONDS = 3_600

/** A link that finds out whose an address is. Its token is kept nowhere. */
export interface Link {
  email: string
  token: string
}

/**
 * Keeps what somebody has registered with until the link in a mail to their address is opened: there is neither account nor
 * session before. Nothing is said of whether an account has this address: that is found out after the answer.
 * @throws AppError `conflict` for a name that is taken, `too_many` mails to this address, `unavailable`.
 */
export async function signUp(
  deps: Deps,
  { username, email, passwordHash }: { username: string; email: string; passwordHash: string },
  address: string,
): Promise<void> {
  const { db, now } = deps
  const link = await transact(db, async (trx) => {
    await requireFreeName(trx, nameKeys(username))
    await use(deps, trx, 'confirmations', address)
    await countMail(trx, email, now())
    return saveLink(trx, email, { user_id: null, username, password_hash: passwordHash }, now())
  })
  requireSent(mailLink(deps, link))
}

/**
 * Has an account wait, within a transaction, until the link in a mail to an address is opened. An address that it waited for
 * before is forgotten. Mail it once the transaction is committed.
 * @throws AppError `too_many` mails to this address, or from the caller's.
 */
export async function askToConfirm(deps: Deps, trx: Db, userId: string, email: string, address: string): Promise<Link> {
  await use(deps, trx, 'confirmations', address)
  await countMail(trx, email, deps.now())
  return saveLink(trx, email, ofAccount(userId), deps.now())
}

/**
 * The same for an account that is just being created, which enough mails to its address do not keep from being so.
 * @throws AppError `too_many` mails from the caller's address.
 */
export async function askToConfirmNew(
  deps: Deps,
  trx: Db,
  { id, email, email_confirmed_at }: UserRow,
  address: string,
): Promise<Link | undefined> {
  const { mailer, now } = deps
  if (!mailer || email === null || email_confirmed_at !== null) return undefined
  await use(deps, trx, 'confirmations', address)
  if (!(await mayMail(trx, 'confirmation', emailKey(email), now()))) return undefined
  return saveLink(trx, email, ofAccount(id), now())
}

/**
 * Mails the caller another link to the address that their account waits for, or has not confirmed. Returns the address.
 * @throws AppError `conflict` where no mail is sent or nothing is to be confirmed, `too_many`, `unavailable`.
 */
export async function sendLinkAgain(deps: Deps, { id }: Caller, address: string): Promise<string> {
  const { db, mailer, now } = deps
  if (!mailer) {
    throw new AppError('conflict', 'This server sends no email: ask an administrator to confirm your address.')
  }
  const link = await transact(db, async (trx) => {
    const user = await lockExisting(trx, id)
    const pending = await store.findPendingEmail(trx, id, now().toISOString())
    const email = pending ?? (user.email_confirmed_at === null ? user.email : null)
    if (email === null) throw new AppError('conflict', 'You have no email address to confirm.')
    return askToConfirm(deps, trx, id, email, address)
  })
  requireSent(mailLink(deps, link))
  return link.email
}

/**
 * Mails a link to its address, unless it has ended before its turn comes. Where an account is known to have this address, its
 * owner is told of that instead. False when too many mails wait.
 */
export function mailLink({ db, mailer, config, now }: Deps, { email, token }: Link): boolean {
  const write = async (): Promise<Letter | undefined> => {
    const row = await store.findConfirmation(db, tokenHash(token), now().toISOString())
    if (!row) return undefined
    const company = await findCompany(db)
    const origin = config.publicUrl ?? ''
    if (await isConfirmedElsewhere(db, row.email_key, row.user_id)) {
      return addressInUseLetter(company, { email, url: `${origin}/` })
    }
    // Behind the #, so that it is in no server's log.
    const mailing = { email, url: `${origin}/confirm#token=${token}` }
    return row.user_id === null ? signUpLetter(company, mailing) : confirmAddressLetter(company, mailing)
  }
  return mailer?.post(write) ?? false
}

type Whose = Pick<store.ConfirmationRow, 'user_id' | 'username' | 'password_hash'>

function ofAccount(user_id: string): Whose {
  return { user_id, username: null, password_hash: null }
}

async function saveLink(trx: Db, email: string, whose: Whose, now: Date): Promise<Link> {
  const token = randomToken()
  await store.saveConfirmation(trx, {
    ...whose,
    token_hash: tokenHash(token),
    email,
    email_key: emailKey(email),
    expires_at: secondsAfter(now, CONFIRMATION_SECONDS),
  })
  return { email, token }
}

async function countMail(trx: Db, email: string, now: Date): Promise<void> {
  if (await mayMail(trx, 'confirmation', emailKey(email), now)) return
  const sentence = 'Several emails were just sent to this address. Look there, or wait an hour before the next.'
  throw new AppError('too_many', sentence, { retryAfter: MAIL_WAIT_SECONDS })
}

function requireSent(isSent: boolean): void {
  if (!isSent) throw new AppError('unavailable', 'Too many mails wait to be sent.', { retryAfter: 60 })
}
