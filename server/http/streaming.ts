import { Readable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import type { FastifyReply, FastifyRequest } from 'fastify'

/**
 * Answers with a text that comes piece by piece, no sooner than the client has read what was before. When the client goes
 * away, `pieces` is ended; when `pieces` fails halfway, so does the answer, and the client can tell.
 */
export function sendPieces(request: FastifyRequest, reply: FastifyReply, pieces: AsyncIterable<string>): FastifyReply {
  // Of what answers a HEAD nothing is sent, so nothing is made of it.
  return reply.send(Readable.from(request.method === 'HEAD' ? [] : pieces))
}

/** The rows of each slice, a few at a time, with a chance in between for others to be answered. */
export async function* inSteps<Row>(
  slices: AsyncIterable<readonly Row[]>,
  step: number,
): AsyncGenerator<readonly Row[]> {
  for await (const rows of slices) {
    for (let i = 0; i < rows.length; i += step) {
      yield rows.slice(i, i + step)
      await setImmediate()
    }
  }
}
