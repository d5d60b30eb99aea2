import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import type { Authenticate } from '../http/access.ts'
import { findCaller } from './sessions/store.ts'
import { makeVerifier } from './tokens.ts'

/** When no token has expired yet. */
const BEFORE_ALL = new Date(0)

/**
 * Turns access tokens into the accounts behind them. Session and account are read every time, so a revoked session,
 * a disabled account or a changed role counts at once, on every server.
 * The function throws AppError `unauthenticated`.
 */
export function makeAuthenticate({ config, db, now }: Deps): Authenticate {
  const verify = makeVerifier(config.jwtSecretKeys)
  return async (token, { mayHaveExpired = false } = {}) => {
    const at = now()
    const claims = verify(token, mayHaveExpired ? BEFORE_ALL : at)
    const caller = await findCaller(db, claims, at.toISOString())
    if (!caller) throw new AppError('unauthenticated', 'Token has been revoked')
    return caller
  }
}
