import { secondsAfter } from '../rules.ts'

/** How long an access token is good for. */
export const ACCESS_TOKEN_SECONDS = 15 * 60
/** How long a session lives without being refreshed, and a refresh token without being used. */
export const SESSION_SECONDS = 30 * 86_400
/** How long a spent refresh token still answers, for a client that never got the answer. */
const GRACE_SECONDS = 10

/** Sessions of one account: one more ends the one that has gone unused for longest. */
export const SESSIONS = 100
/** Spent refresh tokens of one session. A client that refreshes every five minutes stays below for its 30 days. */
export const SPENT_TOKENS = 10_000

/** Until when a session lives that is used now. */
export function sessionExpiry(now: Date): string {
  return secondsAfter(now, SESSION_SECONDS)
}

/** Until when a session has to live that can no longer be refreshed: as long as its last access token may. */
export function finalExpiry(expiresAt: string, now: Date): string {
  const last = secondsAfter(now, ACCESS_TOKEN_SECONDS)
  return last < expiresAt ? last : expiresAt
}

/** Whether a refresh token may be used: fresh ones and those spent moments ago; any other use is somebody else's. */
export function refreshVerdict(spentAt: string | null, now: Date): 'fresh' | 'retry' | 'reused' {
  if (spentAt === null) return 'fresh'
  return now.getTime() - Date.parse(spentAt) < GRACE_SECONDS * 1000 ? 'retry' : 'reused'
}
