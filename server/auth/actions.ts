import type { Signup } from '../config.ts'
import type { Db } from '../db/connect.ts'
import type { Role } from '../db/tables.ts'
import { transact } from '../db/transact.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import { use } from '../limits/actions.ts'
import type { Client } from './client.ts'
import { isCommonPassword } from './common-passwords.ts'
import { askToConfirmNew, type Link } from './confirmations/actions.ts'
import { findDevice, rememberDevice } from './devices/actions.ts'
import { isUsable, setInviteUser, useInvite } from './invites/store.ts'
import { hashPassword, verifyPassword } from './passwords.ts'
import { checkPassword, checkSignup, emailKey, loginKey } from './rules.ts'
import { type Grant, openSession } from './sessions/actions.ts'
import type { SessionKind } from './sessions/store.ts'
import { type Pass, requirePass } from './setup/actions.ts'
import { completeSetup, isSetUp } from './setup/store.ts'
import { attempt, checkAddress, countFailure } from './throttle/actions.ts'
import { tokenHash } from './tokens.ts'
import { insertUser } from './users/actions.ts'
import { checkUsername } from './users/name-rules.ts'
import { findUser, findUserByKey, lockUser, releaseUnconfirmed, type UserRow } from './users/store.ts'

export interface Applicant {
  username: string
  email: string | null
  password: string
  invite: string | undefined
}

/** An applicant, and what they show for the first account. */
type Comer = Applicant & Pass

/**
 * Everything about a registration that can be refused or worked out before its transaction; returns the password's hash.
 * `isRetry` is asked before refusing: what is refused now may have been granted to the same request before.
 * @throws AppError `invalid` for name or password, `forbidden`, `too_many` after too many wrong invites, `unavailable`.
 */
export async function prepareRegistration(
  deps: Deps,
  applicant: Comer,
  client: Client,
  isRetry: () => Promise<boolean>,
): Promise<string> {
  const { username, email, password } = applicant
  checkUsername(username)
  checkPassword(password, { username, email }, await isCommonPassword(password))
  await checkAddress(deps, client.address)
  const refusal = await findRefusal(deps, applicant)
  if (refusal && !(await isRetry())) {
    if (applicant.invite !== undefined || applicant.setup !== undefined) await countFailure(deps, client.address)
    throw refusal
  }
  await transact(deps.db, (trx) => use(deps, trx, 'registrations', client.address))
  return hashPassword(password, client.address)
}

/**
 * The address by whose domain an applicant is let in: they get their account by opening the link in a mail to it. Undefined
 * for those who get it at once.
 */
export async function addressToConfirm(
  { db, config }: Deps,
  { email, invite }: Applicant,
): Promise<string | undefined> {
  if (config.signup.mode !== 'domains' || invite !== undefined || email === null) return undefined
  return (await isSetUp(db)) ? email : undefined
}

/** A new account's first session, and the link to be mailed to its address, where that is not confirmed. */
export interface Registered {
  grant: Grant
  link: Link | undefined
}

/**
 * Opens an account and a first session for it, within a transaction. The first account of all is an administrator's, and
 * takes a pass; after that an invite gives the role, or `SIGNUP` lets members in. Who chose an address as an administrator
 * vouches for it.
 * @throws AppError `forbidden`, or `conflict` when name or address is taken.
 */
export async function register(
  trx: Db,
  deps: Deps,
  applicant: Comer & { passwordHash: string },
  kind: SessionKind,
  client: Client,
): Promise<Registered> {
  const { config, secrets, now } = deps
  const { username, email, passwordHash } = applicant
  const at = now()
  const { role, inviteId, isEmailConfirmed } = await admit(trx, config.signup, applicant, at.toISOString())
  if (isEmailConfirmed && email !== null) await releaseUnconfirmed(trx, emailKey(email), null, at.toISOString())
  const user = await insertUser(trx, { username, email, isEmailConfirmed, passwordHash, role }, at)
  if (inviteId !== undefined) await setInviteUser(trx, inviteId, user.id)
  await rememberDevice(trx, secrets, user.id, client, at)
  const link = await askToConfirmNew(deps, trx, user, client.address)
  return { grant: await openSession(trx, user, kind, client, at), link }
}

/**
 * Logs somebody in by name or e-mail address.
 * @throws AppError `unauthenticated`, the same for all that can be wrong; `too_many`; `unavailable`.
 */
export async function logIn(
  deps: Deps,
  { username, password }: { username: string; password: string },
  kind: SessionKind,
  client: Client,
): Promise<Grant> {
  const key = loginKey(username)
  const found = await findUserByKey(deps.db, key)
  const account = found ? { id: found.id } : { unknown: 'email_key' in key ? key.email_key : key.username_key }
  const from = await findDevice(deps, found?.id, client)
  const user = await attempt(deps, { address: client.address, account, from }, async () => {
    // Read again, as it may have waited for its turn.
    const current = await findUser(deps.db, found?.id ?? '')
    const isRight = await verifyPassword(password, current?.password_hash, {
      address: client.address,
      isKnown: from !== undefined,
    })
    return isRight && current?.disabled_at === null ? current : undefined
  })
  const grant = user && (await transact(deps.db, (trx) => openSessionFor(trx, deps, user, kind, client)))
  if (!grant) throw new AppError('unauthenticated', 'Invalid credentials')
  return grant
}

async function findRefusal({ db, config, now }: Deps, comer: Comer): Promise<AppError | undefined> {
  try {
    const { email, invite } = comer
    const hasFirst = await isSetUp(db)
    await requirePass(db, comer, hasFirst)
    if (!hasFirst) return undefined
    if (invite === undefined) checkSignup(config.signup, email)
    else if (!(await isUsable(db, guestOf(invite, email), now().toISOString()))) throw badInvite()
    return undefined
  } catch (error) {
    if (error instanceof AppError) return error
    throw error
  }
}

interface Admission {
  role: Role
  isEmailConfirmed: boolean
  inviteId?: string
}

async function admit(trx: Db, signup: Signup, comer: Comer, now: string): Promise<Admission> {
  const { email, invite } = comer
  if (!(await isSetUp(trx))) {
    await requirePass(trx, comer, false)
    if (await completeSetup(trx, now)) return { role: 'admin', isEmailConfirmed: true }
  }
  await requirePass(trx, comer, true)
  if (invite === undefined) {
    checkSignup(signup, email)
    if (signup.mode === 'domains')
      throw new AppError('conflict', 'Someone else just created the first account. Try again.')
    return { role: 'member', isEmailConfirmed: false }
  }
  const used = await useInvite(trx, guestOf(invite, email), now)
  if (!used) throw badInvite()
  return { role: used.role, inviteId: used.id, isEmailConfirmed: used.email !== null }
}

function guestOf(invite: string, email: string | null) {
  return { tokenHash: tokenHash(invite), emailKey: email === null ? null : emailKey(email) }
}

/** One answer, whether it never was one, was used, has expired or is somebody else's. */
function badInvite(): AppError {
  return new AppError('forbidden', 'This invite is not valid (any more).')
}

/** A session for somebody whose password was right a moment ago; undefined when the account has changed since. */
async function openSessionFor(
  trx: Db,
  { secrets, now }: Deps,
  user: UserRow,
  kind: SessionKind,
  client: Client,
): Promise<Grant | undefined> {
  const current = await lockUser(trx, user.id)
  if (current?.password_hash !== user.password_hash || current.disabled_at !== null) return undefined
  await rememberDevice(trx, secrets, user.id, client, now())
  return openSession(trx, current, kind, client, now())
}
