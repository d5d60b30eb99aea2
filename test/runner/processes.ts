/** The processes of a run; none of them outlives it. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const CACHE = join(import.meta.dirname, '../../node_modules/.cache')
/** Each process of tests would compile the whole server anew. */
const COMPILED = join(CACHE, 'teamroom-tests')
const LIMIT_MS = 60 * 60_000

// An exit by these names would leave the children behind; an exit of our own ends them.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1))

/** Runs Node to its end; true when that was a good one. */
export async function node(
  args: string[],
  { env = {}, quiet = false }: { env?: Record<string, string>; quiet?: boolean } = {},
): Promise<boolean> {
  // Node's runner runs nothing in a test, which a spec of this one is.
  const { NODE_TEST_CONTEXT: _, ...inherited } = process.env
  const child = spawn(process.execPath, args, {
    stdio: quiet ? 'ignore' : 'inherit',
    env: { NODE_COMPILE_CACHE: COMPILED, ...inherited, ...env },
    // A test file that leaves something open never ends: on SIGINT Node's runner says which it was.
    timeout: LIMIT_MS,
    killSignal: 'SIGINT',
  })
  const end = () => child.kill('SIGINT')
  process.once('exit', end)
  const [code] = await once(child, 'exit')
  process.off('exit', end)
  return code === 0
}

/** Gives work a file to write to, for as long as it takes. */
export async function withReport<T>(work: (file: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'teamroom-report-'))
  try {
    return await work(join(folder, 'report'))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** The lines of a file, if it was written. */
export function linesOf(file: string): string[] {
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : []
}
