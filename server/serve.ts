import { dirname, join } from 'node:path'
import type { Logger } from 'pino'
import { buildApp } from './app.ts'
import { deleteExpired } from './auth/housekeeping.ts'
import { isSetUp } from './auth/users/store.ts'
import type { Config } from './config.ts'
import { connect, type Db } from './db/connect.ts'
import { migrate } from './db/migrate.ts'
import type { App } from './http/app-type.ts'
import { IDEMPOTENCY_HOURS } from './http/idempotency.ts'
import { makeSecrets } from './http/secrets.ts'
import { deleteIdempotencyKeys } from './http/store.ts'
import { makeLogger } from './log.ts'
import { readOrMakeSecret } from './secret-file.ts'

/** A hanging client is cut off after this long, so that the process ends within ten seconds of being told to. */
const FINISH_WITHIN_MS = 8_000
const LAST_RESORT_MS = 9_500
const HOUSEKEEPING_EVERY_MS = 3_600_000

/** Database, migrations, app, listen; on SIGTERM or SIGINT: stop accepting, finish what was accepted, exit 0. */
export async function serve(settings: Config): Promise<void> {
  const config = withSecret(settings)
  const log = makeLogger(config.logLevel)
  const { db, reader, close } = connect(config.database)
  await migrate(db)
  const secrets = makeSecrets(config.jwtSecretKeys[0] as string)
  const app = await buildApp({ config, db, reader, secrets, now: () => new Date() }, log)
  const address = await app.listen({ port: config.port, host: config.host })
  await welcome(db, config.publicUrl ?? address)

  const housekeeping = setInterval(() => void keepHouse(db, log), HOUSEKEEPING_EVERY_MS)
  void keepHouse(db, log)
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      clearInterval(housekeeping)
      void shutDown(app, close, log)
    })
  }
}

/** With SQLite, a key nobody gave is made once and kept beside the database. */
function withSecret(config: Config): Config {
  if (config.jwtSecretKeys.length > 0 || config.database.kind !== 'sqlite') return config
  const file = join(dirname(config.database.file), 'jwt-secret.key')
  return { ...config, jwtSecretKeys: [readOrMakeSecret(file)] }
}

async function welcome(db: Db, address: string): Promise<void> {
  const lines = ['', `Teamroom is at ${address}`, `Its API is described at ${address}/api/docs/swagger`]
  if (!(await isSetUp(db))) {
    lines.push(
      '',
      'Nobody has an account yet. The first one becomes the administrator:',
      `  curl -X POST ${address}/api/auth/register -H "Content-Type: application/json" \\`,
      `    -d '{"username": "your name", "password": "a password of your own"}'`,
    )
  }
  process.stdout.write(`${lines.join('\n')}\n\n`)
}

async function keepHouse(db: Db, log: Logger): Promise<void> {
  try {
    const now = new Date()
    await deleteExpired(db, now)
    await deleteIdempotencyKeys(db, new Date(now.getTime() - IDEMPOTENCY_HOURS * 3_600_000).toISOString())
  } catch (error) {
    log.error({ err: error }, 'housekeeping failed; it runs again in an hour')
  }
}

async function shutDown(app: App, close: () => Promise<void>, log: Logger): Promise<void> {
  setTimeout(() => app.server.closeAllConnections(), FINISH_WITHIN_MS).unref()
  setTimeout(() => process.exit(0), LAST_RESORT_MS).unref()
  try {
    await app.close()
    await close()
  } catch (error) {
    log.error({ err: error }, 'closing failed')
  }
  process.exit(0)
}
