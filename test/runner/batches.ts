import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { CACHE } from './processes.ts'

/** Each process of tests loads the whole server, so that most files share one with others. */
const MAX_BATCH = 24
/**
 * One file after the other: one that waits for what another loads would be in that one's suite, and under its hooks. One
 * that cannot be loaded fails alone.
 */
const BATCH = `import { describe, it } from 'node:test'
const notLoaded = (error) => it('can be loaded', () => { throw error })
const suite = (name, load) => new Promise((done) => describe(name, () => load().catch(notLoaded).then(done)))
`
const folder = join(CACHE, `teamroom-batches-${process.pid}`)
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))

const isSlow = (file: string) =>
  file.startsWith('test/process/') || file.startsWith('test/e2e/') || file.includes('histories')

/**
 * Writes modules that hold the tests of some files each, every file a suite, and gives the files of each module. Node runs
 * them in the order of their names. With a seed, the files are in the order that it comes to.
 */
export function writeBatches(files: string[], seed?: number): Map<string, string[]> {
  emptyFolder()
  const ordered = seed === undefined ? files : shuffled(files, seed)
  const quick = ordered.filter((file) => !isSlow(file))
  const size = Math.min(MAX_BATCH, Math.ceil(quick.length / availableParallelism()))
  // Those that start servers take longest: begun first, they do not keep one core waiting for the other at the end.
  const groups = ordered.filter(isSlow).map((file) => [file])
  for (let at = 0; at < quick.length; at += size) groups.push(quick.slice(at, at + size))
  const modules = groups.map((group, i): [string, string[]] => {
    const suites = group.map((file) => {
      const url = pathToFileURL(file).href
      return `await suite(${JSON.stringify(file)}, () => import(${JSON.stringify(url)}))\n`
    })
    const module = join(folder, `${String(i).padStart(3, '0')}.mjs`)
    writeFileSync(module, BATCH + suites.join(''))
    return [module, group]
  })
  return new Map(modules)
}

/** Makes the folder of this run's modules anew. */
export function emptyFolder(): string {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  return folder
}

/** The same order for the same seed (Fisher and Yates's shuffle, with the numbers of mulberry32). */
function shuffled<T>(items: readonly T[], seed: number): T[] {
  const all = [...items]
  let state = seed
  const below = (limit: number) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit)
  }
  for (let last = all.length - 1; last > 0; last--) {
    const other = below(last + 1)
    ;[all[last], all[other]] = [all[other] as T, all[last] as T]
  }
  return all
}
