import { hash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { BUILT } from './page.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const STAMP = '.built-from.json'

/**
 * What the browser app in `web/dist` goes with: files by their paths from the root, and a hash of their contents. In a
 * checkout these are the sources that it was built from; a release, which has none of them, names files of its own.
 */
interface BuiltFrom {
  files: string[]
  hash: string
}

/** Notes that the app goes with these files as they are now, given by their paths from the root: this one, or another. */
export function noteBuild(files: string[], root = ROOT): void {
  const built: BuiltFrom = { files, hash: hashOf(files, root) }
  writeFileSync(join(root, 'web/dist', STAMP), JSON.stringify(built))
}

/** Whether there is an app, and one of the sources that are here now. */
export function stateOfBuild(): 'missing' | 'stale' | 'current' {
  const stamp = join(BUILT, STAMP)
  if (!existsSync(stamp)) return 'missing'
  const { files, hash: before }: BuiltFrom = JSON.parse(readFileSync(stamp, 'utf8'))
  return hashOf(files, ROOT) === before ? 'current' : 'stale'
}

/** A file that is gone has no content. */
function hashOf(files: readonly string[], root: string): string {
  const contentOf = (file: string) => (existsSync(join(root, file)) ? readFileSync(join(root, file), 'utf8') : '')
  return hash('sha256', files.map((file) => `${file}\n${contentOf(file)}`).join('\n'))
}
