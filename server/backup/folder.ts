import { once } from 'node:events'
import { closeSync, createReadStream, createWriteStream, existsSync, fsyncSync, mkdirSync, openSync } from 'node:fs'
import { open, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Writable } from 'node:stream'
import { makeFolder } from '../folder.ts'
import { CommandError } from '../startup.ts'
import { lock } from './sqlite-store.ts'

/** Where the unfinished lies, and what is only needed meanwhile. */
const UNFINISHED = '.teamroom-unfinished'
const LOCK = '.teamroom-lock'
const SYNC_EVERY_MS = 50

/** A folder of one's own inside another, for files that are gone when the work is over, or when the next one begins. */
export interface Workshop {
  path: string
  close(): Promise<void>
}

/**
 * Opens a workshop in a folder, which is made when it is missing. What a process that was killed left there is deleted.
 * @throws CommandError when another process has one there.
 */
export async function openWorkshop(folder: string): Promise<Workshop> {
  makeFolder(folder)
  const release = lock(join(folder, LOCK))
  if (!release) throw new CommandError(`Another backup or restore is at work in ${folder}: wait for it to end.`)
  const path = join(folder, UNFINISHED)
  await rm(path, { recursive: true, force: true })
  mkdirSync(path, { mode: 0o700 })
  const close = async () => {
    await rm(path, { recursive: true, force: true })
    release()
  }
  return { path, close }
}

/**
 * Writes a file that appears under its name whole, and on the disk, or not at all; readable by this account alone.
 * @throws CommandError when there is such a file.
 */
export async function writeWhole(
  file: string,
  workshop: Workshop,
  write: (out: Writable) => Promise<void>,
): Promise<number> {
  if (existsSync(file)) throw new CommandError(`${file} exists.`)
  const draft = join(workshop.path, 'draft')
  const out = createWriteStream(draft, { flags: 'wx', mode: 0o600, highWaterMark: 1 << 20 })
  await once(out, 'open')
  await syncedOften(draft, () => write(out))
  const handle = await open(draft, 'r+')
  await handle.sync()
  await handle.close()
  const { size } = await stat(draft)
  await rename(draft, file)
  syncFolder(dirname(file))
  return size
}

/**
 * Has a file that grows written to the disk as it grows. Otherwise the system writes hundreds of megabytes at some point,
 * for which everybody else waits who wants something small on the disk, such as the server with each commit.
 */
export async function syncedOften<T>(file: string, grow: () => Promise<T>): Promise<T> {
  const handle = await open(file, 'r+')
  let syncing: Promise<void> | undefined
  const timer = setInterval(() => {
    syncing ??= handle.datasync().finally(() => {
      syncing = undefined
    })
    // The sync at the end tells of whatever keeps this one from succeeding.
    syncing.catch(() => {})
  }, SYNC_EVERY_MS)
  try {
    return await grow()
  } finally {
    clearInterval(timer)
    await syncing?.catch(() => {})
    await handle.close()
  }
}

/** Has the system write down which files a folder has. */
export function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r')
  fsyncSync(handle)
  closeSync(handle)
}

/** The names of a folder's files: none of folders or links, which no backup is. */
export async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name)
}

/** The bytes of a file, a slice at a time. */
export function readFile(file: string) {
  return createReadStream(file, { highWaterMark: 1 << 20 })
}
