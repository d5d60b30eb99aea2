import type { BackupPlan } from './plan-rules.ts'

/**
 * The instant at which the last daily backup was due: today's, or yesterday's while today's is still to come. A time that
 * a day lacks, as clocks go forward, is as much later; of one that a day has twice, the first counts.
 */
export function lastDue({ hour, minute }: Pick<BackupPlan, 'hour' | 'minute'>, timeZone: string, now: Date): Date {
  const today = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(timeZone).toPlainDate()
  const dueOn = (day: Temporal.PlainDate) =>
    new Date(day.toZonedDateTime({ timeZone, plainTime: { hour, minute } }).epochMilliseconds)
  const due = dueOn(today)
  return due <= now ? due : dueOn(today.subtract({ days: 1 }))
}

/** How the last backup by the server itself went. */
export const BACKUP_STATES = ['off', 'pending', 'ok', 'failed', 'late'] as const
export type BackupState = (typeof BACKUP_STATES)[number]

/** A daily backup that is older is late. */
const LATE_AFTER_HOURS = 26

/** What is known of the backups that the server makes by itself. */
export interface Known {
  succeeded_at: string | null
  failed_at: string | null
}

/** How things stand: `failed` until the next one succeeds, `late` when there should have been one. */
export function stateOf({ succeeded_at, failed_at }: Known, plan: BackupPlan | undefined, now: Date): BackupState {
  if (!plan) return 'off'
  if (failed_at !== null && (succeeded_at === null || failed_at > succeeded_at)) return 'failed'
  if (succeeded_at === null) return 'pending'
  return now.getTime() - Date.parse(succeeded_at) > LATE_AFTER_HOURS * 3_600_000 ? 'late' : 'ok'
}
