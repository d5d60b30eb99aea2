import type { Db } from '../../db/connect.ts'
import { transact } from '../../db/transact.ts'
import { AppError, notFound } from '../../errors.ts'
import { newId } from '../../ids.ts'
import type { Client } from '../client.ts'
import { secondsAfter } from '../rules.ts'
import { type AccessClaims, randomToken, successorOf, tokenHash } from '../tokens.ts'
import { findUser, type UserRow } from '../users/store.ts'
import { finalExpiry, refreshVerdict, SESSION_SECONDS, SESSIONS, SPENT_TOKENS, sessionExpiry } from './rules.ts'
import type { SessionKind, SessionRow } from './store.ts'
import * as store from './store.ts'

/** A session for somebody, and what they need to go on using it. */
export interface Grant {
  user: UserRow
  claims: AccessClaims
  refreshToken: string
}

/**
 * Opens a session within a transaction, in which the account is locked or new. Of very many sessions, the one that has gone
 * unused for longest ends.
 */
export async function openSession(
  trx: Db,
  user: UserRow,
  kind: SessionKind,
  client: Client,
  now: Date,
): Promise<Grant> {
  const at = now.toISOString()
  const session: SessionRow = {
    id: newId(),
    user_id: user.id,
    kind,
    generation: 0,
    access_revoked_at: null,
    user_agent: readable(client.userAgent),
    created_at: at,
    last_used_at: at,
    expires_at: sessionExpiry(now),
  }
  const refreshToken = randomToken()
  await store.insertSession(trx, session)
  await store.insertRefreshToken(trx, session.id, tokenHash(refreshToken), at)
  await store.deleteUnusedSessions(trx, user.id, session.id, SESSIONS)
  return { user, claims: claimsOf(session), refreshToken }
}

/**
 * Exchanges a refresh token for its successor; sent again within the grace, for the same successor. Sent later it is in
 * the wrong hands, or was: the session ends, whoever of the two asked. It also ends when it was refreshed so often that
 * what it has spent, by which that is noticed, would be too much to keep.
 * @throws AppError `unauthenticated`
 */
export async function refresh(db: Db, token: string, now: Date): Promise<Grant> {
  // A refusal is an answer here, not an error, so that ending the session is committed.
  const grant = await transact(db, (trx) => exchange(trx, token, now))
  if (!grant) throw revoked()
  return grant
}

/**
 * The claims of a new access token for a session whose refresh token is not rotated.
 * @throws AppError `unauthenticated`
 */
export function renewAccess(db: Db, token: string, now: Date): Promise<AccessClaims> {
  return transact(db, async (trx) => {
    const session = await lockFixedSession(trx, token, now)
    await store.updateSession(trx, session.id, { last_used_at: now.toISOString(), access_revoked_at: null })
    return claimsOf(session)
  })
}

/** Revokes a session's access tokens; the session ends when its refresh token was revoked before. */
export async function revokeAccess(db: Db, sessionId: string, now: Date): Promise<void> {
  const at = now.toISOString()
  await transact(db, async (trx) => {
    const session = await store.lockSession(trx, sessionId, at)
    if (!session) return
    if (await store.hasRefreshToken(trx, sessionId)) {
      await store.updateSession(trx, sessionId, { generation: session.generation + 1, access_revoked_at: at })
    } else {
      await store.deleteSession(trx, session.user_id, sessionId)
    }
  })
}

/**
 * Revokes a refresh token that is not rotated; the session ends with its last access token.
 * @throws AppError `unauthenticated`
 */
export function revokeRefresh(db: Db, token: string, now: Date): Promise<void> {
  return transact(db, async (trx) => {
    const session = await lockFixedSession(trx, token, now)
    if (session.access_revoked_at !== null) {
      await store.deleteSession(trx, session.user_id, session.id)
      return
    }
    await store.deleteRefreshToken(trx, tokenHash(token))
    await store.updateSession(trx, session.id, { expires_at: finalExpiry(session.expires_at, now) })
  })
}

/**
 * Ends a session. `guard` sees it as it is, locked, and may throw.
 * @throws AppError `not_found`, and whatever `guard` throws.
 */
export function endSession(db: Db, id: string, now: Date, guard: (current: SessionRow) => void): Promise<void> {
  return transact(db, async (trx) => {
    const session = await store.lockSession(trx, id, now.toISOString())
    if (!session) throw notFound()
    guard(session)
    await store.deleteSession(trx, session.user_id, id)
  })
}

async function exchange(trx: Db, token: string, now: Date): Promise<Grant | undefined> {
  const at = now.toISOString()
  const hash = tokenHash(token)
  const held = await lockHeld(trx, hash, 'rotating', at)
  if (!held) return undefined
  const { user, session, stored } = held
  const verdict = refreshVerdict(stored.spent_at, now)
  if (verdict === 'reused') {
    await store.deleteSession(trx, user.id, session.id)
    return undefined
  }
  const salt = stored.successor_salt ?? randomToken()
  const refreshToken = successorOf(token, salt)
  if (verdict === 'fresh') {
    await store.spendRefreshToken(trx, hash, salt, at)
    await store.insertRefreshToken(trx, session.id, tokenHash(refreshToken), at)
    await store.deleteSpentTokens(trx, session.id, secondsAfter(now, -SESSION_SECONDS))
    if (await store.hasSpentMore(trx, session.id, SPENT_TOKENS)) {
      await store.deleteSession(trx, user.id, session.id)
      return undefined
    }
    await store.updateSession(trx, session.id, { last_used_at: at, expires_at: sessionExpiry(now) })
  }
  return { user, claims: claimsOf(session), refreshToken }
}

async function lockFixedSession(trx: Db, token: string, now: Date): Promise<SessionRow> {
  const held = await lockHeld(trx, tokenHash(token), 'fixed', now.toISOString())
  if (!held) throw revoked()
  return held.session
}

/** A refresh token with its session, locked, and its account, when all three are in force and the session is of this kind. */
async function lockHeld(trx: Db, hash: string, kind: SessionKind, at: string) {
  const sessionId = (await store.findRefreshToken(trx, hash))?.session_id
  const session = sessionId === undefined ? undefined : await store.lockSession(trx, sessionId, at)
  if (session?.kind !== kind) return undefined
  // Read again: whoever held the session until now may have spent or revoked the token.
  const stored = await store.findRefreshToken(trx, hash)
  const user = await findUser(trx, session.user_id)
  return stored && user?.disabled_at === null ? { session, stored, user } : undefined
}

function claimsOf({ id, user_id, generation }: SessionRow): AccessClaims {
  return { sub: user_id, sid: id, gen: generation }
}

function revoked(): AppError {
  return new AppError('unauthenticated', 'Token has been revoked')
}

const MAX_USER_AGENT = 256

/** What a client calls itself, as far as it can be shown: printable ASCII. */
function readable(userAgent: string | undefined): string | null {
  return userAgent?.replace(/[^\x20-\x7e]/g, '').slice(0, MAX_USER_AGENT) || null
}
