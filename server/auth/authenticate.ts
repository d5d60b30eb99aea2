import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import type { Caller } from '../http/access.ts'
import { findCaller } from './sessions/store.ts'
import { makeVerifier } from './tokens.ts'

/**
 * Turns access tokens into the accounts behind them. Session and account are read every time, so a revoked session,
 * a disabled account or a changed role counts at once, on every server.
 * The function throws AppError `unauthenticated`.
 */
export function makeAuthenticate({ config, db, now }: Deps): (token: string) => Promise<Caller> {
  const verify = makeVerifier(config.jwtSecretKeys)
  return async (token) => {
    const at = now()
    const caller = await findCaller(db, verify(token, at), at.toISOString())
    if (!caller) throw new AppError('unauthenticated', 'Token has been revoked')
    return caller
  }
}
