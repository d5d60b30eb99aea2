import { randomBytes } from 'node:crypto'
import { statfsSync } from 'node:fs'
import { dirname } from 'node:path'
import { sql } from 'kysely'
import type { Logger } from 'pino'
import type { DatabaseConfig } from '../config.ts'
import type { Db } from './connect.ts'
import { isDiskFull } from './database-errors.ts'
import { transact } from './transact.ts'

const SAY_EVERY_MS = 60_000
/** More than one page of either database. */
const TRIED_BYTES = 16_384

/**
 * Knows whether the disk of the database is full: from the first write that fails for want of room until one succeeds again.
 * Says so in the log once a minute, however many writes fail.
 */
export class Disk {
  readonly #db: Db
  readonly #config: DatabaseConfig
  readonly #log: Pick<Logger, 'error' | 'info'>
  #isFull = false
  #saidAt = Number.NEGATIVE_INFINITY
  /** Since the last line in the log. */
  #failed = 0

  constructor(db: Db, config: DatabaseConfig, log: Pick<Logger, 'error' | 'info'>) {
    this.#db = db
    this.#config = config
    this.#log = log
  }

  /** Takes note of an error that says the disk is full; false for any other one, which is left to be logged. */
  notice(error: unknown): boolean {
    if (!isDiskFull(error)) return false
    this.#isFull = true
    this.#failed += 1
    const now = performance.now()
    if (now - this.#saidAt < SAY_EVERY_MS) return true
    this.#log.error(
      { ...this.#place(), failed: this.#failed, reason: (error as Error).message },
      'the disk is full: nothing is saved until there is room again',
    )
    this.#saidAt = now
    this.#failed = 0
    return true
  }

  /** While the disk was last seen full, writes something to see whether it still is. @throws whatever the driver throws */
  async tryWriting(): Promise<void> {
    if (!this.#isFull) return
    try {
      await writeAndDelete(this.#db)
    } catch (error) {
      if (isDiskFull(error)) throw error
    }
    this.#isFull = false
    this.#failed = 0
    this.#saidAt = Number.NEGATIVE_INFINITY
    this.#log.info(this.#place(), 'the disk has room again')
  }

  #place(): Record<string, unknown> {
    if (this.#config.kind === 'postgres') {
      const { host, pathname } = new URL(this.#config.url)
      return { database: `PostgreSQL at ${host}${pathname}` }
    }
    const { file } = this.#config
    return { database: file, free_bytes: freeBytes(dirname(file)) }
  }
}

async function writeAndDelete(db: Db): Promise<void> {
  const text = randomBytes(TRIED_BYTES / 2).toString('hex')
  await transact(db, async (trx) => {
    await sql`create table disk_has_room (text text)`.execute(trx)
    await sql`insert into disk_has_room (text) values (${text})`.execute(trx)
    await sql`drop table disk_has_room`.execute(trx)
  })
}

function freeBytes(folder: string): number | undefined {
  try {
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize
  } catch {
    return undefined
  }
}
