import type { FastifyReply, FastifyRequest } from 'fastify'
import { addressKey } from '../address.ts'
import { AppError } from '../errors.ts'

/**
 * How many answers of one server may go on at once. One account may have a few pages open; a company shares an address, and
 * few of its people look at results.
 */
export const STREAMS = { account: 10, address: 200, server: 500 }

const RETRY_SECONDS = 10

/** The answers of a server that go on. */
export class StreamPlaces {
  readonly #taken = new Map<string, number>()
  #count = 0

  /** Takes a place for an answer, until its connection ends. @throws AppError `too_many`, or `unavailable` */
  take(request: FastifyRequest, reply: FastifyReply): void {
    // Who has gone while they were asked who they are would never give it back.
    if (reply.raw.destroyed) return
    const account = `account ${request.caller?.id ?? 'guest'}`
    const address = `address ${addressKey(request.ip)}`
    this.#require(account, STREAMS.account, `More than ${STREAMS.account} live views and downloads at once.`)
    this.#require(address, STREAMS.address, `More than ${STREAMS.address} live views and downloads from one address.`)
    if (this.#count >= STREAMS.server) {
      throw new AppError('unavailable', 'Too many live views and downloads at once.', { retryAfter: RETRY_SECONDS })
    }
    this.#add(account, address, 1)
    reply.raw.once('close', () => this.#add(account, address, -1))
  }

  #require(key: string, most: number, sentence: string): void {
    if ((this.#taken.get(key) ?? 0) < most) return
    throw new AppError('too_many', sentence, { retryAfter: RETRY_SECONDS })
  }

  #add(account: string, address: string, change: 1 | -1): void {
    this.#count += change
    for (const key of [account, address]) {
      const taken = (this.#taken.get(key) ?? 0) + change
      if (taken > 0) this.#taken.set(key, taken)
      else this.#taken.delete(key)
    }
  }
}
