import { setImmediate, setTimeout } from 'node:timers/promises'
import { CompiledQuery } from 'kysely'
import type { Db } from './connect.ts'
import { isRetryable } from './database-errors.ts'
import { hasSingleWriter, isRolledBack, run } from './dialect.ts'

/** What runs inside a transaction. It awaits nothing but `trx`, and may be run again from its start. */
export type Work<T> = (trx: Db) => Promise<T>

const MAX_TRIES = 8
const MAX_BATCH = 64

/**
 * Runs `work` in one transaction: committed when the promise resolves, without a trace when it rejects.
 * A transaction that the database refused for the sake of others is run again, a bounded number of times.
 * Inside another transaction, `work` becomes a part of that one.
 */
export function transact<T>(db: Db, work: Work<T>): Promise<T> {
  if (db.isTransaction) return work(db)
  return hasSingleWriter(db) ? groupCommit(db).run(work) : retrying(() => db.transaction().execute(work))
}

async function retrying<T>(attempt: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await attempt()
    } catch (error) {
      if (tries === MAX_TRIES || !isRetryable(error)) throw error
      await setTimeout(Math.random() * 5 * 2 ** tries)
    }
  }
}

interface Job {
  work: Work<unknown>
  resolve: (value: never) => void
  reject: (error: unknown) => void
}

const groups = new WeakMap<object, GroupCommit>()

function groupCommit(db: Db): GroupCommit {
  const group = groups.get(db) ?? new GroupCommit(db)
  groups.set(db, group)
  return group
}

/**
 * Transactions that arrive together share one commit, and so one wait for the disk. Each stands behind a savepoint
 * of its own, so one that fails takes nothing with it; none is reported before the commit has returned.
 */
class GroupCommit {
  readonly #db: Db
  #waiting: Job[] = []
  #running = false

  constructor(db: Db) {
    this.#db = db
  }

  run<T>(work: Work<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ work, resolve, reject })
      if (!this.#running) void this.#drain()
    })
  }

  async #drain(): Promise<void> {
    this.#running = true
    while (this.#waiting.length > 0) {
      await this.#gather()
      await this.#commit(this.#waiting.splice(0, MAX_BATCH))
    }
    this.#running = false
  }

  /** Waits for as long as each turn of the event loop reads more from its sockets that can join the batch. */
  async #gather(): Promise<void> {
    let count: number
    do {
      count = this.#waiting.length
      await setImmediate()
    } while (this.#waiting.length > count && this.#waiting.length < MAX_BATCH)
  }

  async #commit(batch: Job[]): Promise<void> {
    try {
      const settle = await retrying(() => this.#db.transaction().execute((trx) => runBatch(trx, batch)))
      for (const report of settle) report()
    } catch (error) {
      for (const job of batch) job.reject(error)
    }
  }
}

async function runBatch(trx: Db, batch: Job[]): Promise<(() => void)[]> {
  if (batch.length === 1) {
    const [job] = batch as [Job]
    const value = await job.work(trx)
    return [() => job.resolve(value as never)]
  }
  const settle: (() => void)[] = []
  for (const job of batch) {
    await run(trx, SAVEPOINT)
    try {
      const value = await job.work(trx)
      settle.push(() => job.resolve(value as never))
    } catch (error) {
      // Nothing is left of those before it, either.
      if (isRolledBack(trx)) throw error
      await run(trx, ROLLBACK_TO)
      settle.push(() => job.reject(error))
    }
    await run(trx, RELEASE)
  }
  return settle
}

const SAVEPOINT = CompiledQuery.raw('savepoint job')
const ROLLBACK_TO = CompiledQuery.raw('rollback to job')
const RELEASE = CompiledQuery.raw('release job')
