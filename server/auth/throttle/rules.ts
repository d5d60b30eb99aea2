import { AppError } from '../../errors.ts'

/** Wrong passwords for one account, from all strangers together, or from one of its devices: five are free, then each doubles the wait; a day of quiet forgets them all. */
const FREE_FAILURES = 5
const FIRST_DELAY_SECONDS = 30
const LONGEST_DELAY_SECONDS = 3_600
export const FORGOTTEN_AFTER_SECONDS = 86_400

/** Failures from one address, whichever accounts they are for. */
const ADDRESS_FAILURES = 20
const ADDRESS_WINDOW_SECONDS = 60

/** Mails that anybody can have sent to one account, or one address. */
const MAILS = 3
const MAIL_WINDOW_SECONDS = 3_600

/** What was counted, and until when: an account's next attempt has to wait, or a window runs. */
export interface Count {
  attempts: number
  until: string
}

/**
 * Counts one more attempt at an account.
 * @throws AppError `too_many` while the account has to wait.
 */
export function countAccountAttempt({ attempts, until }: Count, now: Date): Count {
  const waitMs = Date.parse(until) - now.getTime()
  if (waitMs > 0) throw tooMany(waitMs)
  const counted = waitMs < -FORGOTTEN_AFTER_SECONDS * 1000 ? 1 : attempts + 1
  return { attempts: counted, until: after(now, delaySeconds(counted)) }
}

/** Counts one more attempt from an address that is a stranger to the account; what the account waits for is not its own. */
export function countStranger({ attempts, until }: Count, now: Date): Count {
  const isForgotten = now.getTime() - Date.parse(until) > FORGOTTEN_AFTER_SECONDS * 1000
  return { attempts: isForgotten ? 1 : attempts + 1, until: now.toISOString() }
}

/** Counts some attempts less. */
export function less({ attempts, until }: Count, by: number): Count {
  return { attempts: Math.max(0, attempts - by), until }
}

function delaySeconds(failures: number): number {
  if (failures < FREE_FAILURES) return 0
  return Math.min(FIRST_DELAY_SECONDS * 2 ** (failures - FREE_FAILURES), LONGEST_DELAY_SECONDS)
}

/**
 * Counts one more attempt from an address.
 * @throws AppError `too_many` until the window of its failures ends.
 */
export function countAddressAttempt(count: Count, now: Date): Count {
  const counted = countInWindow(count, ADDRESS_FAILURES, ADDRESS_WINDOW_SECONDS, now)
  if (!counted) throw tooMany(Date.parse(count.until) - now.getTime())
  return counted
}

/** Counts one more mail to an account or an address; undefined when there were enough of them for now. */
export function countMail(count: Count, now: Date): Count | undefined {
  return countInWindow(count, MAILS, MAIL_WINDOW_SECONDS, now)
}

function countInWindow({ attempts, until }: Count, limit: number, seconds: number, now: Date): Count | undefined {
  if (Date.parse(until) <= now.getTime()) return { attempts: 1, until: after(now, seconds) }
  return attempts < limit ? { attempts: attempts + 1, until } : undefined
}

function tooMany(waitMs: number): AppError {
  return new AppError('too_many', 'Too many failed attempts: wait before the next.', { retryAfter: waitMs / 1000 })
}

function after(now: Date, seconds: number): string {
  return new Date(now.getTime() + seconds * 1000).toISOString()
}
