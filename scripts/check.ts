/**
 * `npm run check`: everything that can be said without running the server; prints only what failed. A check is not made
 * again while the files that it reads are those that passed it; `npm run check -- --again` makes all of them, and with
 * `--report=file` the names of those that failed are written there.
 */
import { execFile, execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pLimit from 'p-limit'

interface Check {
  args: string[]
  /** The files that decide whether it passes, beside the installed packages. */
  reads: RegExp
  /** A file that it leaves behind. */
  writes?: string
}

const CACHE = 'node_modules/.cache/teamroom-check'
// The tools below need the API that only `typescript` 5 has; the check itself takes the compiler that is fast. Its threads
// each read the libraries' types anew, which costs two cores more than it saves.
const cheaply = (name: string) => [
  '--singleThreaded',
  '--incremental',
  '--tsBuildInfoFile',
  join(CACHE, `${name}.tsbuildinfo`),
]

/** Those that take longest come first, so that one core does not wait for the other at the end. */
const CHECKS: Record<string, Check> = {
  lint: { args: ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings'], reads: /./ },
  types: {
    args: ['node_modules/typescript-7/bin/tsc', ...cheaply('types')],
    reads: /^(?!web\/).*ts$|^tsconfig\.json$/,
  },
  'types of web': {
    args: ['scripts/check-web-types.ts', ...cheaply('web')],
    reads: /^web\/|^(?!test\/|bench\/).*tsx?$|^(openapi|tsconfig)\.json$/,
    writes: 'web/src/api/schema.d.ts',
  },
  walls: {
    args: ['scripts/check-walls.ts'],
    reads: /\.m?ts$|^(tsconfig|package)\.json$/,
  },
  'dead code': { args: ['node_modules/knip/bin/knip.js'], reads: /\.(m?ts|tsx|mjs|html|json)$/ },
  migrations: {
    args: ['scripts/checksums.ts', '--check'],
    reads: /^server\/.*\.ts$|^scripts\/.*checksums\.ts$/,
  },
  'openapi.json': {
    args: ['scripts/openapi.ts', '--check'],
    reads: /^server\/|^(openapi|package)\.json$|^scripts\/openapi\.ts$/,
  },
}

const files = listFiles()
const packages = digest(readFileSync('node_modules/.package-lock.json'))
const again = process.argv.includes('--again')
mkdirSync(CACHE, { recursive: true })

const limit = pLimit(availableParallelism())
const results = await Promise.all(Object.entries(CHECKS).map(([name, check]) => limit(run, name, check)))

for (const { name, ok, output } of results) {
  if (!ok) console.log(`\n── ${name} ${'─'.repeat(76 - name.length)}\n${output}`)
}
console.log(results.map(({ name, ok, took }) => `${ok ? '✔' : '✖'} ${name} ${took}`).join('   '))
const failed = results.filter(({ ok }) => !ok).map(({ name }) => name)
if (failed.length > 0) process.exitCode = 1
const report = process.argv.find((word) => word.startsWith('--report='))
if (report) writeFileSync(report.slice('--report='.length), failed.join('\n'))

async function run(name: string, { args, reads, writes }: Check) {
  const read = digestOf(reads, args)
  const passed = join(CACHE, `${name}.passed`)
  const isKnown = read !== undefined && existsSync(passed) && readFileSync(passed, 'utf8') === read
  if (isKnown && !again && (writes === undefined || existsSync(writes))) {
    return { name, ok: true, output: '', took: '(unchanged)' }
  }
  const started = performance.now()
  const { ok, stdout, stderr } = await promisify(execFile)(process.execPath, args, { maxBuffer: Infinity }).then(
    (output) => ({ ok: true, ...output }),
    (failure) => ({ ok: false, ...failure }),
  )
  if (ok && read !== undefined) writeFileSync(passed, read)
  return { name, ok, output: stdout + stderr, took: `${((performance.now() - started) / 1000).toFixed(1)} s` }
}

/** What the check's files, packages and arguments come to; undefined where Git is not there to list the files. */
function digestOf(reads: RegExp, args: string[]): string | undefined {
  if (files === undefined) return undefined
  const contents = [...files].filter(([path]) => reads.test(path)).flat()
  return digest(JSON.stringify([process.version, packages, args, contents]))
}

/** Every file that is not ignored, with a digest of what is in it. */
function listFiles(): Map<string, string> | undefined {
  try {
    const options = ['ls-files', '-z', '--cached', '--others', '--exclude-standard']
    const paths = execFileSync('git', options, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).split('\0')
    const present = [...new Set(paths)].filter((path) => path !== '' && existsSync(path)).sort()
    return new Map(present.map((path) => [path, digest(readFileSync(path))]))
  } catch {
    return undefined
  }
}

function digest(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('base64url')
}
