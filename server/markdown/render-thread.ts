import { AppError } from '../errors.ts'
import { IdleThread } from '../idle-thread.ts'
import type { Style } from './html.ts'

export interface RenderTask {
  text: string
  style: Style
}

/** Texts that belong together, and what has been made of the first of them. */
interface Batch {
  texts: readonly string[]
  style: Style
  done: (string | null)[]
  resolve: (html: (string | null)[]) => void
  reject: (error: Error) => void
}

/** Batches that wait; the next one is refused, so that a flood of them cannot pile up. */
const MAX_WAITING = 50
const SENTENCE = 'Too many long texts at once.'
/** More than any text within bounds takes. */
const MEMORY = { maxOldGenerationSizeMb: 256 }

/**
 * Renders long texts away from the event loop: one text at a time, a batch's next one behind all that wait, so that a
 * survey of a thousand texts does not keep a short post waiting.
 */
export class RenderThread {
  readonly #thread = new IdleThread<RenderTask, string | null>(new URL('./render-worker.ts', import.meta.url), {
    sentence: SENTENCE,
    resourceLimits: MEMORY,
  })
  readonly #waiting: Batch[] = []
  #isAtWork = false

  /** @throws AppError `unavailable` when too many wait, or a text takes longer than 10 s. */
  render(texts: readonly string[], style: Style): Promise<(string | null)[]> {
    if (texts.length === 0) return Promise.resolve([])
    if (this.#waiting.length >= MAX_WAITING) {
      return Promise.reject(new AppError('unavailable', SENTENCE, { retryAfter: 2 }))
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ texts, style, done: [], resolve, reject })
      if (!this.#isAtWork) void this.#work()
    })
  }

  async #work(): Promise<void> {
    this.#isAtWork = true
    for (let batch = this.#waiting.shift(); batch; batch = this.#waiting.shift()) await this.#renderNext(batch)
    this.#isAtWork = false
  }

  async #renderNext(batch: Batch): Promise<void> {
    const { texts, style, done } = batch
    try {
      done.push(await this.#thread.ask({ text: texts[done.length] as string, style }))
    } catch (error) {
      return batch.reject(error as Error)
    }
    if (done.length < texts.length) this.#waiting.push(batch)
    else batch.resolve(done)
  }
}
