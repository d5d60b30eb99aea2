import type { Config } from './config.ts'
import type { Db } from './db/connect.ts'
import type { Disk } from './db/disk.ts'
import type { Secrets } from './http/secrets.ts'
import type { Mailer } from './mail.ts'
import type { Metrics } from './metrics/registry.ts'
import type { Tracing } from './tracing/tracing.ts'
import type { Pages } from './web/page.ts'

/** What the modules are given: nothing of it is reached for by import, so a test can put another in its place. */
export interface Deps {
  config: Config
  db: Db
  /** For reads that may take long; see `connect`. */
  reader: Db
  disk: Disk
  secrets: Secrets
  /** The pages of the browser app; left out where it has not been built, or is not wanted. */
  pages?: Pages | undefined
  /** Left out where no mail is sent. */
  mailer?: Mailer | undefined
  /** Left out where nobody reads any. */
  metrics?: Metrics | undefined
  /** Left out where no traces are sent. */
  tracing?: Tracing | undefined
  /** The present instant. */
  now: () => Date
}
