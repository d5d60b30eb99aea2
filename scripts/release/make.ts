import { hash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { billOfMaterials } from './bill.ts'
import { type Packing, packFolder } from './pack.ts'
import { stage } from './stage.ts'

const SUMS = 'SHA256SUMS'

/** Makes a release in a folder: the archive, its bill of materials, and their checksums. The app must have been built. */
export async function makeRelease(folder: string, how: Packing): Promise<{ archive: string; bytes: number }> {
  mkdirSync(folder, { recursive: true })
  const work = mkdtempSync(join(folder, '.staged-'))
  try {
    // npm takes the folder's name for that of what is in it.
    const staged = join(work, 'teamroom')
    mkdirSync(staged)
    const { version } = stage(staged)
    const name = `teamroom-${version}`
    const [archive, bill] = [join(folder, `${name}.tar.gz`), join(folder, `${name}.cdx.json`)]
    const bytes = await packFolder(staged, name, archive, how)
    writeFileSync(bill, billOfMaterials(staged, how.mtime))
    writeFileSync(join(folder, SUMS), [archive, bill].map(sumOf).join(''))
    return { archive, bytes }
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

/** A line as `sha256sum --check` reads it. */
function sumOf(file: string): string {
  return `${hash('sha256', readFileSync(file))}  ${basename(file)}\n`
}
