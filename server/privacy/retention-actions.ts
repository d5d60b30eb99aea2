import { deleteUnusedDevices } from '../auth/devices/store.ts'
import { deleteSessionsUnusedSince } from '../auth/sessions/store.ts'
import type { Db } from '../db/connect.ts'
import { rehearse } from '../db/rehearse.ts'
import { transact } from '../db/transact.ts'
import { AppError } from '../errors.ts'
import { companyDay } from '../people/company/store.ts'
import { erasePerson } from './erase-actions.ts'
import { daysBefore, leftBefore } from './retention-rules.ts'
import * as store from './retention-store.ts'

type RetentionRow = store.RetentionRow
type RetentionChange = Partial<Pick<RetentionRow, 'leavers_months' | 'notes_months' | 'session_days' | 'named_replies'>>

/** How much the settings would have deleted at this moment. */
export interface Due {
  leavers: number
  notes: number
  sessions: number
}

/** What these settings would delete now. */
export async function countDue(db: Db, settings: RetentionRow, now: Date): Promise<Due> {
  const { leavers_months, notes_months, session_days } = settings
  const today = await companyDay(db, now)
  return {
    leavers: leavers_months === null ? 0 : await store.countLeavers(db, leftBefore(today, leavers_months)),
    notes: notes_months === null ? 0 : await store.countNotes(db, leftBefore(today, notes_months)),
    sessions: session_days === null ? 0 : await store.countUnused(db, daysBefore(now, session_days)),
  }
}

/**
 * Changes what is kept for how long; what is left out stays. Nothing is deleted before housekeeping runs. `guard` sees the
 * settings as they are, locked, and may throw. A dry run answers the same, and changes nothing.
 */
export function changeRetention(
  db: Db,
  change: RetentionChange,
  guard: (current: RetentionRow) => void,
  { now, dryRun }: { now: Date; dryRun: boolean },
): Promise<{ retention: RetentionRow; due: Due }> {
  const run = dryRun ? rehearse : transact
  return run(db, async (trx) => {
    const current = await store.lockRetention(trx)
    guard(current)
    const retention = { ...current, ...change, version: current.version + 1, updated_at: now.toISOString() }
    await store.updateRetention(trx, retention)
    return { retention, due: await countDue(trx, retention, now) }
  })
}

const LEAVERS_A_RUN = 1_000
/** Rows a transaction, so that none holds others up. */
const ROWS_A_ROUND = 200

/** Erases and deletes what the settings say is over. @throws what kept somebody from being erased, once all else is done. */
export async function keepRetention(db: Db, now: Date): Promise<void> {
  const { leavers_months, notes_months, session_days } = await store.findRetention(db)
  const today = await companyDay(db, now)
  const failures = leavers_months === null ? [] : await eraseLeavers(db, leftBefore(today, leavers_months), now)
  if (notes_months !== null) {
    const before = leftBefore(today, notes_months)
    for (const table of store.NOTED) {
      await inRounds((limit) => transact(db, (trx) => store.deleteNotes(trx, table, before, limit, now.toISOString())))
    }
  }
  if (session_days !== null) {
    const before = daysBefore(now, session_days)
    await inRounds((limit) => deleteSessionsUnusedSince(db, before, limit))
    await inRounds((limit) => deleteUnusedDevices(db, before, limit))
  }
  if (failures.length > 0) throw failures[0]
}

/** Gives what failed: one who cannot be erased keeps nobody else's data here for ever. */
async function eraseLeavers(db: Db, before: string, now: Date): Promise<unknown[]> {
  const failures: unknown[] = []
  for (const id of await store.listLeavers(db, before, LEAVERS_A_RUN)) {
    try {
      await erasePerson(db, id, { by: null, way: 'retention', now })
    } catch (error) {
      // Another server was faster, or an administrator has just changed what made them due.
      if (!(error instanceof AppError)) failures.push(error)
    }
  }
  return failures
}

async function inRounds(deleteSome: (limit: number) => Promise<number>): Promise<void> {
  while ((await deleteSome(ROWS_A_ROUND)) === ROWS_A_ROUND);
}
