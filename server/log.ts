import { type Logger, pino } from 'pino'

/** JSON lines on standard output. An error is logged by what names it: drivers hang rows and parameters onto theirs. */
export function makeLogger(level: string): Logger {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime, serializers: { err: describeError } })
}

function describeError(error: Error & { code?: string }): Record<string, unknown> {
  const { name, message, code, stack, cause } = error
  return { name, message, code, stack, ...(cause instanceof Error && { cause: describeError(cause) }) }
}
