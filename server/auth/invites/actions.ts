import type { Db } from '../../db/connect.ts'
import { transact } from '../../db/transact.ts'
import type { Deps } from '../../deps.ts'
import { notFound } from '../../errors.ts'
import type { Caller } from '../../http/access.ts'
import { newId } from '../../ids.ts'
import { findCompany } from '../../people/company/store.ts'
import { lockActor, requireAct } from '../access.ts'
import { inviteLetter } from '../letters.ts'
import { emailKey, secondsAfter } from '../rules.ts'
import { randomToken, tokenHash } from '../tokens.ts'
import type { InviteInput } from './schema.ts'
import type { InviteRow } from './store.ts'
import * as store from './store.ts'

const INVITE_SECONDS = 7 * 86_400

/** A new invite, and the token of its link, which is kept nowhere. */
export interface NewInvite {
  row: InviteRow
  token: string
}

/**
 * Invites one person, within a transaction.
 * @throws AppError `forbidden` when the caller no longer is one who invites.
 */
export async function invite(
  trx: Db,
  caller: Caller,
  { role = 'member', email }: InviteInput,
  now: Date,
): Promise<NewInvite> {
  requireAct(await lockActor(trx, caller.id), { act: 'invite' })
  const token = randomToken()
  const made = {
    id: newId(),
    role,
    email: email === undefined ? null : emailKey(email),
    created_by: caller.id,
    created_at: now.toISOString(),
    expires_at: secondsAfter(now, INVITE_SECONDS),
    used_by: null,
    used_at: null,
  }
  await store.insertInvite(trx, { ...made, token_hash: tokenHash(token) })
  return { row: { ...made, created_by_username: caller.username, used_by_username: null }, token }
}

/** Mails an invite to the address that it is for, unless it has ended before its turn comes. */
export function mailInvite({ db, mailer, now }: Deps, { row, token }: NewInvite, url: string): void {
  const { email } = row
  if (email === null) return
  mailer?.post(async () => {
    const isGood = await store.isUsable(db, { tokenHash: tokenHash(token), emailKey: email }, now().toISOString())
    return isGood ? inviteLetter(await findCompany(db), { email, url }) : undefined
  })
}

/**
 * Deletes an invite, so that nobody can use it (any more). `guard` sees it as it is, locked, and may throw.
 * @throws AppError `not_found`, and whatever `guard` throws.
 */
export function revokeInvite(db: Db, id: string, guard: (current: InviteRow) => void): Promise<void> {
  return transact(db, async (trx) => {
    await store.lockInvite(trx, id)
    const current = await store.findInvite(trx, id)
    if (!current) throw notFound()
    guard(current)
    await store.deleteInvite(trx, id)
  })
}
