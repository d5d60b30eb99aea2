/** The file at the root of a release that says what it is. */
export const RELEASE = 'release.json'

/** What a release is, as its own file says it. */
export interface Release {
  version: string
  /** The oldest Node that runs it. */
  node: string
  /** All that it knows, in their order, each with its checksum. */
  migrations: { name: string; checksum: string }[]
}

/** What is there before an upgrade. */
export interface Present {
  version: string
  node: string
  /** The migrations that the database has had; of those from before there were checksums, without one. */
  applied: { name: string; checksum: string | null }[]
}

const VERSION = /^\d+\.\d+\.\d+$/

/** Reads a release's own file; undefined where it is none. */
export function readRelease(text: string): Release | undefined {
  try {
    const { version, node, migrations } = JSON.parse(text)
    const isListed = (one: unknown) => typeof (one as { name?: unknown } | null)?.name === 'string'
    const isRelease =
      VERSION.test(version) && VERSION.test(node) && Array.isArray(migrations) && migrations.every(isListed)
    return isRelease ? { version, node, migrations } : undefined
  } catch {
    return undefined
  }
}

/** Why a release cannot take the place of what is there, as a sentence; undefined where it can. */
export function problemOf({ version, node, migrations }: Release, present: Present): string | undefined {
  const order = compareVersions(version, present.version)
  if (order === 0) return `${version} is the version that is running.`
  if (order < 0) return `${version} is older than ${present.version}, which is running.`
  if (compareVersions(present.node, node) < 0)
    return `${version} needs Node ${node} or later, and this is ${present.node}.`
  for (const { name, checksum } of present.applied) {
    const known = migrations.find((one) => one.name === name)
    if (!known) return `The database is newer than ${version}: it has ${name}, which ${version} does not know.`
    if (checksum !== null && known.checksum !== '' && known.checksum !== checksum) {
      return `${version} knows ${name} as another migration than the one that the database has had.`
    }
  }
  return undefined
}

/** The migrations that a start of the release will run. */
export function pendingOf({ migrations }: Release, { applied }: Pick<Present, 'applied'>): string[] {
  return migrations.map(({ name }) => name).filter((name) => applied.every((one) => one.name !== name))
}

/** Below zero where the first version is older, above where it is newer. */
export function compareVersions(one: string, other: string): number {
  const [a, b] = [one, other].map((version) => version.split('.').map(Number))
  for (const i of [0, 1, 2]) {
    const difference = (a?.[i] ?? 0) - (b?.[i] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

/** The checksum of a file in the text of `SHA256SUMS`. */
export function sumIn(text: string, name: string): string | undefined {
  const lines = text.split('\n').map((line) => line.match(/^([0-9a-f]{64}) [ *](.+)$/))
  return lines.find((match) => match?.[2] === name)?.[1]
}

/**
 * Where an entry of a release's archive goes inside the release. `teamroom-1.0.0/server/main.ts` is `server/main.ts`.
 * @returns undefined for the release itself, and a sentence for an entry that no release has.
 */
export function placeOf(entry: { name: string; type: string }): { path: string } | { problem: string } | undefined {
  const [top, ...parts] = entry.name.split('/').filter((part) => part !== '')
  const isPlain = entry.type === 'file' || entry.type === 'directory'
  const isOdd = parts.some((part) => part === '.' || part === '..' || /[\\\0]/.test(part)) || entry.name.startsWith('/')
  if (!isPlain || isOdd || !/^teamroom-\d+\.\d+\.\d+$/.test(top ?? '')) {
    return { problem: `It has ${JSON.stringify(entry.name)} in it, which no release has.` }
  }
  return parts.length === 0 ? undefined : { path: parts.join('/') }
}
