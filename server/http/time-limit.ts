import type { FastifyReply } from 'fastify'
import { AppError } from '../errors.ts'
import type { App } from './app-type.ts'

/** How long a handler may take until its answer begins, and how often that is looked at; in milliseconds. */
export const TIME_LIMIT = {
  // Longer than a request may take to arrive, so that a client who sends too slowly is told that, and once.
  answer: 20_000,
  step: 1_000,
}

/**
 * Answers 503 where a handler takes too long. An answer that has begun may go on: how long a stream takes is up to its
 * client, and one that does not read is given up by the connection's own timeout.
 * One timer looks after all requests: one each, as Fastify has it, costs ten times as much.
 */
export function addTimeLimit(app: App, { answer, step } = TIME_LIMIT): void {
  /** Since when each is waited for, in the order in which they came. */
  const waiting = new Map<FastifyReply, number>()
  app.addHook('onRequest', (_request, reply, done) => {
    waiting.set(reply, performance.now())
    reply.raw.once('close', () => waiting.delete(reply))
    done()
  })
  const timer = setInterval(() => {
    const latest = performance.now() - answer
    for (const [reply, since] of waiting) {
      if (since > latest) return
      waiting.delete(reply)
      if (!reply.sent && !reply.raw.headersSent) void reply.send(tooSlow())
    }
  }, step)
  timer.unref()
  app.addHook('onClose', async () => clearInterval(timer))
}

function tooSlow(): AppError {
  return new AppError('unavailable', 'The request took too long.', { retryAfter: 1 })
}
