import type { Db } from '../../db/connect.ts'
import { transact } from '../../db/transact.ts'
import type { Deps } from '../../deps.ts'
import { AppError, notFound } from '../../errors.ts'
import type { Caller } from '../../http/access.ts'
import type { Actor } from '../../http/acts.ts'
import type { Letter, Mailer } from '../../mail.ts'
import { findCompany } from '../../people/company/store.ts'
import { lockActor, requireAct } from '../access.ts'
import type { Client } from '../client.ts'
import { isCommonPassword } from '../common-passwords.ts'
import { rememberDevice } from '../devices/actions.ts'
import { resetLetter } from '../letters.ts'
import { hashPassword } from '../passwords.ts'
import { checkPassword, loginKey, secondsAfter } from '../rules.ts'
import { type Grant, openSession } from '../sessions/actions.ts'
import { checkAddress, countFailure, mayMail } from '../throttle/actions.ts'
import { randomToken, tokenHash } from '../tokens.ts'
import { setPassword } from '../users/password-actions.ts'
import { findUser, findUserByKey, lockUser } from '../users/store.ts'
import type { ResetRow } from './store.ts'
import * as store from './store.ts'

const RESET_SECONDS = 86_400

/** A link by which an account gets another password, once. Only its hash is kept. */
export interface ResetLink {
  token: string
  url: string
  expires_at: string
}

/**
 * Makes a link to pass on, in place of the one made before: for an administrator, or undefined for the command line.
 * `origin` is the server's address.
 * @throws AppError `not_found`, `forbidden`, or `conflict` for a disabled account.
 */
export function makeResetLink(
  db: Db,
  maker: Pick<Caller, 'id'> | undefined,
  userId: string,
  origin: string,
  now: Date,
): Promise<ResetLink> {
  return transact(db, async (trx) => {
    const actor: Actor = maker ? await lockActor(trx, maker.id) : { id: '', role: 'admin' }
    const user = await lockUser(trx, userId)
    if (!user) throw notFound()
    requireAct(actor, { act: 'reset_password', user, admins: [] })
    return saveLink(trx, { user_id: userId, given_by: 'admin', made_by: maker?.id ?? null }, origin, now)
  })
}

/**
 * Has a link mailed to whoever logs in by this name, if there is such an account and its address is confirmed. Nothing of that is
 * looked at before the caller has their answer.
 * @throws AppError `conflict` where no mail is sent, `too_many`, `unavailable`.
 */
export async function mailResetLink(deps: Deps, username: string, address: string): Promise<void> {
  const mailer = mailerOf(deps)
  // Each counts as a failure does, so that nobody tries the names of a whole directory.
  await countFailure(deps, address)
  if (!mailer.post(() => writeLetter(deps, username))) {
    throw new AppError('unavailable', 'Too many mails wait to be sent.', { retryAfter: 60 })
  }
}

/**
 * Gives the account of a link another password, and a session in place of all that it had.
 * @throws AppError `forbidden`, the same for every link that is not good; `invalid` for the password, `too_many`,
 * `unavailable`.
 */
export async function resetPassword(
  deps: Deps,
  { token, password }: { token: string; password: string },
  client: Client,
): Promise<Grant> {
  const { db, now } = deps
  await checkAddress(deps, client.address)
  const hash = tokenHash(token)
  const userId = await store.findResetUser(db, hash, now().toISOString())
  const user = userId === undefined ? undefined : await findUser(db, userId)
  if (user?.disabled_at !== null) {
    await countFailure(deps, client.address)
    throw badLink()
  }
  checkPassword(password, user, await isCommonPassword(password))
  const passwordHash = await hashPassword(password, client.address)
  return transact(db, async (trx) => {
    const current = await lockUser(trx, user.id)
    if (current?.disabled_at !== null || !(await store.useReset(trx, hash, now().toISOString()))) throw badLink()
    const changed = await setPassword(trx, user.id, passwordHash, now())
    await rememberDevice(trx, deps.secrets, user.id, client, now())
    return openSession(trx, changed, 'rotating', client, now())
  })
}

function mailerOf({ mailer }: Deps): Mailer {
  if (mailer) return mailer
  throw new AppError('conflict', 'This server sends no mail: ask an administrator for a link.')
}

async function writeLetter({ db, config, now }: Deps, username: string): Promise<Letter | undefined> {
  const found = await findUserByKey(db, loginKey(username))
  if (!found) return undefined
  const made = await transact(db, async (trx) => {
    const user = await lockUser(trx, found.id)
    if (!user || user.email === null || user.email_confirmed_at === null || user.disabled_at !== null) return undefined
    if (!(await mayMail(trx, 'password', user.id, now()))) return undefined
    const { url } = await saveLink(
      trx,
      { user_id: user.id, given_by: 'mail', made_by: null },
      config.publicUrl ?? '',
      now(),
    )
    return { url, email: user.email }
  })
  return made && resetLetter(await findCompany(db), made)
}

async function saveLink(
  trx: Db,
  whose: Pick<ResetRow, 'user_id' | 'given_by' | 'made_by'>,
  origin: string,
  now: Date,
): Promise<ResetLink> {
  const token = randomToken()
  const expires_at = secondsAfter(now, RESET_SECONDS)
  await store.saveReset(trx, { ...whose, token_hash: tokenHash(token), expires_at })
  // Behind the #, so that it is in no server's log.
  return { token, url: `${origin}/reset#token=${token}`, expires_at }
}

/** One answer, whether it never was one, was used, has expired, or its account is disabled. */
function badLink(): AppError {
  return new AppError('forbidden', 'This link is not valid (any more): ask for another one.')
}
