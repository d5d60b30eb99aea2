import { AppError } from '../../errors.ts'

/** Who is shown results as they change. */
export interface Listener {
  surveyId: string
  /** Sends results, unless the ones before have not been taken yet, or they are no longer to be seen; false then. */
  send(results: string): boolean | Promise<boolean>
  end(): void
}

export interface LiveSources {
  /** Something that is another text whenever results may have changed; undefined for a survey that is gone. */
  findMark(surveyId: string): Promise<string | undefined>
  readResults(surveyId: string): Promise<string>
  /** Told when the results of a survey could not be read; its listeners have been sent away. */
  onError(error: unknown): void
}

const MOST_LISTENERS = 500
const POLL_MS = 250
/** Results are sent no more often than this. */
const PAUSE_MS = 1_000
const RETRY_SECONDS = 10

/** What a listener was sent last, and when. */
interface Sent {
  results: string
  at: number
}

/** Those who listen to one survey. */
interface Channel {
  listeners: Map<Listener, Sent>
  mark: string | undefined
  results: string
  readAt: number
  isPolling: boolean
}

/** Sends results to whoever listens, as they change: each survey is looked at once, however many listen to it. */
export class LiveResults {
  readonly #sources: LiveSources
  readonly #channels = new Map<string, Channel>()
  #timer: NodeJS.Timeout | undefined
  #isClosed = false

  constructor(sources: LiveSources) {
    this.#sources = sources
  }

  /** @throws AppError `unavailable` when there are as many listeners as one server can have, or it is about to end. */
  requireRoom(): void {
    if (!this.#isClosed && this.#listeners().length < MOST_LISTENERS) return
    throw new AppError('unavailable', 'Too many listen to results.', { retryAfter: RETRY_SECONDS })
  }

  /** Sends these results, and what becomes of them from now on. @throws AppError as `requireRoom` does. */
  join(listener: Listener, results: string): void {
    this.requireRoom()
    const none = { listeners: new Map(), mark: undefined, results, readAt: 0, isPolling: false }
    const channel: Channel = this.#channels.get(listener.surveyId) ?? none
    // What the channel knows may be older than what this listener has seen.
    channel.mark = undefined
    channel.listeners.set(listener, { results, at: performance.now() })
    this.#channels.set(listener.surveyId, channel)
    void listener.send(results)
    this.#timer ??= setInterval(() => this.#pollAll(), POLL_MS)
  }

  leave(listener: Listener): void {
    const channel = this.#channels.get(listener.surveyId)
    channel?.listeners.delete(listener)
    if (channel?.listeners.size === 0) this.#channels.delete(listener.surveyId)
    if (this.#channels.size === 0) this.#stop()
  }

  /** Sends everybody away, and lets nobody in any more. */
  close(): void {
    this.#isClosed = true
    for (const listener of this.#listeners()) this.#sendAway(listener)
  }

  #listeners(): Listener[] {
    return [...this.#channels.values()].flatMap(({ listeners }) => [...listeners.keys()])
  }

  #sendAway(listener: Listener): void {
    this.leave(listener)
    listener.end()
  }

  #stop(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  #pollAll(): void {
    for (const [surveyId, channel] of this.#channels) void this.#poll(surveyId, channel)
  }

  async #poll(surveyId: string, channel: Channel): Promise<void> {
    if (channel.isPolling) return
    channel.isPolling = true
    // Whoever joins meanwhile may have seen newer results than those that are read now.
    const listeners = [...channel.listeners.keys()]
    try {
      await this.#refresh(surveyId, channel)
      await Promise.all(listeners.map((listener) => sendNews(channel, listener)))
    } catch (error) {
      for (const listener of channel.listeners.keys()) this.#sendAway(listener)
      this.#sources.onError(error)
    } finally {
      channel.isPolling = false
    }
  }

  async #refresh(surveyId: string, channel: Channel): Promise<void> {
    const mark = await this.#sources.findMark(surveyId)
    if (mark === undefined) {
      for (const listener of channel.listeners.keys()) this.#sendAway(listener)
      return
    }
    if (mark === channel.mark || performance.now() - channel.readAt < PAUSE_MS) return
    channel.mark = mark
    channel.readAt = performance.now()
    channel.results = await this.#sources.readResults(surveyId)
  }
}

async function sendNews({ listeners, results }: Channel, listener: Listener): Promise<void> {
  const sent = listeners.get(listener)
  if (!sent || sent.results === results || performance.now() - sent.at < PAUSE_MS) return
  const at = performance.now()
  const isSent = await listener.send(results)
  if (isSent && listeners.has(listener)) listeners.set(listener, { results, at })
}
