import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './document.ts'

/** Puts into a new folder what a clone of this checkout would have, as it is now; nothing that is installed or built. */
export function checkOut(folder: string): void {
  mkdirSync(folder)
  const list = ['ls-files', '-z', '--cached', '--others', '--exclude-standard']
  const files = execFileSync('git', list, { cwd: ROOT, encoding: 'utf8' }).split('\0')
  for (const file of files) {
    if (file === '' || file === 'node_modules' || !existsSync(join(ROOT, file))) continue
    cpSync(join(ROOT, file), join(folder, file))
  }
}
