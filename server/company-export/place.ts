import { createWriteStream, existsSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { makeFolder } from '../folder.ts'
import { type ArchiveFile, zipped } from '../privacy/archive.ts'
import { CommandError } from '../startup.ts'

/**
 * Writes files into a ZIP archive where the place ends in `.zip`, else into a folder that is new or empty. Only this account
 * can read them; what fails halfway leaves nothing behind.
 * @throws CommandError where there is something already.
 */
export async function writeFiles(place: string, files: readonly ArchiveFile[], now: Date): Promise<void> {
  await (place.endsWith('.zip') ? writeWhole(place, zipped(files, now)) : writeFolder(place, files))
}

/**
 * Writes a file that appears under its name whole, or not at all, and that only this account can read.
 * @throws CommandError where there is something already, or it cannot be written.
 */
export async function writeWhole(file: string, pieces: AsyncIterable<Uint8Array>): Promise<void> {
  if (existsSync(file)) throw new CommandError(`${file} is there already: name another file.`)
  const draft = `${file}.unfinished`
  try {
    // Of one that was killed.
    if (existsSync(draft)) rmSync(draft)
    await pipeline(Readable.from(pieces), createWriteStream(draft, { flags: 'wx', mode: 0o600 }))
    renameSync(draft, file)
  } catch (error) {
    if (existsSync(draft)) rmSync(draft)
    throw inWords(error, file)
  }
}

async function writeFolder(folder: string, files: readonly ArchiveFile[]): Promise<void> {
  try {
    if (existsSync(folder) && readdirSync(folder).length > 0) {
      throw new CommandError(`${folder} is not empty: name a new folder, or a file that ends in .zip.`)
    }
    makeFolder(resolve(folder))
  } catch (error) {
    throw inWords(error, folder)
  }
  try {
    for (const { name, text } of files) {
      const path = join(folder, name)
      makeFolder(resolve(dirname(path)))
      await pipeline(Readable.from(text()), createWriteStream(path, { flags: 'wx', mode: 0o600 }))
    }
  } catch (error) {
    rmSync(folder, { recursive: true })
    throw inWords(error, folder)
  }
}

function inWords(error: unknown, place: string): unknown {
  const { code, message } = error as NodeJS.ErrnoException
  const isOfSystem = /^E[A-Z]+$/.test(code ?? '')
  return isOfSystem ? new CommandError(`${place} cannot be written. (${message})`) : error
}
