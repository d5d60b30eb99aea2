import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyReply } from 'fastify'
import { AppError } from '../errors.ts'
import { answerAtOnce } from './answer-at-once.ts'
import type { App } from './app-type.ts'
import { Arrivals } from './arrivals.ts'

declare module 'fastify' {
  interface FastifyReply {
    /** Its place among those that are worked on. */
    slot: number | undefined
  }
}

/** What the server takes on at once, and for how long. */
export const CAPACITY = {
  requests: 1_000,
  /** Requests whose bodies are on their way, beside those; each has this long, in milliseconds, until so much has to come. */
  arriving: 1_000,
  grace: 5_000,
  bytesPerSecond: 1_000,
  /** Requests that one connection may send before they are answered; browsers and proxies send one. */
  ahead: 3,
  /** Bytes of large answers that may wait until their clients read them. */
  unread: 64 * 1024 * 1024,
  /** Milliseconds until an answer begins; longer than a request may take to arrive, so that who sends too slowly is told that. */
  answerWithin: 20_000,
  /** Milliseconds between two looks for answers that take longer. */
  lookEvery: 1_000,
}

const LARGE = 64 * 1024

/** Refuses requests beyond what can be answered in time: a quick 503 helps a client more than a slow answer. */
export function addOverloadProtection(app: App, capacity: Partial<typeof CAPACITY> = {}): void {
  const limits = { ...CAPACITY, ...capacity }
  const { requests, unread: maxUnread, answerWithin, lookEvery } = limits
  const arrivals = new Arrivals(limits)
  const inFlight = new Slots<FastifyReply>(requests)
  app.decorateReply('slot', undefined)
  const leave = (reply: FastifyReply) => {
    inFlight.release(reply.slot)
    reply.slot = undefined
  }
  let unread = 0
  app.addHook('onRequest', (request, reply, done) => {
    if (inFlight.isFull && request.routeOptions.url !== '/healthz') return done(busy())
    reply.slot = inFlight.take(reply)
    reply.raw.once('close', () => {
      leave(reply)
      arrivals.remove(reply)
    })
    done()
  })
  app.addHook('preParsing', (request, reply, payload, done) => {
    // Who is still sending waits elsewhere: enough of those who never end would hold all places.
    if (isArriving(request.raw) && !reply.raw.destroyed) {
      leave(reply)
      arrivals.add(reply)
    }
    done(null, payload)
  })
  app.addHook('preValidation', (_request, reply, done) => {
    if (!arrivals.remove(reply)) return done()
    if (inFlight.isFull) return done(busy())
    reply.slot = inFlight.take(reply)
    done()
  })
  app.addHook('onSend', (request, reply, payload, done) => {
    // Nobody reads it any more, and nothing would say so again.
    if (request.raw.socket.destroyed) return done(null, '')
    const size = typeof payload === 'string' || Buffer.isBuffer(payload) ? payload.length : 0
    if (size < LARGE) return done()
    if (unread > 0 && unread + size > maxUnread) return done(busy())
    unread += size
    reply.raw.once('close', () => (unread -= size))
    done()
  })
  // One timer for all: one each, as Fastify has it, takes a tenth of the time of a short answer.
  const timer = setInterval(() => {
    for (const reply of inFlight.takenBefore(performance.now() - answerWithin)) giveUp(reply)
    arrivals.cutSlow()
  }, lookEvery)
  timer.unref()
  app.addHook('onClose', async () => clearInterval(timer))
}

function isArriving({ complete, headers }: IncomingMessage): boolean {
  return !complete && (headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0)
}

/** So many times as much as it may send ahead cuts a connection off at once. */
const FAR_AHEAD = 10

/**
 * Hangs up on a connection that sends ahead without end: a single one can bring tens of thousands of requests at once, which are
 * parsed one after the other while everybody else waits. The first one too many is refused once those before it are answered; what
 * comes behind it is dropped, as clients expect (RFC 9112, 9.3.2). To be added before every hook that refuses requests.
 */
export function addHangingUp(app: App, { ahead: most }: Pick<typeof CAPACITY, 'ahead'> = CAPACITY): void {
  const ahead = new WeakMap<Socket, number>()
  app.addHook('onRequest', (request, reply, done) => {
    const { socket } = request.raw
    const sent = ahead.get(socket) ?? 0
    ahead.set(socket, sent + 1)
    if (sent > most) {
      if (sent > FAR_AHEAD * most) socket.destroy()
      return
    }
    if (sent === most) {
      reply.header('connection', 'close')
      return done(busy())
    }
    reply.raw.once('close', () => {
      const left = ahead.get(socket) as number
      if (left <= most) ahead.set(socket, left - 1)
    })
    done()
  })
}

/** Answers in place of a handler that takes too long. A stream that has begun may go on for as long as its client reads. */
function giveUp(reply: FastifyReply): void {
  if (reply.sent || reply.raw.headersSent) return
  const message = 'The request took too long.'
  reply.request.log.warn({ reason: message }, 'request turned away')
  answerAtOnce(reply, { status: 503, message, retryAfter: 1 })
}

function busy(): AppError {
  return new AppError('unavailable', 'The server is busy.', { retryAfter: 1 })
}

/**
 * A fixed number of places, each with the moment at which it was taken. A map would do, but that leaves its old tables
 * behind as it turns over, and with them, until they are collected, all the requests that they held.
 */
class Slots<Item> {
  readonly #items: (Item | undefined)[]
  readonly #since: Float64Array
  readonly #free: number[]

  constructor(count: number) {
    this.#items = new Array(count).fill(undefined)
    this.#since = new Float64Array(count)
    this.#free = Array.from({ length: count }, (_, i) => i)
  }

  get isFull(): boolean {
    return this.#free.length === 0
  }

  /** The slot that the item has now; undefined when there is none left. */
  take(item: Item): number | undefined {
    const slot = this.#free.pop()
    if (slot === undefined) return undefined
    this.#items[slot] = item
    this.#since[slot] = performance.now()
    return slot
  }

  release(slot: number | undefined): void {
    if (slot === undefined) return
    this.#items[slot] = undefined
    this.#free.push(slot)
  }

  /** The items that were put in before this moment, of `performance.now()`. */
  takenBefore(moment: number): Item[] {
    return this.#items.filter((item, slot) => item !== undefined && (this.#since[slot] as number) < moment) as Item[]
  }
}
