import type { Logger } from 'pino'
import { buildApp } from './app.ts'
import { deleteExpired } from './auth/housekeeping.ts'
import { makeSetupToken } from './auth/setup/actions.ts'
import { orderAccountsAfterUpgrade } from './auth/users/housekeeping.ts'
import { announcePresence } from './backup/presence.ts'
import { scheduleBackups } from './backup/schedule.ts'
import { runsAsBuilt, stateOfBuild } from './built-from.ts'
import { machineNow } from './clock.ts'
import type { Config } from './config.ts'
import type { Connection, Db } from './db/connect.ts'
import { emptyLog } from './db/dialect.ts'
import { Disk } from './db/disk.ts'
import type { App } from './http/app-type.ts'
import { IDEMPOTENCY_HOURS } from './http/idempotency.ts'
import { basePathOf } from './http/origin.ts'
import { makeSecrets } from './http/secrets.ts'
import { deleteIdempotencyKeys } from './http/store.ts'
import { keyFileOf } from './known-database.ts'
import { forgetUsed } from './limits/housekeeping.ts'
import { makeLogger } from './log.ts'
import { makeMailer } from './mail.ts'
import type { Metrics } from './metrics/registry.ts'
import { openDatabase } from './open-database.ts'
import { orderEmployeesAfterUpgrade } from './people/employees/housekeeping.ts'
import { indexAfterUpgrade } from './posts/housekeeping.ts'
import { keepRetention } from './privacy/retention-actions.ts'
import { readOrMakeSecret, readSound } from './secret-file.ts'
import { summaryOf } from './settings-summary.ts'
import { stopWhenTold } from './shutdown.ts'
import { CommandError } from './startup.ts'
import { deleteRemovedSurveys } from './surveys/housekeeping.ts'
import { tallyInBackground } from './surveys/results/tally.ts'
import { catchUp } from './time-off/catch-up.ts'
import { correctEverybody, postDue } from './time-off/ledger/housekeeping.ts'
import { VERSION } from './version.ts'
import { watchDatabase } from './watch-database.ts'
import { readPages } from './web/page.ts'

const HOUSEKEEPING_EVERY_MS = 3_600_000

/** Database, migrations, app, listen, until it is told to stop. */
export async function serve(settings: Config): Promise<void> {
  requireBuilt(settings)
  const log = makeLogger(settings.logLevel)
  const tracing = settings.traces ? (await import('./tracing/tracing.ts')).startTracing() : undefined
  const keyFile = keyFileFor(settings)
  // Before anything is made beside a key that cannot be one.
  if (keyFile !== undefined) readSound(keyFile)
  const connection = await openDatabase(settings, {
    onStatement: tracing?.queried,
    beginWaiting: () =>
      log.warn(`the database does not answer yet: waiting ${settings.databaseWaitMs / 1000} s for it`),
  })
  const { db, reader, close } = connection
  // After the database, so that where there is a key there has been one.
  const config = keyFile === undefined ? settings : { ...settings, jwtSecretKeys: [readOrMakeSecret(keyFile)] }
  const presence = await announcePresence(config.database)
  const secrets = makeSecrets(config.jwtSecretKeys[0] as string)
  const mailer = config.mail && makeMailer(config.mail, log)
  const pages = readPages(config.pictures, basePathOf(config.publicUrl))
  const metrics = await measure(config, connection, log)
  const disk = new Disk(db, config.database, log)
  const app = await buildApp(
    { config, db, reader, secrets, pages, mailer, disk, metrics, tracing, now: machineNow },
    log,
  )
  const setupToken = await makeSetupToken(db)
  const address = await listen(app, config)
  log.info({ version: VERSION, node: process.version, settings: summaryOf(config) }, 'started')
  // From here to the signals nothing is awaited: what is accepted is also finished.
  const failed = (what: string) => (error: unknown) => {
    // Of a database that is gone, the watch tells.
    if (!disk.notice(error) && connection.problem() === undefined) log.error({ err: error }, what)
  }
  const keeping = () => void keepHouse(db).catch(failed('housekeeping failed; it runs again in an hour'))
  const housekeeping = setInterval(keeping, HOUSEKEEPING_EVERY_MS)
  const tallying = tallyInBackground(db, failed('counting replies failed; it is tried again at once'))
  const watching = watchDatabase(connection, log)
  const backups = config.backup && scheduleBackups(config.backup, { db, log, now: machineNow })
  stopWhenTold({
    app,
    log,
    drainMs: config.drainMs,
    npmParent: config.npmParent,
    close: async () => {
      clearInterval(housekeeping)
      watching.stop()
      await Promise.all([tallying.stop(), backups?.stop(), presence.stop(), mailer?.close(), tracing?.stop()])
      await close()
    },
  })
  // Whoever reads this may tell it to stop.
  welcome(config.publicUrl ?? address, pages !== undefined, setupToken)
  void correctEverybody(db, machineNow())
    .catch(failed('correcting balances failed; it is tried again at the next start'))
    .finally(keeping)
  void backups?.look()
}

