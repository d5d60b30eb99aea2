import { availableParallelism } from 'node:os'
import { UNCAUGHT, writeShared, writeSingly } from './batches.ts'
import { linesOf, node, withReport } from './processes.ts'
import type { Failure, Line } from './reporter.ts'

/** How files of tests are run. */
export interface How {
  /** For Node's own runner. */
  flags: string[]
  /** What the processes get beside this one's environment: `TEST_NOW`, `TZ` and what the stage adds. */
  env: Record<string, string>
  /** For an order of files and tests that is another one for every seed. */
  seed?: number
  /** One browser for each core, instead of one for each file. */
  sharesBrowsers?: boolean
  /** Prints nothing. */
  quiet?: boolean
}

/** For a test that hangs: far longer than any takes on a slow machine with other things to do. */
const TEST_LIMIT_MS = 10 * 60_000
const PRELOADED = ['../light-hooks.ts', '../machine-clock.ts', '../cheap-passwords.ts', '../fixed-seed.ts']
const urlOf = (file: string) => new URL(file, import.meta.url).href

/** Runs the tests of these files to their end, and says what failed. */
export function runFiles(files: string[], how: How): Promise<Failure[]> {
  return withReport(async (report) => {
    const { flags, seed, sharesBrowsers = false } = how
    // A browser fills a core. Of the others one more than there are cores, as some of them wait for what takes its time.
    const processes = availableParallelism() + (sharesBrowsers ? 0 : 1)
    const batches = flags.length > 0 ? writeSingly(files) : writeShared(files, { processes, sharesBrowsers, seed })
    // In a random order Node runs one process after the other: then each has a runner of its own.
    const modules = [...batches.keys()]
    const groups = seed === undefined ? [modules] : modules.map((module) => [module])
    const runs = groups.map((group, i) => node(argumentsFor(group, `${report}-${i}`, how), how))
    const ok = (await Promise.all(runs)).every(Boolean)
    const lines = groups.flatMap((_, i) => linesOf(`${report}-${i}`)).map((line): Line => JSON.parse(line))
    const failures = lines.flatMap((line) => ('failed' in line ? [line.failed] : []))
    // A process that ended early also lost the reports of tests that had passed. Node leaves out files without a test that
    // its flags mean.
    const crashed = failures.flatMap(({ file }) => batches.get(file) ?? [])
    const named = failures.filter(({ file }) => !batches.has(file))
    const unfinished = without(flags.length === 0 ? files : crashed, lines)
    named.push(...unfinished.map((file) => ({ file, test: 'did not come to its end' })))
    const ran = linesOf(UNCAUGHT).filter((file, i, all) => all.indexOf(file) === i)
    named.push(...ran.map((file) => ({ file, test: 'an error nobody caught while it ran' })))
    // Where all of its tests have ended, an error came from somewhere between them.
    if (named.length === 0 && crashed.length > 0)
      named.push({ file: crashed.join(', '), test: 'an error nobody caught' })
    if (!ok && named.length === 0) throw new Error("Node's runner failed, and named no test")
    return named.sort((a, b) => files.indexOf(a.file) - files.indexOf(b.file))
  })
}

/** The files of which no line says that they came to their end. */
function without(files: string[], lines: Line[]): string[] {
  const finished = new Set(lines.map((line) => 'finished' in line && line.finished))
  return files.filter((file) => !finished.has(file))
}

function argumentsFor(batches: string[], report: string, { flags, seed }: How): string[] {
  const order = seed === undefined ? [] : ['--test-randomize', `--test-random-seed=${seed}`]
  return [
    // By Node's own words, not by the batch: threads begin with them, too.
    ...PRELOADED.map((file) => `--import=${urlOf(file)}`),
    '--test',
    ...['--test-reporter=spec', '--test-reporter-destination=stdout'],
    ...[`--test-reporter=${urlOf('reporter.ts')}`, `--test-reporter-destination=${report}`],
    ...[`--test-timeout=${TEST_LIMIT_MS}`, `--test-concurrency=${availableParallelism() + 1}`],
    ...order,
    ...flags,
    ...batches,
  ]
}
