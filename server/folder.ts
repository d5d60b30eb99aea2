import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Makes a folder, and those above it that are missing, for this account alone.
 * @throws whatever the system refuses it with. Node's own way to make several tries forever where nothing can be made,
 * as below `/proc`.
 */
export function makeFolder(path: string): void {
  if (isMade(path)) return
  const parent = dirname(path)
  if (parent !== path) makeFolder(parent)
  make(path)
}

/** Whether it is there now; false when the one above it is missing. */
function isMade(path: string): boolean {
  try {
    make(path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    return false
  }
}

/** Once more for a folder that is there changes nothing; with anything else in its place, the system says so. */
function make(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}
