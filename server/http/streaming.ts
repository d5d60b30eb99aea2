import { Readable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { AppError } from '../errors.ts'
import type { Caller } from './access.ts'
import type { App } from './app-type.ts'
import { StreamPlaces } from './stream-places.ts'

/**
 * Asks again what the route asked before its answer began: throws as it would refuse the caller now. Session, account and
 * the role that the route takes have been asked for by then.
 */
export type StillMay = (caller: Caller) => Promise<unknown>

/** The streams that ask, before each piece, whether their reader may still have it. */
const asking = new WeakSet<object>()

/**
 * Answers that go on for a while end when the right to them does: no route may send a stream of its own, but for files that
 * are public. Nobody has very many of them at once.
 */
export function addStreaming(app: App): void {
  const places = new StreamPlaces()
  app.addHook('preHandler', (request, reply, done) => {
    if (request.routeOptions.config.streams && request.method === 'GET') places.take(request, reply)
    done()
  })
  app.addHook('onSend', (request, _reply, payload, done) => {
    const isStream = typeof payload === 'object' && payload !== null && 'pipe' in payload
    if (!isStream || asking.has(payload) || request.routeOptions.config.access === 'public') return done(null, payload)
    done(new Error(`${request.routeOptions.url} sends a stream that sendPieces has not made.`))
  })
}

/**
 * Answers with a text or a file that comes piece by piece, no sooner than the client has read what was before. When the client goes
 * away, `pieces` is ended; when `pieces` fails halfway, or the reader may no longer have it, the answer breaks off, and the
 * client can tell. The route declares `streams`.
 */
export function sendPieces(
  request: FastifyRequest,
  reply: FastifyReply,
  pieces: AsyncIterable<string | Uint8Array>,
  stillMay: StillMay,
): FastifyReply {
  requireDeclared(request)
  // Of what answers a HEAD nothing is sent, so nothing is made of it.
  const stream = Readable.from(request.method === 'HEAD' ? [] : allowed(request, pieces, stillMay))
  asking.add(stream)
  return reply.send(stream)
}

/** Each piece is asked for once it has been made, so that it holds nothing of what came after the right to it had ended. */
async function* allowed(
  request: FastifyRequest,
  pieces: AsyncIterable<string | Uint8Array>,
  stillMay: StillMay,
): AsyncGenerator<string | Uint8Array> {
  for await (const piece of pieces) {
    await stillMay(await request.identifyAgain({ mayHaveExpired: true }))
    yield piece
  }
}

/** So that a test can list the routes whose answers go on. */
function requireDeclared({ routeOptions }: FastifyRequest): void {
  if (!routeOptions.config.streams) throw new Error(`${routeOptions.url} streams without declaring it.`)
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

/** Slices with each of their rows made into something else. */
export async function* mapped<From, To>(
  slices: AsyncIterable<readonly From[]>,
  each: (from: From) => To,
): AsyncGenerator<To[]> {
  for await (const rows of slices) yield rows.map(each)
}

/** Server-sent events to one reader. */
export interface EventStream {
  /** Sends an event; false when the reader has not taken those before yet, or may no longer have any. */
  send(event: string, data: string): Promise<boolean>
  end(): void
}

export const EVENT_STREAM = 'text/event-stream; charset=utf-8'
const BEAT_MS = 15_000
/** An event is asked for anyway; this is how long a silent stream outlives the right to it. */
const CHECK_MS = 1_000

/**
 * Begins an answer that goes on for as long as its reader listens and may: that is asked before each event, and once a
 * second. It ends with the access token, too. Undefined when the reader has gone already, or was told that it takes too long.
 */
export function openEvents(request: FastifyRequest, reply: FastifyReply, stillMay: StillMay): EventStream | undefined {
  requireDeclared(request)
  // From here on the answer is not Fastify's, which would end it after a while.
  reply.hijack()
  const { raw } = reply
  if (raw.destroyed || raw.headersSent) return undefined
  // Where the answer ends, the connection does: kept for another one, it would keep the server from ending.
  const own = { 'content-type': EVENT_STREAM, 'x-accel-buffering': 'no', connection: 'close' }
  raw.writeHead(200, { ...reply.getHeaders(), ...own } as Record<string, string>)
  const end = () => void raw.end()
  const write = (text: string) => {
    if (!raw.destroyed && !raw.writableEnded) raw.write(text)
  }

  let isAsking = false
  /** False when the reader may have no more, which ends the stream, and while another call is asking. */
  const ask = async (): Promise<boolean> => {
    if (isAsking) return false
    isAsking = true
    try {
      await stillMay(await request.identifyAgain())
      return true
    } catch (error) {
      if (!(error instanceof AppError)) request.log.error({ err: error }, 'asking whether to go on failed')
      end()
      return false
    } finally {
      isAsking = false
    }
  }
  const timers = [setInterval(() => void ask(), CHECK_MS), setInterval(() => write(':\n\n'), BEAT_MS)]
  raw.once('close', () => timers.forEach(clearInterval))
  return {
    async send(event, data) {
      // Who reads slowly gets the newest once those before are through, and not all of them.
      if (raw.writableNeedDrain || !(await ask())) return false
      write(`event: ${event}\ndata: ${data}\n\n`)
      return true
    },
    end,
  }
}
