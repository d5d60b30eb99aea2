import type { FastifyReply } from 'fastify'
import { addressKey } from '../address.ts'
import { answerAtOnce } from './answer-at-once.ts'

/** How many requests may be on their way at once, and how fast their bodies have to come. */
export interface ArrivalLimits {
  arriving: number
  /** Milliseconds in which a body may also not come at all. */
  grace: number
  /** After that, on average. */
  bytesPerSecond: number
}

interface Arrival {
  address: string
  since: number
  /** What its connection had brought before. */
  read: number
}

/**
 * The requests whose bodies are still on their way: they take no place of those that are worked on. Who sends too slowly is
 * cut off; and where there are too many, so is whoever has been at it for longest, of the address with most of them, as the
 * body of anybody else is there in a moment.
 */
export class Arrivals {
  readonly #limits: ArrivalLimits
  readonly #arrivals = new Map<FastifyReply, Arrival>()
  readonly #counts = new Map<string, number>()

  constructor(limits: ArrivalLimits) {
    this.#limits = limits
  }

  add(reply: FastifyReply): void {
    if (this.#arrivals.size >= this.#limits.arriving) this.#makeRoom()
    const address = addressKey(reply.request.ip)
    this.#arrivals.set(reply, { address, since: performance.now(), read: reply.request.raw.socket.bytesRead })
    this.#counts.set(address, (this.#counts.get(address) ?? 0) + 1)
  }

  /** Whether it was there. */
  remove(reply: FastifyReply): boolean {
    const arrival = this.#arrivals.get(reply)
    if (!arrival) return false
    this.#arrivals.delete(reply)
    const count = (this.#counts.get(arrival.address) as number) - 1
    if (count > 0) this.#counts.set(arrival.address, count)
    else this.#counts.delete(arrival.address)
    return true
  }

  cutSlow(): void {
    const { grace, bytesPerSecond } = this.#limits
    const now = performance.now()
    for (const [reply, { since, read }] of this.#arrivals) {
      // They stand in the order in which they came.
      if (now - since <= grace) return
      const due = ((now - since - grace) / 1_000) * bytesPerSecond
      if (reply.request.raw.socket.bytesRead - read < due) this.#cut(reply)
    }
  }

  #makeRoom(): void {
    const most = Math.max(...this.#counts.values())
    for (const [reply, { address }] of this.#arrivals) {
      if (this.#counts.get(address) !== most) continue
      this.#cut(reply)
      return
    }
  }

  #cut(reply: FastifyReply): void {
    this.remove(reply)
    reply.header('connection', 'close')
    answerAtOnce(reply, { status: 408, message: 'The request came too slowly.' })
  }
}
