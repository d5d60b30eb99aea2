/**
 * npm test                                the check, then every test: on SQLite, on PostgreSQL, in the browser
 * npm test -- server/posts                the tests whose path begins so, on both databases
 * npm run test:sqlite -- server/posts     the same on SQLite alone (also test:postgres, test:browser)
 * npm test -- server/posts/posts.test.ts --test-name-pattern='title of 2'
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { globSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { makeTemplate } from './databases.ts'
import { startOfTests } from './moments.ts'
import { startPostgres } from './postgres.ts'

const SUITES = ['sqlite', 'postgres', 'browser']
const TEST_LIMIT_MS = 3 * 60_000
const STAGE_LIMIT_MS = 30 * 60_000

const words = process.argv.slice(2)
const flags = words.filter((word) => word.startsWith('-'))
const suites = words.filter((word) => SUITES.includes(word))
const paths = words.filter((word) => !flags.includes(word) && !suites.includes(word)).map((path) => relative('.', path))

const CACHE = join(import.meta.dirname, '../node_modules/.cache')
/** Each process of tests would compile the whole server anew. */
const COMPILED = join(CACHE, 'teamroom-tests')
/** Each process of tests loads the whole server, so that most files share one with others. */
const MAX_BATCH = 12
/** One file after the other: one that waits for what another loads would be in that one's suite, and under its hooks. */
const BATCH = `import { describe } from 'node:test'
const suite = (name, load) => new Promise((done, fail) => describe(name, () => load().then(done, fail)))
`
const batches = join(CACHE, `teamroom-batches-${process.pid}`)
process.once('exit', () => rmSync(batches, { recursive: true, force: true }))

const isSlow = (file: string) =>
  file.startsWith('test/process/') || file.startsWith('test/e2e/') || file.includes('histories')
const tests = globSync('{server,test}/**/*.test.ts').sort()
const wanted = tests.filter((file) => paths.length === 0 || paths.some((path) => file.startsWith(path)))
const browserTests = wanted.filter((file) => file.startsWith('test/e2e/'))
const serverTests = wanted.filter((file) => !browserTests.includes(file))

const stages = [
  { name: 'check', applies: words.length === 0, run: () => node(['scripts/check.ts']) },
  { name: 'sqlite', applies: serverTests.length > 0, run: onSqlite },
  { name: 'postgres', applies: serverTests.length > 0, run: onPostgres },
  { name: 'browser', applies: browserTests.length > 0, run: inBrowser },
].filter(({ name, applies }) => applies && (suites.length === 0 || suites.includes(name)))

if (stages.length === 0) {
  console.error(`No test's path begins with ${paths.join(' or ')}.`)
  process.exit(1)
}

// An exit by these names would leave the children behind; an exit of our own ends them.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1))

const summary: string[] = []
for (const { name, run } of stages) {
  const started = performance.now()
  const ok = await run()
  summary.push(`${ok ? '✔' : '✖'} ${name} ${((performance.now() - started) / 1000).toFixed(1)} s`)
  if (!ok) {
    process.exitCode = 1
    break
  }
}
console.log(summary.join('   '))

function onSqlite(): Promise<boolean> {
  return test(serverTests, { TEST_DATABASE: 'sqlite' })
}

async function onPostgres(): Promise<boolean> {
  const { url, stop } = await startPostgres()
  return test(serverTests, { TEST_DATABASE: 'postgres', TEST_DATABASE_URL: url }).finally(stop)
}

async function inBrowser(): Promise<boolean> {
  return (await node(['scripts/build-web.ts'])) && test(browserTests, { TEST_DATABASE: 'sqlite' })
}

async function test(files: string[], database: Record<string, string>): Promise<boolean> {
  Object.assign(process.env, database)
  const template = await makeTemplate()
  const env = { ...database, ...template.env, TEST_NOW: startOfTests(), TZ: process.env.TZ ?? 'UTC' }
  // By Node's own words, not by the batch: threads begin with them, too.
  const clock = `--import=${new URL('machine-clock.ts', import.meta.url).href}`
  const limits = [`--test-timeout=${TEST_LIMIT_MS}`, `--test-concurrency=${availableParallelism()}`]
  return node([clock, '--test', '--test-reporter=spec', ...limits, ...flags, ...writeBatches(files)], env).finally(
    template.drop,
  )
}

/** Writes modules that hold the tests of some files each, every file a suite. Node runs them in the order of their names. */
function writeBatches(files: string[]): string[] {
  rmSync(batches, { recursive: true, force: true })
  mkdirSync(batches, { recursive: true })
  const quick = files.filter((file) => !isSlow(file))
  const size = Math.min(MAX_BATCH, Math.ceil(quick.length / availableParallelism()))
  // Those that start servers take longest: begun first, they do not keep one core waiting for the other at the end.
  const groups = files.filter(isSlow).map((file) => [file])
  for (let at = 0; at < quick.length; at += size) groups.push(quick.slice(at, at + size))
  return groups.map((group, i) => {
    const suites = group.map((file) => {
      const url = pathToFileURL(file).href
      return `await suite(${JSON.stringify(file)}, () => import(${JSON.stringify(url)}))\n`
    })
    const module = join(batches, `${String(i).padStart(3, '0')}.mjs`)
    writeFileSync(module, BATCH + suites.join(''))
    return module
  })
}

async function node(args: string[], env: Record<string, string> = {}): Promise<boolean> {
  // A test file that leaves something open never ends: on SIGINT Node's runner says which it was.
  const limit = { timeout: STAGE_LIMIT_MS, killSignal: 'SIGINT' } as const
  const child = spawn(process.execPath, args, {
    stdio: 'inherit',
    env: { NODE_COMPILE_CACHE: COMPILED, ...process.env, ...env },
    ...limit,
  })
  const end = () => child.kill('SIGINT')
  process.once('exit', end)
  const [code] = await once(child, 'exit')
  process.off('exit', end)
  return code === 0
}
