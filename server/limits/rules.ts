import { AppError } from '../errors.ts'

/** How much of something may be used in a window of time, and by whom: an account, or an address. */
export interface Limit {
  most: number
  seconds: number
  whose: 'account' | 'address'
  /** How much of it a server takes at once from the database, to use it up by itself. */
  lease: number
  /** What is said when it is used up. */
  sentence: string
}

const HOUR = 3_600
const DAY = 24 * HOUR

/**
 * What guests and members may send. A company of 500 behind one address must not notice; one caller must not fill the disk.
 * `docs/limits.md` lists these, and a test compares.
 */
export const LIMITS = {
  replies: {
    most: 10_000,
    seconds: HOUR,
    whose: 'address',
    lease: 50,
    sentence: 'More than 10,000 replies an hour from one address. Try again later.',
  },
  registrations: {
    most: 1_000,
    seconds: HOUR,
    whose: 'address',
    lease: 1,
    sentence: 'More than 1,000 new accounts an hour from one address. Try again later.',
  },
  confirmations: {
    most: 1_000,
    seconds: HOUR,
    whose: 'address',
    lease: 1,
    sentence:
      'More than 1,000 links to confirm an address were asked for within an hour from one address. Try again later.',
  },
  writes: {
    most: 6_000,
    seconds: HOUR,
    whose: 'account',
    lease: 50,
    sentence: 'More than 6,000 changes an hour by one account. Try again later.',
  },
  requests: {
    most: 200,
    seconds: DAY,
    whose: 'account',
    lease: 1,
    sentence: 'More than 200 requests for time off a day by one account. Try again tomorrow.',
  },
  /** In kilobytes. */
  answers: {
    most: 100_000,
    seconds: DAY,
    whose: 'account',
    lease: 1,
    sentence:
      'More than 100 MB of answers a day are kept for one caller’s Idempotency-Keys. Try again tomorrow, or without one.',
  },
} as const satisfies Record<string, Limit>

export type LimitName = keyof typeof LIMITS

/** When the window ends that an instant is in: windows begin at the same instants for everybody. */
export function windowEnd({ seconds }: Limit, now: Date): Date {
  const length = seconds * 1_000
  return new Date((Math.floor(now.getTime() / length) + 1) * length)
}

/** Refuses somebody who has used up a limit. */
export function usedUp(limit: Limit, endsAt: string, now: Date): AppError {
  const retryAfter = (Date.parse(endsAt) - now.getTime()) / 1_000
  return new AppError('too_many', limit.sentence, { retryAfter })
}
