/** `npm run release`: makes release/teamroom-VERSION.tar.gz, its bill of materials, and their checksums. */
import { execFileSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { makeRelease } from './release/make.ts'

const ROOT = join(import.meta.dirname, '..')
const MAX_BYTES = 100_000_000

for (const script of ['build-web.ts', 'build-server.ts'])
  execFileSync(process.execPath, [join(ROOT, 'scripts', script)], { stdio: 'inherit' })
const { archive, bytes } = await makeRelease(join(ROOT, 'release'), { mtime: timeOfSources(), level: 9 })
if (bytes > MAX_BYTES)
  throw new Error(`It has ${inMegabytes(bytes)} unpacked, and ${inMegabytes(MAX_BYTES)} is the most.`)
console.log(`${relative('.', archive)}: ${inMegabytes(statSync(archive).size)}, unpacked ${inMegabytes(bytes)}.`)

/** That of the last commit, so that the same sources come to the same release; SOURCE_DATE_EPOCH may say another. */
function timeOfSources(): Date {
  const said = process.env.SOURCE_DATE_EPOCH
  const seconds = said ?? execFileSync('git', ['log', '-1', '--format=%ct'], { cwd: ROOT, encoding: 'utf8' })
  return new Date(Number(seconds) * 1000)
}

function inMegabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`
}
