import { type BigIntStats, statSync } from 'node:fs'
import { AppError } from '../errors.ts'

const RETRY_SECONDS = 30

/**
 * Knows whether an open SQLite file, with its write-ahead log, is still what is found at its path. A file that was deleted,
 * renamed, or lost with its volume can be written to for as long as it is open, and all of that is gone with the process.
 */
export class SqlitePresence {
  readonly #file: string
  readonly #identity: string | undefined
  /** Undefined until there is a log. */
  #logIdentity: string | undefined

  /** For a file that is just being opened. */
  constructor(file: string) {
    this.#file = file
    this.#identity = identityOf(file)
  }

  /** What has happened, as a log may say it; undefined while everything is in its place. */
  get problem(): string | undefined {
    const identity = identityOf(this.#file)
    if (identity !== this.#identity) return this.#describe(this.#file, identity)
    const log = `${this.#file}-wal`
    const logIdentity = identityOf(log)
    this.#logIdentity ??= logIdentity
    return logIdentity === this.#logIdentity ? undefined : this.#describe(log, logIdentity)
  }

  /** @throws AppError `unavailable` when the file is not in its place. */
  require(): void {
    if (this.problem === undefined) return
    throw new AppError('unavailable', 'The database is gone: nothing can be stored until it is back.', {
      retryAfter: RETRY_SECONDS,
    })
  }

  #describe(path: string, identity: string | undefined): string {
    return identity === undefined ? `${path} is gone` : `${path} is another file than the one that was opened`
  }
}

/** Undefined where there is no such file, or its place cannot be reached. */
function identityOf(file: string): string | undefined {
  try {
    const { dev, ino }: BigIntStats = statSync(file, { bigint: true })
    return `${dev}:${ino}`
  } catch {
    return undefined
  }
}
