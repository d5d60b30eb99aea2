import { hash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { BUILT } from './page.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const STAMP = join(BUILT, '.built-from.json')

/** What the browser app in `web/dist` was built from: files by their paths from the root, and a hash of their contents. */
interface BuiltFrom {
  files: string[]
  hash: string
}

/** Notes that the app has just been built from these files, given by their paths from the root. */
export function noteBuild(files: string[]): void {
  const built: BuiltFrom = { files, hash: hashOf(files) }
  writeFileSync(STAMP, JSON.stringify(built))
}

/** Whether there is an app, and one of the sources that are here now. */
export function stateOfBuild(): 'missing' | 'stale' | 'current' {
  if (!existsSync(STAMP)) return 'missing'
  const { files, hash: before }: BuiltFrom = JSON.parse(readFileSync(STAMP, 'utf8'))
  return hashOf(files) === before ? 'current' : 'stale'
}

/** A file that is gone has no content. */
function hashOf(files: readonly string[]): string {
  const contentOf = (file: string) => (existsSync(join(ROOT, file)) ? readFileSync(join(ROOT, file), 'utf8') : '')
  return hash('sha256', files.map((file) => `${file}\n${contentOf(file)}`).join('\n'))
}
