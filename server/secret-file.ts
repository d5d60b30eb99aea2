import { randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, linkSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { makeFolder } from './folder.ts'
import { CommandError } from './startup.ts'

const MIN_LENGTH = 32

/**
 * The secret kept in a file, made on the first start: 384 random bits, readable by this account alone.
 * Two servers starting at once agree on one: the file appears whole, or not at all.
 * @throws CommandError when what the file holds is no secret.
 */
export function readOrMakeSecret(file: string): string {
  return readSound(file) ?? makeSecret(file)
}

/** The secret kept in a file; undefined where there is no file. @throws CommandError when what the file holds is no secret. */
export function readSound(file: string): string | undefined {
  const secret = readSecret(file)
  if (secret === undefined || isSound(secret)) return secret
  throw new CommandError(
    `${file} should hold a key of ${MIN_LENGTH} characters or more: restore it, or remove it to get a new one.`,
  )
}

/** Whether what a file holds is long enough for a secret. */
export function isSound(text: string): boolean {
  return text.trim().length >= MIN_LENGTH
}

function makeSecret(file: string): string {
  makeFolder(dirname(file))
  // Not by the process's number, which is 1 in every container.
  const draft = `${file}.${randomBytes(8).toString('hex')}`
  const handle = openSync(draft, 'wx', 0o600)
  writeSync(handle, `${randomBytes(48).toString('base64url')}\n`)
  fsyncSync(handle)
  closeSync(handle)
  try {
    linkSync(draft, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(draft)
  }
  return readFileSync(file, 'utf8').trim()
}

function readSecret(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    return undefined
  }
}
