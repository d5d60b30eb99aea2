/** Real server processes, on free ports. `await using` ends them, and so does the end of the tests. */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Writable } from 'node:stream'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { DatabaseConfig } from '../../server/config.ts'
import { ROOM } from '../databases.ts'

/** Long enough to be taken for a key, and of no use anywhere else. */
export const SECRET = 'of-no-use-but-in-a-test-of-processes'

export const onPostgres = process.env.TEST_DATABASE === 'postgres'

const pathOf = (file: string) => fileURLToPath(new URL(file, import.meta.url))
/** As `npm start` and releases run them: the runner of tests builds them first. */
export const MAIN = pathOf('../../dist/main.js')
export const CLI = pathOf('../../dist/cli.js')
/** Its sources, for modules that are loaded before it and change others: they change nothing in what was built. */
export const SOURCE = pathOf('../../server/main.ts')

/** Long after anything ought to have happened: what fails is then named, and a slow machine fails nothing. */
const WITHIN_MS = 60_000

const running = new Set<() => void>()
const folders: string[] = []

process.once('exit', () => {
  for (const kill of running) kill()
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1))

/** A folder that is gone when the tests are over. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(ROOM, 'teamroom-process-'))
  folders.push(folder)
  return folder
}

/** Where the processes run. */
const HOME = temporaryFolder()
/** What one process has compiled the next need not, also in the next run. */
const COMPILED = pathOf('../../node_modules/.cache/teamroom-tests')

/** The settings of a process; nothing else of this one's environment reaches it, but the path and the clock. */
export type Env = Record<string, string>

export interface Child extends AsyncDisposable {
  pid: number
  /** What it has written so far. */
  stdout: string
  stderr: string
  stdin: Writable
  /** Its exit code; null when a signal ended it. */
  exit: Promise<number | null>
  /** Ends it at once, wherever it is, and waits for that. */
  kill9(): Promise<void>
}

export interface Server extends Child {
  url: string
  /** Asks it to end, and waits for that. */
  stop(): Promise<number | null>
}

export interface Launch {
  /** Modules loaded before the program, by their names in this folder. */
  preload?: string[]
  /** The account it runs as, where that is another. */
  uid?: number
  gid?: number
  /** The program that is started as the server, where that is `SOURCE` or another version's. */
  main?: string
}

/** Starts the server and waits until it says where it is. */
export async function startServer(env: Env, launchAs: Launch = {}): Promise<Server> {
  const child = launch([launchAs.main ?? MAIN], { PORT: '0', ...env }, launchAs)
  let ended = false
  void child.exit.then(() => (ended = true))
  const address = () => child.stdout.match(/^Teamroom is at (\S+)$/m)?.[1] ?? (ended ? 'nowhere' : undefined)
  try {
    const url = await until('the server says where it is', address, WITHIN_MS)
    if (url === 'nowhere') throw new Error(`The server ended: ${child.stderr}`)
    const stop = () => {
      process.kill(child.pid, 'SIGTERM')
      return child.exit
    }
    return Object.assign(child, { url, stop })
  } catch (error) {
    await child.kill9()
    throw error
  }
}

/** Runs `teamroom …` to its end. */
export async function teamroom(args: string[], env: Env, input = ''): Promise<{ code: number | null } & Output> {
  await using child = launch([CLI, ...args], env)
  child.stdin.end(input)
  return await ended(child)
}

/** Runs the server where it is expected not to start. */
export async function serverEnds(env: Env, launchAs: Launch = {}): Promise<{ code: number | null } & Output> {
  await using child = launch([launchAs.main ?? MAIN], { PORT: '0', ...env }, launchAs)
  return await ended(child)
}

interface Output {
  stdout: string
  stderr: string
}

async function ended(child: Child): Promise<{ code: number | null } & Output> {
  const timer = new AbortController()
  const late = setTimeout(WITHIN_MS, 'late' as const, { signal: timer.signal }).catch(() => 'late' as const)
  const code = await Promise.race([child.exit, late])
  timer.abort()
  if (code === 'late') throw new Error(`Still running after ${WITHIN_MS} ms:\n${child.stdout}${child.stderr}`)
  return { code, stdout: child.stdout, stderr: child.stderr }
}

/** Starts a script of this folder, or any by its absolute path, in a process of its own. */
export function launch(
  [script = '', ...args]: string[],
  env: Env,
  { preload = [], main: _main, ...account }: Launch = {},
): Child {
  const preloads = ['../machine-clock.ts', ...preload].flatMap((module) => [
    '--import',
    new URL(module, import.meta.url).href,
  ])
  const program = [...preloads, script.startsWith('/') ? script : pathOf(script), ...args]
  const { PATH, TZ, TEST_NOW, TEST_NOW_SINCE } = process.env
  const inherited = { PATH, TZ, TEST_NOW, TEST_NOW_SINCE, NODE_COMPILE_CACHE: COMPILED }
  const child = spawn(process.execPath, program, { cwd: HOME, env: { ...inherited, ...env }, ...account })
  let hasEnded = false
  const exit = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve(code))
  }).finally(() => {
    hasEnded = true
    running.delete(kill)
  })
  const kill = () => void child.kill('SIGKILL')
  running.add(kill)
  const kill9 = async () => {
    if (!hasEnded) kill()
    await exit
  }
  const result = {
    pid: child.pid as number,
    stdout: '',
    stderr: '',
    stdin: child.stdin,
    exit,
    kill9,
    [Symbol.asyncDispose]: kill9,
  }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (result.stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (result.stderr += text))
  // A process that ends without reading its input is none of ours to mind.
  child.stdin.on('error', () => {})
  return result
}

/** How a process is told which database to use. */
export function databaseEnv(database: DatabaseConfig): Env {
  if (database.kind === 'sqlite') return { DATABASE_URL: `sqlite:///${database.file}` }
  return { DATABASE_URL: database.url, JWT_SECRET_KEY: SECRET }
}

type Seen<T> = Exclude<T, undefined | null | false>

/** Looks again and again until there is something to see. */
export async function until<T>(what: string, look: () => T | Promise<T>, withinMs = WITHIN_MS): Promise<Seen<T>> {
  const deadline = performance.now() + withinMs
  for (;;) {
    const seen = await look()
    if (seen !== undefined && seen !== null && seen !== false) return seen as Seen<T>
    if (performance.now() > deadline) throw new Error(`Not within ${withinMs} ms: ${what}.`)
    await setTimeout(10)
  }
}
