import { parentPort, type ResourceLimits, Worker } from 'node:worker_threads'
import { AppError } from './errors.ts'

interface Question<Asked> {
  id: number
  asked: Asked
}
type Answer<Value> = { id: number; value: Value } | { id: number; error: Error }

interface Pending {
  worker: Worker
  resolve: (value: never) => void
  reject: (error: Error) => void
}

interface Settings {
  /** What whoever asks in vain is told. */
  sentence: string
  /** Given to each thread when it starts. */
  workerData?: unknown
  /** How much memory a thread may take. */
  resourceLimits?: ResourceLimits
}

const IDLE_MS = 3_000
/** For one answer. */
const TIMEOUT_MS = 10_000
/** Loading a library takes very long on a machine that has much else to do, and beginning anew would only take longer. */
const START_WITHIN_MS = 60_000
/** Questions that wait; the next one is refused, so that a flood of them cannot pile up. */
const MAX_PENDING = 500

/** The id of what a thread says once it can answer. */
const READY = 0

/**
 * A thread for work that is rarely asked for, and too long or too large for the event loop. It starts with a question, ends
 * some seconds after the last answer, and does not keep the process alive.
 */
export class IdleThread<Asked, Value> {
  readonly #file: URL
  readonly #settings: Settings
  readonly #pending = new Map<number, Pending>()
  #worker: Worker | undefined
  #isReady = false
  #timer: NodeJS.Timeout | undefined
  #lastId = READY

  /** `file` is a module that calls `answerWith`. */
  constructor(file: URL, settings: Settings) {
    this.#file = file
    this.#settings = settings
  }

  /** @throws AppError `unavailable` when too many wait, or no answer comes within 10 s. */
  ask(asked: Asked): Promise<Value> {
    if (this.#pending.size >= MAX_PENDING) return Promise.reject(this.#unavailable())
    const worker = this.#worker ?? this.#start()
    const id = ++this.#lastId
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { worker, resolve, reject })
      worker.ref()
      this.#endIn(this.#isReady ? TIMEOUT_MS : START_WITHIN_MS)
      worker.postMessage({ id, asked } satisfies Question<Asked>)
    })
  }

  #start(): Worker {
    const { workerData, resourceLimits = {} } = this.#settings
    const worker = new Worker(this.#file, { workerData, resourceLimits })
    worker.on('message', (answer: Answer<Value>) => this.#settle(worker, answer))
    worker.on('error', (error: Error) => this.#failAll(worker, error))
    worker.on('exit', () => this.#failAll(worker, this.#unavailable()))
    this.#worker = worker
    this.#isReady = false
    return worker
  }

  #settle(worker: Worker, answer: Answer<Value>): void {
    if (this.#worker !== worker) return
    this.#isReady = true
    const pending = this.#pending.get(answer.id)
    this.#pending.delete(answer.id)
    const isIdle = this.#pending.size === 0
    if (isIdle) worker.unref()
    this.#endIn(isIdle ? IDLE_MS : TIMEOUT_MS)
    if ('error' in answer) pending?.reject(answer.error)
    else pending?.resolve(answer.value as never)
  }

  /**
   * Ends the thread unless something happens meanwhile; whoever still waits then is told. Answers that have come while the
   * event loop was held up are read first.
   */
  #endIn(milliseconds: number): void {
    clearTimeout(this.#timer)
    const timer = setTimeout(() => {
      setImmediate(() => {
        if (this.#timer === timer) this.#end()
      })
    }, milliseconds)
    this.#timer = timer.unref()
  }

  #end(): void {
    const worker = this.#worker
    if (!worker) return
    this.#failAll(worker, this.#unavailable())
    void worker.terminate()
  }

  #failAll(worker: Worker, error: Error): void {
    if (this.#worker === worker) this.#worker = undefined
    for (const [id, pending] of this.#pending) {
      if (pending.worker !== worker) continue
      this.#pending.delete(id)
      pending.reject(error)
    }
  }

  #unavailable(): AppError {
    return new AppError('unavailable', this.#settings.sentence, { retryAfter: 1 })
  }
}

/** On the thread itself: answers whatever it is asked. To be called once everything that takes long is loaded. */
export function answerWith<Asked, Value>(answer: (asked: Asked) => Value | Promise<Value>): void {
  parentPort?.on('message', async ({ id, asked }: Question<Asked>) => {
    try {
      parentPort?.postMessage({ id, value: await answer(asked) })
    } catch (error) {
      parentPort?.postMessage({ id, error: error as Error })
    }
  })
  parentPort?.postMessage({ id: READY })
}
