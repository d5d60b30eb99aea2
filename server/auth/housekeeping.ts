import type { Db } from '../db/connect.ts'
import { deleteExpiredConfirmations } from './confirmations/store.ts'
import { DEVICE_SECONDS } from './cookie.ts'
import { deleteUnusedDevices } from './devices/store.ts'
import { deleteExpiredInvites } from './invites/store.ts'
import { deleteExpiredResets } from './resets/store.ts'
import { secondsAfter } from './rules.ts'
import { deleteExpiredSessions } from './sessions/store.ts'
import { FORGOTTEN_AFTER_SECONDS } from './throttle/rules.ts'
import { deleteCounts } from './throttle/store.ts'

const INVITES_KEPT_SECONDS = 90 * 86_400
const MAX_ROUNDS = 1_000
/** Rows a statement, so that none holds others up: a session may take thousands of spent refresh tokens with it. */
const SESSIONS_A_ROUND = 3
const ROWS_A_ROUND = 500

/**
 * Forgets sessions, reset links and links to addresses that have expired, failed attempts that no longer count, devices long unused, and
 * invites long over: some of each, the rest next time.
 */
export async function deleteExpired(db: Db, now: Date): Promise<void> {
  const ago = (seconds: number) => secondsAfter(now, -seconds)
  await inRounds(SESSIONS_A_ROUND, (limit) => deleteExpiredSessions(db, ago(0), limit))
  await inRounds(ROWS_A_ROUND, (limit) => deleteCounts(db, ago(FORGOTTEN_AFTER_SECONDS), limit))
  await inRounds(ROWS_A_ROUND, (limit) => deleteExpiredResets(db, ago(0), limit))
  await inRounds(ROWS_A_ROUND, (limit) => deleteExpiredConfirmations(db, ago(0), limit))
  await inRounds(ROWS_A_ROUND, (limit) => deleteUnusedDevices(db, ago(DEVICE_SECONDS), limit))
  await inRounds(ROWS_A_ROUND, (limit) => deleteExpiredInvites(db, ago(INVITES_KEPT_SECONDS), limit))
}

async function inRounds(limit: number, deleteSome: (limit: number) => Promise<number>): Promise<void> {
  for (let round = 0; round < MAX_ROUNDS; round++) {
    if ((await deleteSome(limit)) < limit) return
  }
}
