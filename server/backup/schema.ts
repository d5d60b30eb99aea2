import type { Static } from 'typebox'
import { closed, nullable, oneOf, Timestamp } from '../http/shapes.ts'
import { Type } from '../http/type.ts'
import { type BackupPlan, textOf } from './plan-rules.ts'
import { BACKUP_STATES, stateOf } from './schedule-rules.ts'
import type { BackupsRow } from './store.ts'

export const Backups = closed(
  {
    state: oneOf(BACKUP_STATES, {
      description:
        '`late`: the last one is older than a day; `failed`: the last try failed; `pending`: none was made yet.',
    }),
    schedule: nullable(Type.String(), { description: 'When and where the server makes them; null: it makes none.' }),
    succeeded_at: nullable(Timestamp),
    place: nullable(Type.String(), { description: 'Where the last one is.' }),
    bytes: nullable(Type.Integer()),
    failed_at: nullable(Timestamp),
    failure: nullable(Type.String(), { description: 'Why the last one that failed did.' }),
  },
  {
    title: 'Backups',
    examples: [
      {
        state: 'ok',
        schedule: 'daily 03:00 /var/backups/teamroom',
        succeeded_at: '2026-02-27T03:00:04.369Z',
        place: '/var/backups/teamroom/teamroom-2026-02-27T03-00-00-412Z.tar.zst',
        bytes: 1_843_200,
        failed_at: null,
        failure: null,
      },
    ],
  },
)
export type Backups = Static<typeof Backups>

/** What is known of backups, as the API shows it. */
export function toBackups(row: BackupsRow, plan: BackupPlan | undefined, now: Date): Backups {
  const { succeeded_at, place, bytes, failed_at, failure } = row
  const schedule = plan ? textOf(plan) : null
  return { state: stateOf(row, plan, now), schedule, succeeded_at, place, bytes, failed_at, failure }
}
