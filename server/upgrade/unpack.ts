import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { chmod } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { extract } from 'tar-stream'
import { CommandError } from '../startup.ts'
import { placeOf, RELEASE, type Release, readRelease, sumIn } from './release-rules.ts'

const SUMS = 'SHA256SUMS'

/** @throws CommandError unless the file is there and has the checksum that `SHA256SUMS` beside it says. */
export async function checkSum(file: string): Promise<void> {
  if (!existsSync(file)) throw new CommandError(`There is no file ${file}.`)
  const sums = join(dirname(file), SUMS)
  const expected = existsSync(sums) ? sumIn(readFileSync(sums, 'utf8'), basename(file)) : undefined
  if (expected === undefined) {
    throw new CommandError(`${sums} does not have ${basename(file)}: put the file of its release beside it.`)
  }
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  if (hash.digest('hex') !== expected) {
    throw new CommandError(`${file} is damaged: its checksum is not the one in ${SUMS}. Download it again.`)
  }
}

/**
 * Unpacks a release beside the others, where it gets its version for a name once it is whole and `accept` has had nothing
 * against it.
 * @throws CommandError where it is no release.
 */
export async function unpackRelease(
  file: string,
  releases: string,
  accept: (release: Release, folder: string) => Promise<void>,
): Promise<Release> {
  const folder = join(releases, '.unpacked')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { mode: 0o755 })
  try {
    await unpackInto(folder, file)
    const own = join(folder, RELEASE)
    const release = existsSync(own) ? readRelease(readFileSync(own, 'utf8')) : undefined
    if (!release) throw new CommandError(`${file} is no release of Teamroom: it has no ${RELEASE} that can be read.`)
    await accept(release, folder)
    const place = join(releases, release.version)
    // From an upgrade that was not ready; the version that runs is another one.
    rmSync(place, { recursive: true, force: true })
    renameSync(folder, place)
    return release
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function unpackInto(folder: string, file: string): Promise<void> {
  const archive = extract()
  const fed = pipeline(createReadStream(file), createGunzip(), archive)
  fed.catch(() => {})
  try {
    for await (const entry of archive) {
      const { name, type, mode = 0 } = entry.header
      const place = placeOf({ name, type: type ?? 'file' })
      if (place && 'problem' in place) throw new CommandError(`${file} is no release of Teamroom. ${place.problem}`)
      if (!place || type === 'directory') {
        entry.resume()
        continue
      }
      const to = join(folder, place.path)
      mkdirSync(dirname(to), { recursive: true, mode: 0o755 })
      await pipeline(entry, createWriteStream(to, { flags: 'wx' }))
      // Whatever the umask: the account that the server runs as reads it, and nobody writes to it.
      await chmod(to, mode & 0o100 ? 0o755 : 0o644)
    }
    await fed
  } catch (error) {
    if (error instanceof CommandError) throw error
    throw new CommandError(`${file} cannot be unpacked. (${(error as Error).message})`)
  }
}
