import type { Config } from './config.ts'
import type { Db } from './db/connect.ts'
import type { Secrets } from './http/secrets.ts'

/** What the modules are given: nothing of it is reached for by import, so a test can put another in its place. */
export interface Deps {
  config: Config
  db: Db
  /** For reads that may take long; see `connect`. */
  reader: Db
  secrets: Secrets
  /** The present instant. */
  now: () => Date
}
