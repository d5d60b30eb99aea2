import type { Logger } from 'pino'
import type { Connection } from './db/connect.ts'

const EVERY_MS = 1_000

/** Says in the log, once each time, that the database is not in its place any more, and that it is back. */
export function watchDatabase({ problem }: Connection, log: Logger): { stop(): void } {
  let isLost = false
  const look = () => {
    const reason = problem()
    if (isLost === (reason !== undefined)) return
    isLost = !isLost
    if (isLost)
      log.error({ reason }, 'the database is gone: nothing is stored, and the server is not ready, until it is back')
    else log.warn('the database is back')
  }
  const timer = setInterval(look, EVERY_MS).unref()
  return { stop: () => clearInterval(timer) }
}
