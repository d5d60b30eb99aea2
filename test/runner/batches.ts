import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { CACHE } from './processes.ts'

/**
 * A file whose tests cannot be loaded fails alone. Loading is done when `require` returns, so that the tests it defines are
 * those of the suite around it.
 */
const SUITES = `import { appendFileSync, mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { after, describe, it } from 'node:test'

const require = createRequire(import.meta.url)
const load = (file) => {
  try { require(file) } catch (error) { it('can be loaded', () => { throw error }) }
}
`
/** It ends once the file's last test has. The process that makes a file's folder first has the file. */
const ONE_BY_ONE = `const run = (name, file) => new Promise((done) => describe(name, () => {
  current = name
  load(file)
  after(done)
}))
const isFree = (folder) => mkdirSync(folder, { recursive: true }) !== undefined
let current
for (const event of ['uncaughtException', 'unhandledRejection'])
  process.on(event, () => appendFileSync(UNCAUGHT, current + '\\n'))
`
const BROWSER = `import { borrowBrowser } from ${JSON.stringify(new URL('../browser.ts', import.meta.url).href)}
const { giveBack } = await borrowBrowser()
`
const folder = join(CACHE, `teamroom-batches-${process.pid}`)
/** Which files ran, line by line, when an error was thrown that nobody caught. */
export const UNCAUGHT = join(folder, 'uncaught')
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))

export interface Sharing {
  /** How many processes there are. */
  processes: number
  /** Each process has one browser for all of its files. */
  sharesBrowsers: boolean
  /** For an order of the files that is another one for every seed. */
  seed?: number | undefined
}

/**
 * Writes a module for each process, and gives the files of each: any of them. They take one file after the other from the
 * same list, until it is done, so that no core waits for another at the end; and each loads the server, and starts a browser,
 * once.
 */
export function writeShared(files: string[], { processes, sharesBrowsers, seed }: Sharing): Map<string, string[]> {
  emptyFolder()
  const ordered = seed === undefined ? longestFirst(files) : shuffled(files, seed)
  const steps = ordered.map((file, i) => {
    const claim = JSON.stringify(join(folder, `claim-${i}`))
    return `if (isFree(${claim})) await run(${JSON.stringify(file)}, ${JSON.stringify(resolve(file))})\n`
  })
  const begin = `${SUITES}const UNCAUGHT = ${JSON.stringify(UNCAUGHT)}\n${ONE_BY_ONE}` + (sharesBrowsers ? BROWSER : '')
  const text = `${begin}${steps.join('')}${sharesBrowsers ? 'await giveBack()\n' : ''}`
  const modules = Array.from({ length: Math.min(processes, files.length) }, (_, i) => writeModule(i, text))
  return new Map(modules.map((module) => [module, files]))
}

/** Writes a module for each file: Node skips a suite in which its flags mean no test, and nothing may wait for its end. */
export function writeSingly(files: string[]): Map<string, string[]> {
  emptyFolder()
  const modules = files.map((file, i): [string, string[]] => {
    const suite = `describe(${JSON.stringify(file)}, () => load(${JSON.stringify(resolve(file))}))\n`
    return [writeModule(i, SUITES + suite), [file]]
  })
  return new Map(modules)
}

function writeModule(number: number, text: string): string {
  const module = join(folder, `${String(number).padStart(3, '0')}.mjs`)
  writeFileSync(module, text)
  return module
}

function emptyFolder(): void {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
}

/** Those that start servers or look at every page take longest; of the others, those that are long to read. */
function longestFirst(files: string[]): string[] {
  const isSlow = (file: string) => /^test\/process\/|\/looks\/|histories/.test(file)
  const weightOf = (file: string) => statSync(file).size + (isSlow(file) ? 1e6 : 0)
  const weights = new Map(files.map((file) => [file, weightOf(file)]))
  return files.toSorted((a, b) => (weights.get(b) as number) - (weights.get(a) as number))
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
