/**
 * Loaded into the server that is measured: looks at the clock every millisecond, so that it knows how long the event loop
 * was held up, and tells whoever connects to `STALL_SOCKET` of the worst since the last one who did.
 */
import { rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { isMainThread } from 'node:worker_threads'
import type { Stall } from './stalls.ts'

const socket = process.env.STALL_SOCKET

if (isMainThread && socket !== undefined) watch(socket)

function watch(path: string): void {
  let worst: Stall = { milliseconds: 0, cpuMilliseconds: 0 }
  let last = { at: performance.now(), used: cpuTime() }
  const look = () => {
    const at = performance.now()
    const used = cpuTime()
    worst = {
      milliseconds: Math.max(worst.milliseconds, at - last.at),
      cpuMilliseconds: Math.max(worst.cpuMilliseconds, used - last.used),
    }
    last = { at, used }
  }
  setInterval(look, 1).unref()
  // The server begins as the same process more than once, each time with this.
  rmSync(path, { force: true })
  const reports = createServer((client) => {
    look()
    client.end(JSON.stringify(worst))
    worst = { milliseconds: 0, cpuMilliseconds: 0 }
  })
  reports.listen(path).unref()
}

/** Of this thread alone, in milliseconds. */
function cpuTime(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}
