import { Worker } from 'node:worker_threads'
import { AppError } from '../errors.ts'
import type { Style } from './html.ts'

export interface RenderTask {
  text: string
  style: Style
}
export type RenderAnswer = { html: string | null } | { error: Error }

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
/** For one text, of which the worst takes a second. */
const TIMEOUT_MS = 10_000
const IDLE_MS = 10_000
/** More than any text within bounds takes. */
const MEMORY = { maxOldGenerationSizeMb: 256 }

/**
 * Renders long texts away from the event loop: one text at a time, a batch's next one behind all that wait, so that a
 * survey of a thousand texts does not keep a short post waiting. The thread starts with a text, ends some seconds after
 * the last, and does not keep the process alive.
 */
export class RenderThread {
  readonly #waiting: Batch[] = []
  #current: Batch | undefined
  #worker: Worker | undefined
  #timer: NodeJS.Timeout | undefined

  /** @throws AppError `unavailable` when too many wait, or a text takes longer than 10 s. */
  render(texts: readonly string[], style: Style): Promise<(string | null)[]> {
    if (texts.length === 0) return Promise.resolve([])
    if (this.#waiting.length >= MAX_WAITING) return Promise.reject(unavailable())
    return new Promise((resolve, reject) => {
      this.#waiting.push({ texts, style, done: [], resolve, reject })
      if (!this.#current) this.#next()
    })
  }

  #next(): void {
    this.#current = this.#waiting.shift()
    if (!this.#current) {
      this.#worker?.unref()
      this.#endIn(IDLE_MS)
      return
    }
    const { texts, style, done } = this.#current
    const worker = this.#worker ?? this.#start()
    worker.ref()
    this.#endIn(TIMEOUT_MS)
    worker.postMessage({ text: texts[done.length] as string, style } satisfies RenderTask)
  }

  #start(): Worker {
    const worker = new Worker(new URL('./render-worker.ts', import.meta.url), { resourceLimits: MEMORY })
    worker.on('message', (answer: RenderAnswer) => this.#settle(worker, answer))
    worker.on('error', (error: Error) => this.#fail(worker, error))
    worker.on('exit', () => this.#fail(worker, unavailable()))
    this.#worker = worker
    return worker
  }

  #settle(worker: Worker, answer: RenderAnswer): void {
    const batch = this.#current
    if (this.#worker !== worker || !batch) return
    if ('error' in answer) batch.reject(answer.error)
    else {
      batch.done.push(answer.html)
      if (batch.done.length < batch.texts.length) this.#waiting.push(batch)
      else batch.resolve(batch.done)
    }
    this.#next()
  }

  /** Ends the thread unless something happens meanwhile; whoever waits for the text that it is at is told. */
  #endIn(milliseconds: number): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      const worker = this.#worker
      if (!worker) return
      this.#fail(worker, unavailable())
      void worker.terminate()
    }, milliseconds).unref()
  }

  /** The thread is gone: so is the text that it was at, and another thread goes on with the others. */
  #fail(worker: Worker, error: Error): void {
    if (this.#worker !== worker) return
    this.#worker = undefined
    const batch = this.#current
    this.#current = undefined
    if (!batch) return
    batch.reject(error)
    this.#next()
  }
}

function unavailable(): AppError {
  return new AppError('unavailable', 'Too many long texts at once.', { retryAfter: 2 })
}
