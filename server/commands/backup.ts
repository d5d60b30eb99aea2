import { constants, getPriority, setPriority } from 'node:os'
import { dirname, join } from 'node:path'
import type { Writable } from 'node:stream'
import { ArchiveError } from '../backup/archive.ts'
import { writeBackup } from '../backup/backup.ts'
import { openWorkshop } from '../backup/folder.ts'
import { describeManifest, inBytes } from '../backup/manifest-rules.ts'
import { type Place, readPlace } from '../backup/name-rules.ts'
import { openAt, saveAt, type Written } from '../backup/place.ts'
import { restore } from '../backup/restore.ts'
import { unpack } from '../backup/verify.ts'
import { machineNow } from '../clock.ts'
import type { Config } from '../config.ts'
import { CommandError } from '../startup.ts'
import type { Options } from './command.ts'

/** `teamroom backup`: saves everything as one file, while the server may be running. @throws CommandError saying why not. */
export async function makeBackup(config: Config, where: string | undefined, { keep, json }: Options): Promise<void> {
  const place = where === undefined ? usualPlace(config) : placeOf(where)
  const number = keep === undefined ? undefined : countOf(String(keep))
  if (number !== undefined && (place.kind === 'file' || (place.kind === 's3' && !isFolder(place)))) {
    throw new CommandError('--keep takes a folder: a file keeps its name.')
  }
  giveWay()
  const { place: file, bytes } = await inPlainWords('The backup failed', () => save(config, place, number))
  process.stdout.write(json ? `${JSON.stringify({ place: file, bytes })}\n` : `${file}\n${inBytes(bytes)}.\n`)
}

/** `teamroom verify`: proves that a backup is whole, and says what it holds. @throws CommandError saying what is wrong. */
export async function verifyBackup(config: Config, where: string): Promise<void> {
  const place = placeOf(where)
  const manifest = await inPlainWords(where, async () => {
    const source = await openAt(place, config.s3)
    const workshop = await openWorkshop(scratchOf(config))
    try {
      return await unpack(source, workshop.path)
    } finally {
      await workshop.close()
    }
  })
  process.stdout.write(`The backup is whole.\n${describeManifest(manifest)}\n`)
}

/** `teamroom restore`: puts a backup in the place of the database, or changes nothing. @throws CommandError saying why. */
export async function restoreBackup(config: Config, where: string, options: Options): Promise<void> {
  const place = placeOf(where)
  const { manifest, applied, skipped, kept } = await inPlainWords(where, () =>
    restore(config, () => openAt(place, config.s3), {
      replaces: options.replace === true,
      acceptsFindings: options['accept-findings'] === true,
      now: machineNow(),
    }),
  )
  const lines = ['Restored, and everything adds up.', describeManifest(manifest)]
  if (options['accept-findings']) lines[0] = 'Restored.'
  if (applied.length > 0) lines.push(`Then migrated: ${applied.join(', ')}.`)
  if (skipped.length > 0) lines.push(`Left out, as they are another program’s: ${skipped.join(', ')}.`)
  if (kept !== undefined) lines.push(`What was there before is kept: ${kept}`)
  process.stdout.write(`${lines.join('\n')}\n`)
}

/**
 * Lets everybody else go first from now on: people who wait for a server on the same machine. Threads take this over from the one
 * that starts them, so it comes before there are any that compress or write.
 */
function giveWay(): void {
  try {
    setPriority(Math.min(getPriority() + constants.priority.PRIORITY_BELOW_NORMAL, constants.priority.PRIORITY_LOW))
  } catch {
    // The system knows no priorities, or allows none to be given up.
  }
}

function save(config: Config, place: Place, keep: number | undefined): Promise<Written> {
  const now = machineNow()
  const write = async (out: Writable, workshop: string) => void (await writeBackup(config, workshop, out, now))
  return saveAt(place, config.s3, { scratch: scratchOf(config), now, keep, write })
}

function usualPlace({ backup, dataDir }: Config): Place {
  return backup?.place ?? { kind: 'folder', path: join(dataDir, 'backups') }
}

/** A folder with room for a copy of the database: where it is itself. */
function scratchOf({ database, dataDir }: Config): string {
  return database.kind === 'sqlite' ? dirname(database.file) : dataDir
}

function placeOf(text: string): Place {
  const place = readPlace(text)
  if (place) return place
  throw new CommandError(
    `${text} is no place: a folder, a file that ends in .tar.zst, or s3://bucket/folder is expected.`,
  )
}

function isFolder({ key }: { key: string }): boolean {
  return key === '' || key.endsWith('/')
}

function countOf(text: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text)
  throw new CommandError('--keep takes a number of backups, from 1 to 9999.')
}

/** What the disk, the network or the backup itself refuses is said in a line. */
async function inPlainWords<T>(subject: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const { code, errcode, message } = error as { code?: string; errcode?: number; message: string }
    if (error instanceof ArchiveError) throw new CommandError(`${subject}: ${message}`)
    const isSystems = /^E[A-Z]+$/.test(code ?? '') || errcode !== undefined
    throw isSystems ? new CommandError(`${subject}: ${message}`) : error
  }
}
