import type { Db } from '../../db/connect.ts'
import { transact } from '../../db/transact.ts'
import type { Deps } from '../../deps.ts'
import { AppError, invalidField } from '../../errors.ts'
import type { Client } from '../client.ts'
import { findDevice, type KnownDevice, rememberDevice } from '../devices/actions.ts'
import { verifyPassword } from '../passwords.ts'
import { checkSignup } from '../rules.ts'
import { type Grant, openSession } from '../sessions/actions.ts'
import { attempt, checkAddress, countFailure } from '../throttle/actions.ts'
import { tokenHash } from '../tokens.ts'
import { changeEmail, insertUser } from '../users/actions.ts'
import { tellFormerAddress } from '../users/former-address.ts'
import { checkUsername } from '../users/name-rules.ts'
import { findUser, isConfirmedElsewhere, lockUser, releaseUnconfirmed, type UserRow } from '../users/store.ts'
import { type ConfirmationRow, deleteConfirmationsTo, findConfirmation, lockConfirmation } from './store.ts'

/** What somebody sends who has opened a link. */
export interface Answer {
  token: string
  password: string
  /** Another name for a new account. */
  username?: string
}

/**
 * Confirms the address that a link was mailed to, and logs in: a new account is created, an existing one has this address
 * from now on. It takes the password too, as whoever reads the mail need not be who entered the address; what others entered
 * for them would otherwise be an account that others have the password of.
 * @throws AppError `forbidden`, the same for every link that is not good; `invalid` for the password, `conflict` for a name
 * that was taken meanwhile, `too_many`, `unavailable`.
 */
export async function confirm(deps: Deps, answer: Answer, client: Client): Promise<Grant> {
  const { db, now } = deps
  await checkAddress(deps, client.address)
  const row = await findConfirmation(db, tokenHash(answer.token), now().toISOString())
  if (!row) {
    await countFailure(deps, client.address)
    throw badLink()
  }
  return row.user_id === null
    ? confirmSignUp(deps, row, answer, client)
    : confirmAddress(deps, { ...row, user_id: row.user_id }, answer, client)
}

async function confirmSignUp(
  deps: Deps,
  row: ConfirmationRow,
  { password, username = row.username ?? '' }: Answer,
  client: Client,
): Promise<Grant> {
  const { db, config, now } = deps
  if (username !== row.username) checkUsername(username)
  const passwordHash = row.password_hash ?? ''
  await requirePassword(deps, { unknown: row.token_hash }, undefined, { password, passwordHash }, client)
  return transact(db, async (trx) => {
    const at = now()
    if (!(await lockConfirmation(trx, row, at.toISOString()))) throw badLink()
    if (await isConfirmedElsewhere(trx, row.email_key, null)) throw badLink()
    checkSignup(config.signup, row.email)
    await releaseUnconfirmed(trx, row.email_key, null, at.toISOString())
    const { email } = row
    const user = await insertUser(trx, { username, email, isEmailConfirmed: true, passwordHash, role: 'member' }, at)
    await deleteConfirmationsTo(trx, row.email_key)
    return letIn(trx, deps, user, client)
  })
}

async function confirmAddress(
  deps: Deps,
  row: ConfirmationRow & { user_id: string },
  { password }: Answer,
  client: Client,
): Promise<Grant> {
  const { db, now } = deps
  const found = await findUser(db, row.user_id)
  if (found?.disabled_at !== null) throw badLink()
  const from = await findDevice(deps, found.id, client)
  await requirePassword(deps, { id: found.id }, from, { password, passwordHash: found.password_hash }, client)
  const { grant, before } = await transact(db, async (trx) => {
    const at = now().toISOString()
    const before = await lockUser(trx, found.id)
    const isStill = before?.disabled_at === null && before.password_hash === found.password_hash
    if (!isStill || !(await lockConfirmation(trx, row, at))) throw badLink()
    if (await isConfirmedElsewhere(trx, row.email_key, before.id)) throw badLink()
    await releaseUnconfirmed(trx, row.email_key, before.id, at)
    const user = await changeEmail(trx, before, row.email, now())
    return { before, grant: await letIn(trx, deps, user, client) }
  })
  tellFormerAddress(deps, before, grant.user)
  return grant
}

async function letIn(trx: Db, { secrets, now }: Deps, user: UserRow, client: Client): Promise<Grant> {
  await rememberDevice(trx, secrets, user.id, client, now())
  return openSession(trx, user, 'rotating', client, now())
}

async function requirePassword(
  deps: Deps,
  account: { id: string } | { unknown: string },
  from: KnownDevice | undefined,
  { password, passwordHash }: { password: string; passwordHash: string },
  { address }: Client,
): Promise<void> {
  const isRight = await attempt(deps, { address, account, from }, async () =>
    (await verifyPassword(password, passwordHash, { address, isKnown: from !== undefined })) ? true : undefined,
  )
  if (!isRight) throw invalidField('password', 'Wrong password.')
}

/** One answer, whether it never was one, was used, has expired, or its account is disabled, or its address another one's. */
function badLink(): AppError {
  return new AppError('forbidden', 'This link has expired or was already used. Sign in, or ask for another one.')
}
