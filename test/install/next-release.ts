import { hash } from 'node:crypto'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { packFolder } from '../../scripts/release/pack.ts'
import { noteBuild } from '../../server/built-from.ts'

/** Packs what is unpacked in `release` as another version, into a folder, with its checksums; in place of those there. */
export async function packNext(release: string, folder: string, version: string): Promise<void> {
  const staged = mkdtempSync(join(folder, '.next-'))
  cpSync(release, staged, { recursive: true })
  for (const file of ['package.json', 'release.json'].map((name) => join(staged, name))) {
    writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), version }))
  }
  noteBuild('web/dist', ['package.json', 'web/dist/index.html', 'web/dist/answer.html'], staged)
  noteBuild('dist', ['package.json', 'dist/main.js'], staged)
  const archive = join(folder, `teamroom-${version}.tar.gz`)
  await packFolder(staged, `teamroom-${version}`, archive, { mtime: new Date(0), level: 1 })
  writeFileSync(join(folder, 'SHA256SUMS'), `${hash('sha256', readFileSync(archive))}  ${basename(archive)}\n`)
  rmSync(staged, { recursive: true })
}
