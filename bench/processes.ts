import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { accessSync, constants, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { availableParallelism } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

export interface Server {
  url: string
  pid: number
  stop(): Promise<void>
}

export interface Command {
  file: string
  args: string[]
  env?: Record<string, string>
  cwd?: string
}

const START_WITHIN_MS = 30_000
const STOP_WITHIN_MS = 5_000
const ASK_EVERY_MS = 3

/** Servers run on one core and the load on another, so that neither takes the other's time. */
export const SERVER_CORE = 0
export const LOAD_CORE = 1
export const pins = has('taskset') && availableParallelism() > 1

const running = new Set<ChildProcess>()

/** True when a command is on PATH. */
export function has(command: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, command), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

/**
 * Starts a server and waits until it answers. `commandOn` is given the free loopback port that it is to listen on.
 * @throws Error with the server's own last words when it ends instead, or does not answer in time.
 */
export async function start(commandOn: (port: number) => Command): Promise<Server> {
  const port = await freePort()
  const { file, args, env, cwd } = pinned(commandOn(port), SERVER_CORE)
  const child = spawn(file, args, { cwd, env: { ...inherited(), ...env }, stdio: ['ignore', 'ignore', 'pipe'] })
  running.add(child)
  let lastWords = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    lastWords = (lastWords + text).slice(-2000)
  })
  child.on('error', (error) => {
    lastWords = error.message
  })
  const url = `http://127.0.0.1:${port}`
  const server = { url, pid: child.pid ?? 0, stop: () => stop(child) }
  try {
    await untilItAnswers(url, child)
  } catch (error) {
    await server.stop()
    const lines = lastWords.trim().split('\n')
    const telling = lines.findLast((line) => /^\w*Error\b/.test(line)) ?? lines.at(-1)
    throw new Error(`${args.at(-1)} did not start: ${telling || (error as Error).message}`)
  }
  return server
}

/** Runs a command to its end, beside the servers. Returns what it printed. */
export async function run(command: Command, withinMs: number): Promise<string> {
  const { file, args, env, cwd } = pinned(command, LOAD_CORE)
  const job = promisify(execFile)(file, args, { timeout: withinMs, cwd, env: { ...inherited(), ...env } })
  running.add(job.child)
  try {
    return (await job).stdout
  } finally {
    running.delete(job.child)
  }
}

/**
 * Keeps both cores awake until `stopAll`, where the system can do so at the lowest priority: waking a sleeping core of a
 * virtual machine may take longer than an answer, and is neither the server's time nor the load's.
 */
export function keepAwake(): void {
  if (!pins || !has('chrt')) return
  const file = fileURLToPath(new URL('awake.ts', import.meta.url))
  for (const core of [SERVER_CORE, LOAD_CORE]) {
    const command = pinned({ file: 'chrt', args: ['--idle', '0', process.execPath, file] }, core)
    running.add(spawn(command.file, command.args, { env: inherited(), stdio: 'ignore' }))
  }
}

/** Ends whatever this module has started and not ended. */
export async function stopAll(): Promise<void> {
  await Promise.all([...running].map(stop))
}

/** How much memory of a process is in RAM; undefined where the system does not say. */
export function residentMegabytes({ pid }: Server): number | undefined {
  try {
    const kilobytes = readFileSync(`/proc/${pid}/status`, 'utf8').match(/^VmRSS:\s+(\d+) kB$/m)?.[1]
    return (Number(kilobytes) * 1024) / 1e6
  } catch {
    return undefined
  }
}

function pinned(command: Command, core: number): Command {
  if (!pins) return command
  return { ...command, file: 'taskset', args: ['-c', String(core), command.file, ...command.args] }
}

/** What is under test sees none of the settings of whoever runs the bench. */
function inherited(): Record<string, string> {
  return { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '' }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  return port
}

async function untilItAnswers(url: string, child: ChildProcess): Promise<void> {
  const deadline = performance.now() + START_WITHIN_MS
  while (performance.now() < deadline) {
    if (hasEnded(child)) throw new Error('it ended at once')
    try {
      await fetch(url, { signal: AbortSignal.timeout(START_WITHIN_MS) })
      return
    } catch {
      await setTimeout(ASK_EVERY_MS)
    }
  }
  throw new Error('it did not answer in time')
}

async function stop(child: ChildProcess): Promise<void> {
  if (!hasEnded(child)) {
    const ended = once(child, 'exit')
    child.kill('SIGTERM')
    await Promise.race([ended, setTimeout(STOP_WITHIN_MS, undefined, { ref: false })])
    if (!hasEnded(child)) child.kill('SIGKILL')
    await ended
  }
  running.delete(child)
}

function hasEnded({ pid, exitCode, signalCode }: ChildProcess): boolean {
  return pid === undefined || exitCode !== null || signalCode !== null
}