/**
 * @throws CommandError where what was built does not go with the sources that are here: the server itself; and in
 * production the app, which browsers would not get at all where it is missing.
 */
function requireBuilt({ isProduction }: Config): void {
  if (runsAsBuilt && stateOfBuild('dist') !== 'current')
    throw new CommandError('The server was built from other sources than these: run `npm run build`.')
  if (!isProduction) return
  const state = stateOfBuild('web/dist')
  if (state === 'missing') throw new CommandError('The web app has not been built: run `npm run build`.')
  if (state === 'stale')
    throw new CommandError('The web app was built from other sources than these: run `npm run build`.')
}

/** @throws CommandError when the address cannot be had. */
async function listen(app: App, { host, port }: Config): Promise<string> {
  try {
    return await app.listen({ port, host })
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'EADDRINUSE') {
      throw new CommandError(`Port ${port} of ${host} is taken: end what listens there, or set PORT.`)
    }
    throw new CommandError(`Cannot listen on port ${port} of ${host}: see PORT and HOST. (${message})`)
  }
}

/** Loads what measures where it is wanted. @throws CommandError when its address cannot be had. */
async function measure(config: Config, connection: Connection, log: Logger): Promise<Metrics | undefined> {
  const { metrics } = config
  if (metrics === undefined) return undefined
  const { startMetrics } = await import('./metrics/start.ts')
  return await startMetrics({ ...config, metrics }, connection, log)
}

/** With SQLite, a key nobody gave is made once and kept beside the database. */
function keyFileFor({ jwtSecretKeys, database }: Config): string | undefined {
  return jwtSecretKeys.length > 0 || database.kind !== 'sqlite' ? undefined : keyFileOf(database.file)
}

function welcome(address: string, hasApp: boolean, setupToken: string | undefined): void {
  const lines = ['', `Teamroom is at ${address}`, `Its API is described at ${address}/api/docs/swagger`]
  if (!hasApp)
    lines.push('The web app has not been built, so browsers get that description: `npm run build` builds it.')
  if (setupToken !== undefined) {
    lines.push(
      '',
      'Nobody has an account yet. The first one becomes the administrator: open this link in a browser,',
      // Behind the #, so that it is in no server's log.
      `  ${address}/join#setup=${setupToken}`,
      'or send',
      `  curl -X POST ${address}/api/auth/register -H "Content-Type: application/json" \\`,
      `    -d '{"username": "your name", "password": "a password of your own", "setup": "${setupToken}"}'`,
      'The link works once, and until the next start, which prints another one.',
    )
  }
  process.stdout.write(`${lines.join('\n')}\n\n`)
}

async function keepHouse(db: Db): Promise<void> {
  const now = machineNow()
  await deleteExpired(db, now)
  await catchUp(db, now)
  await postDue(db, now)
  await indexAfterUpgrade(db, now)
  await orderAccountsAfterUpgrade(db, now)
  await orderEmployeesAfterUpgrade(db, now)
  await deleteRemovedSurveys(db)
  await forgetUsed(db, now)
  await deleteIdempotencyKeys(db, new Date(now.getTime() - IDEMPOTENCY_HOURS * 3_600_000).toISOString())
  await emptyLog(db)
  // Last, as it fails as long as there is one person who cannot be erased.
  await keepRetention(db, now)
}
