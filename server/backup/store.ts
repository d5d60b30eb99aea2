import type { Selectable } from 'kysely'
import type { Db } from '../db/connect.ts'
import type { Tables } from '../db/tables.ts'

export type BackupsRow = Selectable<Tables['backups']>

/** What is known of the backups that servers make by themselves; the migration that made the table made its one row. */
export function findBackups(db: Db): Promise<BackupsRow> {
  return db.selectFrom('backups').selectAll().where('id', '=', 1).executeTakeFirstOrThrow()
}

/**
 * Takes on the backup that was due, until an instant. False where it is made, or somebody else is at it: until `latest`, as
 * nobody is longer. What lies in the future was written before somebody set the clock back, and counts for nothing.
 */
export async function claim(
  db: Db,
  { due, now, until, latest }: { due: string; now: string; until: string; latest: string },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('backups')
    .set({ claimed_until: until })
    .where('id', '=', 1)
    .where(({ or, eb }) => or([eb('done_for', 'is', null), eb('done_for', '<', due), eb('done_for', '>', now)]))
    .where(({ or, eb }) =>
      or([eb('claimed_until', 'is', null), eb('claimed_until', '<=', now), eb('claimed_until', '>', latest)]),
    )
    .executeTakeFirstOrThrow()
  return numUpdatedRows === 1n
}

/** Says until when nobody else need begin; null lets the next one begin at once. */
export async function claimUntil(db: Db, until: string | null): Promise<void> {
  await db.updateTable('backups').set({ claimed_until: until }).where('id', '=', 1).execute()
}

/** A failure of later, from before somebody set the clock back, is forgotten. */
export async function noteSuccess(
  db: Db,
  made: { done_for: string; succeeded_at: string; place: string; bytes: number },
) {
  await db
    .updateTable('backups')
    .set({ ...made, claimed_until: null })
    .where('id', '=', 1)
    .execute()
  await db
    .updateTable('backups')
    .set({ failed_at: null, failure: null })
    .where('id', '=', 1)
    .where('failed_at', '>', made.succeeded_at)
    .execute()
}

export async function noteFailure(db: Db, failed: { failed_at: string; failure: string; claimed_until: string }) {
  await db.updateTable('backups').set(failed).where('id', '=', 1).execute()
}
