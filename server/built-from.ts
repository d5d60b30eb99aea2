import { hash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const STAMP = '.built-from.json'

/** A folder that `npm run build` fills: the browser app, or the modules that a start of the server loads. */
export type BuiltFolder = 'web/dist' | 'dist'

/**
 * What is in such a folder goes with these files, given by their paths from the root, and a hash of their contents. In a
 * checkout these are the sources that it was built from; a release names files of its own.
 */
interface BuiltFrom {
  files: string[]
  hash: string
}

/** Whether this server runs from `dist`, and not from its sources: a built module is JavaScript. */
export const runsAsBuilt = import.meta.filename.endsWith('.js')

/** Notes that a folder goes with these files as they are now, given by their paths from the root: this one, or another. */
export function noteBuild(folder: BuiltFolder, files: string[], root = ROOT): void {
  const built: BuiltFrom = { files, hash: hashOf(files, root) }
  writeFileSync(join(root, folder, STAMP), JSON.stringify(built))
}

/** Whether something was built into the folder, and from the sources that are here now. */
export function stateOfBuild(folder: BuiltFolder): 'missing' | 'stale' | 'current' {
  const stamp = join(ROOT, folder, STAMP)
  if (!existsSync(stamp)) return 'missing'
  const { files, hash: before }: BuiltFrom = JSON.parse(readFileSync(stamp, 'utf8'))
  return hashOf(files, ROOT) === before ? 'current' : 'stale'
}

/** A file that is gone has no content. */
function hashOf(files: readonly string[], root: string): string {
  const contentOf = (file: string) => (existsSync(join(root, file)) ? readFileSync(join(root, file), 'utf8') : '')
  return hash('sha256', files.map((file) => `${file}\n${contentOf(file)}`).join('\n'))
}
