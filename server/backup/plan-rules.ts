import { type Place, readPlace } from './name-rules.ts'

/** When the server makes a backup by itself, and where. */
export interface BackupPlan {
  hour: number
  minute: number
  place: Place
  /** How many of them stay. */
  keep: number
}

export const DAILY_RULE =
  'off, or a time and a place such as daily 03:00 /var/backups/teamroom or daily 03:00 s3://bucket/teamroom are expected.'

/** `daily 03:00 /path`, or `off`, which is null. Undefined for anything else. */
export function readDaily(value: string): Omit<BackupPlan, 'keep'> | null | undefined {
  if (value === 'off') return null
  const [, hours = '', minutes = '', where = ''] = value.match(/^daily\s+([01]\d|2[0-3]):([0-5]\d)\s+(\S.*)$/) ?? []
  const place = where === '' ? undefined : readPlace(where)
  if (!place || place.kind === 'file') return undefined
  return { hour: Number(hours), minute: Number(minutes), place }
}

/** A plan as it is set. */
export function textOf({ hour, minute, place }: BackupPlan): string {
  const time = [hour, minute].map((number) => String(number).padStart(2, '0')).join(':')
  return `daily ${time} ${place.kind === 's3' ? `s3://${place.bucket}/${place.key}` : place.path}`
}
