import { Worker } from 'node:worker_threads'
import { AppError } from '../../errors.ts'
import type { LibraryHoliday } from './rules.ts'

export interface Region {
  /** `DE`, `DE-BY`, `DE-BY-A`. */
  code: string
  name: string
}

/** The public holidays of a region and year, or the regions of a country (null: the countries). */
export type Ask = { region: string; year: number } | { country: string | null }
export type Question = Ask & { id: number }
export type Answer = { id: number; value: LibraryHoliday[] | Region[] } | { id: number; error: Error }

interface Pending {
  worker: Worker
  resolve: (value: never) => void
  reject: (error: Error) => void
}

const IDLE_MS = 3_000
const TIMEOUT_MS = 10_000
/** Questions that wait; the next one is refused, so that a flood of them cannot pile up. */
const MAX_PENDING = 500

/**
 * The library of public holidays, on a thread: loading it takes 40 MB and a sixth of a second, and it is rarely asked.
 * The thread starts with a question, ends some seconds after the last answer, and does not keep the process alive.
 */
export class HolidayThread {
  readonly #pending = new Map<number, Pending>()
  #worker: Worker | undefined
  #timer: NodeJS.Timeout | undefined
  #lastId = 0

  /** @throws AppError `unavailable` when too many wait, or no answer comes within 10 s. */
  ask(question: { region: string; year: number }): Promise<LibraryHoliday[]>
  ask(question: { country: string | null }): Promise<Region[]>
  ask(question: Ask): Promise<LibraryHoliday[] | Region[]> {
    if (this.#pending.size >= MAX_PENDING) return Promise.reject(unavailable())
    const worker = this.#worker ?? this.#start()
    const id = ++this.#lastId
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { worker, resolve, reject })
      worker.ref()
      this.#endIn(TIMEOUT_MS)
      worker.postMessage({ ...question, id } satisfies Question)
    })
  }

  #start(): Worker {
    const worker = new Worker(new URL('./holiday-worker.ts', import.meta.url))
    worker.on('message', (answer: Answer) => this.#settle(answer))
    worker.on('error', (error: Error) => this.#failAll(worker, error))
    worker.on('exit', () => this.#failAll(worker, unavailable()))
    this.#worker = worker
    return worker
  }

  #settle(answer: Answer): void {
    const pending = this.#pending.get(answer.id)
    if (!pending) return
    this.#pending.delete(answer.id)
    const isIdle = this.#pending.size === 0
    if (isIdle) this.#worker?.unref()
    this.#endIn(isIdle ? IDLE_MS : TIMEOUT_MS)
    if ('error' in answer) pending.reject(answer.error)
    else pending.resolve(answer.value as never)
  }

  /** Ends the thread unless something happens meanwhile; whoever still waits then is told. */
  #endIn(milliseconds: number): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      const worker = this.#worker
      if (!worker) return
      this.#failAll(worker, unavailable())
      void worker.terminate()
    }, milliseconds).unref()
  }

  #failAll(worker: Worker, error: Error): void {
    if (this.#worker === worker) this.#worker = undefined
    for (const [id, pending] of this.#pending) {
      if (pending.worker !== worker) continue
      this.#pending.delete(id)
      pending.reject(error)
    }
  }
}

function unavailable(): AppError {
  return new AppError('unavailable', 'The public holidays are not at hand.', { retryAfter: 1 })
}
