import { execFileSync } from 'node:child_process'
import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '../..')
const LARGEST_BYTES = 100_000_000

/** What people upgrade from: the version released before this one. Its fixture is the folder of that name. */
export const BEFORE = { name: 'before-1.0.0', commit: '31f0e54f8a4e5d28d088cd68894ec411ac03f648' }

/**
 * Puts a version's files into a folder, from this repository's history; they share the packages of this version.
 * @throws Error where this clone has no such commit.
 */
export function checkOut(commit: string, folder: string): void {
  mkdirSync(folder, { recursive: true })
  execFileSync('tar', ['-x', '-C', folder], { input: archiveOf(commit) })
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
}

function archiveOf(commit: string): Buffer {
  try {
    return execFileSync('git', ['archive', commit], { cwd: ROOT, maxBuffer: LARGEST_BYTES, stdio: 'pipe' })
  } catch (error) {
    const why = String((error as { stderr?: Buffer }).stderr ?? error).trim()
    throw new Error(`The version before this one is taken from the history, by \`git fetch --unshallow\`: ${why}`)
  }
}
