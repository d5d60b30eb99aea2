const ENDING = '.tar.zst'
const NAME = /^teamroom-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-\d{3}Z\.tar\.zst$/

/** Where a backup goes, or lies: a folder, a file, or below a name in a bucket. */
export type Place =
  | { kind: 'folder'; path: string }
  | { kind: 'file'; path: string }
  | { kind: 's3'; bucket: string; key: string }

/** Reads a place as it was typed: a file ends in `.tar.zst`, a folder in anything else. Undefined for nothing, and for a bucket without a name. */
export function readPlace(text: string): Place | undefined {
  if (text.trim() === '') return undefined
  const isFile = text.endsWith(ENDING)
  if (!text.startsWith('s3://')) return { kind: isFile ? 'file' : 'folder', path: text }
  const [, bucket, rest = ''] = text.match(/^s3:\/\/([a-z0-9][a-z0-9.-]*[a-z0-9])(?:\/(.*))?$/) ?? []
  if (!bucket) return undefined
  const key = rest.replace(/^\/+/, '')
  return { kind: 's3', bucket, key: key === '' || key.endsWith('/') || isFile ? key : `${key}/` }
}

/** The name of a backup made now; names sort by time. */
export function nameOf(now: Date): string {
  return `teamroom-${now.toISOString().replaceAll(/[:.]/g, '-')}${ENDING}`
}

/** Whether a file has the name of a backup: any other is nobody's business. */
export function isBackupName(name: string): boolean {
  return NAME.test(name)
}

/**
 * Those of some names to delete so that the one that was just made remains, and of the others the newest, `keep` in all.
 * By its name it need not be the newest: somebody may have set the clock back.
 */
export function surplus(names: readonly string[], keep: number, made: string): string[] {
  return names
    .filter((name) => isBackupName(name) && name !== made)
    .sort()
    .toReversed()
    .slice(keep - 1)
}

/** What is added to the name of a database that made way for a restored one. */
export function suffixOf(now: Date): string {
  return `.before-restore-${now.toISOString().replaceAll(/[:.]/g, '-')}`
}

/** The schema in which PostgreSQL keeps what made way for a restored database. */
export function schemaOf(now: Date): string {
  return `before_restore_${now.toISOString().replaceAll(/\D/g, '')}`
}
