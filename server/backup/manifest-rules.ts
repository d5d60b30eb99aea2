/** Goes up when an older Teamroom could not read what a newer one writes. */
export const FORMAT = 1

export const MANIFEST = 'manifest.json'
export const SQLITE_PART = 'database.sqlite'
export const KEY_PART = 'jwt-secret.key'

/** One file inside a backup. */
export interface Part {
  name: string
  size: number
  sha256: string
}

export interface TableContent {
  name: string
  rows: number
  /** In the order in which their values are stored; SQLite's file knows its own. */
  columns?: string[]
}

/** What stands last in a backup: what is in it, and what each part of it comes to. */
export interface Manifest {
  format: number
  /** Of the Teamroom that wrote it. */
  version: string
  created_at: string
  database: 'sqlite' | 'postgres'
  /** The migrations that the database has, in their order. */
  migrations: string[]
  tables: TableContent[]
  /** Where PostgreSQL's sequences stand. */
  sequences: { name: string; value: string; is_called: boolean }[]
  parts: Part[]
}

const DAMAGED = 'Its manifest is damaged.'

/** Reads a manifest. @returns the reason, as a sentence, why this version cannot read the backup. */
export function readManifest(text: string): Manifest | string {
  let found: Partial<Manifest> | null
  try {
    found = JSON.parse(text)
  } catch {
    return DAMAGED
  }
  const { format = 0, version } = found ?? {}
  if (!Number.isInteger(format) || format < 1) return DAMAGED
  if (format > FORMAT) return `It was written by a newer Teamroom (${version}), and needs that one.`
  return isManifest(found) ? found : DAMAGED
}

/** Whether a manifest of this format has all that it should: what anybody wrote into a file is not believed. */
function isManifest(found: Partial<Manifest> | null): found is Manifest {
  const { version, created_at, database, migrations, tables, sequences, parts } = found ?? {}
  const isText = (value: unknown) => typeof value === 'string'
  const isCount = (value: unknown) => Number.isSafeInteger(value) && Number(value) >= 0
  const isList = <T>(list: readonly T[] | undefined, isOne: (one: Partial<T>) => boolean) =>
    Array.isArray(list) && list.every((one) => isOne(one ?? {}))
  return (
    isText(version) &&
    isText(created_at) &&
    (database === 'sqlite' || database === 'postgres') &&
    isList(migrations, isText) &&
    isList(tables, ({ name, rows, columns = [] }) => isText(name) && isCount(rows) && isList(columns, isText)) &&
    isList(
      sequences,
      ({ name, value, is_called }) => isText(name) && isText(value) && typeof is_called === 'boolean',
    ) &&
    isList(parts, ({ name, size, sha256 }) => isText(name) && isCount(size) && isText(sha256))
  )
}

/** What is wrong with the parts that were found, compared with those that were written: a sentence each. */
export function compareParts(written: readonly Part[], found: readonly Part[]): string[] {
  const names = new Set([...written, ...found].map(({ name }) => name))
  return [...names].flatMap((name) => {
    const [was, is] = [written, found].map((parts) => parts.find((part) => part.name === name))
    if (!was) return `${name} does not belong to it.`
    if (!is) return `${name} is missing.`
    return was.size === is.size && was.sha256 === is.sha256 ? [] : `${name} is damaged.`
  })
}

/** What is wrong with the tables that were found, compared with those that were written: a sentence each. */
export function compareTables(
  written: readonly { name: string; rows: number }[],
  found: readonly { name: string; rows: number }[],
): string[] {
  const counts = new Map(found.map(({ name, rows }) => [name, rows]))
  const known = new Set(written.map(({ name }) => name))
  const unknown = found.filter(({ name }) => !known.has(name))
  return [
    ...written.flatMap(({ name, rows }) => {
      const count = counts.get(name)
      if (count === rows) return []
      return count === undefined
        ? `The table ${name} is missing.`
        : `${name} has ${count} rows and should have ${rows}.`
    }),
    ...unknown.map(({ name }) => `The table ${name} does not belong to it.`),
  ]
}

/** What is wrong with the migrations that a database has had, as it says itself, and as the manifest says: a sentence. */
export function compareMigrations(written: readonly string[], found: readonly string[]): string[] {
  if (found.length === 0) return ['It has no database of Teamroom in it.']
  return written.join() === found.join() ? [] : ['Its database has had other migrations than its manifest says.']
}

/** The first migration of a backup that this version does not know. */
export function unknownMigration({ migrations }: Manifest, known: readonly { name: string }[]): string | undefined {
  return migrations.find((name) => !known.some((migration) => migration.name === name))
}

/** What a backup holds, in a few lines. */
export function describeManifest({ created_at, version, database, migrations, tables, parts }: Manifest): string {
  const count = (table: string) => tables.find(({ name }) => name === table)?.rows ?? 0
  const rows = tables.reduce((sum, table) => sum + table.rows, 0)
  const bytes = parts.reduce((sum, { size }) => sum + size, 0)
  const hasKey = parts.some(({ name }) => name === KEY_PART)
  return [
    `From ${created_at}, by Teamroom ${version}: ${database === 'sqlite' ? 'SQLite' : 'PostgreSQL'}, migrated to ${migrations.at(-1)}.`,
    `${tables.length} tables with ${rows} rows, ${inBytes(bytes)}: ${count('users')} accounts, ${count('employees')} people, ` +
      `${count('time_off_requests')} requests, ${count('surveys')} surveys, ${count('survey_replies')} replies, ${count('posts')} posts.`,
    hasKey
      ? 'With the key that signs access tokens.'
      : 'Without the key that signs access tokens: keep JWT_SECRET_KEY safe yourself.',
  ].join('\n')
}

/** A size as people read it. */
export function inBytes(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB']
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3))
  return `${Number((bytes / 1000 ** power).toFixed(1))} ${units[power]}`
}
