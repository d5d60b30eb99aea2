import { Worker } from 'node:worker_threads'
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteDialect,
} from 'kysely'
import { AppError } from '../errors.ts'
import { NodeSqliteCompiler } from './sqlite-dialect.ts'
import type { SqlitePresence } from './sqlite-presence.ts'

/** Reads that wait or run at once; the next one is refused, so that a flood of them cannot pile up. */
const MAX_PENDING = 100
const READ_TIMEOUT_MS = 10_000

export interface ReadRequest {
  id: number
  sql: string
  parameters: readonly unknown[]
}

/** An error loses what is particular to it on its way between threads; hence its code beside it. */
export type ReadReply = { id: number; rows: unknown[] } | { id: number; error: Error; errcode: number | undefined }

interface Pending {
  worker: Worker
  resolve: (result: QueryResult<never>) => void
  reject: (error: Error) => void
  timer: NodeJS.Timeout
}

/** A read-only Kysely dialect whose statements run on a thread with a connection of its own (WAL lets it). */
export class ReaderThreadDialect extends SqliteDialect {
  readonly #file: string
  readonly #presence: SqlitePresence | undefined

  constructor(file: string, presence?: SqlitePresence) {
    super({ database: async () => Promise.reject(new Error('The reader has no connection on this thread.')) })
    this.#file = file
    this.#presence = presence
  }

  override createDriver(): Driver {
    return new ReaderThread(this.#file, this.#presence)
  }

  override createAdapter(): SqliteAdapter {
    return new ReaderAdapter()
  }

  override createQueryCompiler(): NodeSqliteCompiler {
    return new NodeSqliteCompiler()
  }
}

/** Kysely would queue the statements of a single connection itself, without end: the thread has a queue, with one. */
class ReaderAdapter extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true
  }
}

class ReaderThread implements Driver, DatabaseConnection {
  readonly #file: string
  readonly #presence: SqlitePresence | undefined
  readonly #pending = new Map<number, Pending>()
  #worker: Worker | undefined
  #lastId = 0

  constructor(file: string, presence: SqlitePresence | undefined) {
    this.#file = file
    this.#presence = presence
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    return this
  }

  async releaseConnection(): Promise<void> {}

  async beginTransaction(): Promise<void> {
    throw new Error('The reader takes no transactions.')
  }

  async commitTransaction(): Promise<void> {}

  async rollbackTransaction(): Promise<void> {}

  /** @throws AppError `unavailable` when too many reads wait, or this one takes longer than 10 s. */
  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    if (this.#pending.size >= MAX_PENDING) {
      throw new AppError('unavailable', 'Too many searches at once.', { retryAfter: 1 })
    }
    const worker = this.#worker ?? this.#start()
    const id = ++this.#lastId
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#abandon(worker), READ_TIMEOUT_MS)
      this.#pending.set(id, { worker, resolve, reject, timer })
      worker.ref()
      worker.postMessage({ id, sql: query.sql, parameters: query.parameters } satisfies ReadRequest)
    })
  }

  // biome-ignore lint/correctness/useYield: a generator by its interface; nothing streams from the reader.
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('The reader does not stream.')
  }

  async destroy(): Promise<void> {
    await this.#worker?.terminate()
  }

  #start(): Worker {
    // Another file in its place is not the database.
    this.#presence?.require()
    const worker = new Worker(new URL('./reader-worker.ts', import.meta.url), { workerData: { file: this.#file } })
    worker.unref()
    worker.on('message', (reply: ReadReply) => this.#settle(reply))
    worker.on('error', (error: Error) => this.#failAll(worker, error))
    worker.on('exit', () => this.#failAll(worker, givenUp()))
    this.#worker = worker
    return worker
  }

  #settle(reply: ReadReply): void {
    const pending = this.#pending.get(reply.id)
    if (!pending) return
    clearTimeout(pending.timer)
    this.#pending.delete(reply.id)
    if (this.#pending.size === 0) this.#worker?.unref()
    if ('error' in reply) pending.reject(Object.assign(reply.error, { errcode: reply.errcode }))
    else pending.resolve({ rows: reply.rows as never[] })
  }

  /**
   * SQLite offers no way to stop a statement from outside: its thread ends with it, whenever that is. Whoever waits for
   * the thread is told now, and the next read starts another.
   */
  #abandon(worker: Worker): void {
    this.#failAll(worker, givenUp())
    worker.unref()
    void worker.terminate()
  }

  #failAll(worker: Worker, error: Error): void {
    if (this.#worker === worker) this.#worker = undefined
    for (const [id, pending] of this.#pending) {
      if (pending.worker !== worker) continue
      clearTimeout(pending.timer)
      this.#pending.delete(id)
      pending.reject(error)
    }
  }
}

function givenUp(): AppError {
  return new AppError('unavailable', 'The search was given up.', { retryAfter: 1 })
}
