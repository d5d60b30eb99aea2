/** A server that runs as whatever starts it says: systemd, a container, a dyno, a shell. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { until } from '../process/server-process.ts'

export interface Start {
  command: string[]
  cwd: string
  env: Record<string, string>
  uid?: number
  gid?: number
  umask?: string
}

export interface Program extends AsyncDisposable {
  /** What it has printed so far. */
  output(): string
  /** Waits until it says where it is. @throws Error with what it printed, where it ends instead. */
  isUp(): Promise<void>
  /** Asks it to end, and waits for that; returns its exit code. @throws Error when it takes longer than it is given. */
  stop(withinMs?: number): Promise<number | null>
}

const running = new Set<() => void>()
process.once('exit', () => {
  for (const kill of running) kill()
})

/** Starts it, and does not wait for anything. */
export function begin({ command, cwd, env, umask = '0022', ...account }: Start): Program {
  const shell = ['-c', `umask ${umask}; exec "$@"`, 'sh', ...command]
  const child = spawn('/bin/sh', shell, { cwd, env, detached: true, ...account })
  // With all that it has started, as systemd and terminals do.
  const signal = (name: NodeJS.Signals) => child.pid !== undefined && process.kill(-child.pid, name)
  const kill = () => void signal('SIGKILL')
  running.add(kill)
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text))
  let hasEnded = false
  const ended = once(child, 'close').then(([code]): number | null => {
    hasEnded = true
    running.delete(kill)
    return code
  })
  return {
    output: () => output,
    isUp: async () => {
      await until('the server says where it is', () => hasEnded || /^Teamroom is at /m.test(output))
      if (hasEnded) throw new Error(`The server ended:\n${output}`)
    },
    stop: async (withinMs = 15_000) => {
      signal('SIGTERM')
      await until('the server ends', () => hasEnded, withinMs)
      return await ended
    },
    [Symbol.asyncDispose]: async () => {
      if (!hasEnded) kill()
      await ended
    },
  }
}
