import type { Logger } from 'pino'
import type { App } from './http/app-type.ts'

/** A hanging client is cut off after this long, so that the process ends within ten seconds of having to. */
const FINISH_WITHIN_MS = 8_000
const LAST_RESORT_MS = 9_500
const CLOSE_IDLE_EVERY_MS = 50
/** From npm, and from whoever told npm, the same wish may come twice. */
const SAME_WISH_MS = 1_000
const LOOK_FOR_PARENT_MS = 500

export interface Stopping {
  app: App
  log: Logger
  /** How long the server says that it goes before it does, in milliseconds. */
  drainMs: number
  /** The process that npm runs this one by, where it does. */
  npmParent: number | undefined
  /** Closes what the app has used, once it is closed. */
  close(): Promise<unknown>
}

/**
 * On SIGTERM or SIGINT, or when npm has started the server and is gone: not ready any more for the time that proxies need to
 * notice, or until the signal comes again; then accepts nothing new, finishes what was accepted, and exits 0.
 */
export function stopWhenTold(stopping: Stopping): void {
  const { log, drainMs, npmParent } = stopping
  let [toldAt, isClosing] = [Number.POSITIVE_INFINITY, false]
  const close = (why: string) => {
    if (isClosing) return
    isClosing = true
    log.info(`${why}: shutting down`)
    void shutDown(stopping)
  }
  const stop = (why: string) => {
    const isFirst = toldAt === Number.POSITIVE_INFINITY
    if (!isFirst && performance.now() - toldAt < SAME_WISH_MS) return
    if (!isFirst || drainMs === 0) return close(why)
    toldAt = performance.now()
    stopping.app.startDraining()
    log.info(`${why}: not ready any more, shutting down in ${drainMs / 1000} s`)
    setTimeout(close, drainMs, why)
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stop(signal))
  if (npmParent !== undefined) whenGone(npmParent, () => stop('npm is gone'))
}

/** What npm runs a script by dies of a signal without handing it on: the server would go on without them. */
function whenGone(parent: number, then: () => void): void {
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    then()
  }, LOOK_FOR_PARENT_MS)
  timer.unref()
}

async function shutDown({ app, log, close }: Stopping): Promise<void> {
  // A connection whose last request is answered now would be kept for another one.
  setInterval(() => app.server.closeIdleConnections(), CLOSE_IDLE_EVERY_MS).unref()
  setTimeout(() => app.server.closeAllConnections(), FINISH_WITHIN_MS).unref()
  setTimeout(() => process.exit(0), LAST_RESORT_MS).unref()
  try {
    await app.close()
    await close()
  } catch (error) {
    log.error({ err: error }, 'closing failed')
  }
  process.exit(0)
}
