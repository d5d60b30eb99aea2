/**
 * npm run upgrade-fixture
 *
 * Makes anew what `test/upgrades` upgrades from: takes the version that `test/upgrades/version-before.ts` names from the
 * history, has its own server fill a SQLite file and a PostgreSQL database through its own API, asks it everything, and keeps
 * databases and answers in the folder of that version's name.
 */
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { DatabaseConfig } from '../server/config.ts'
import { freshDatabase } from '../test/databases.ts'
import { TEST_SECRET } from '../test/harness.ts'
import { freePort, startPostgres } from '../test/postgres.ts'
import { startServer, temporaryFolder } from '../test/process/server-process.ts'
import { startMailServer } from '../test/smtp.ts'
import { fill, readers, SAID_AT, SETTINGS } from '../test/upgrades/fill.ts'
import { type Fixture, keepFixture } from '../test/upgrades/fixture.ts'
import { recordStatements, statementsOf } from '../test/upgrades/postgres-text.ts'
import { askEverything } from '../test/upgrades/questions.ts'
import { BEFORE, checkOut } from '../test/upgrades/version-before.ts'

const version = join(temporaryFolder(), 'version')
checkOut(BEFORE.commit, version)
mkdirSync(join(import.meta.dirname, '../test/upgrades', BEFORE.name), { recursive: true })
const postgres = await startPostgres()
try {
  for (const kind of ['sqlite', 'postgres'] as const) {
    Object.assign(process.env, { TEST_DATABASE: kind, TEST_DATABASE_URL: postgres.url })
    const database = await freshDatabase()
    const { config } = database
    if (config.kind === 'postgres') await recordStatements(config.url)
    const said = await fillAndAsk(config)
    keepFixture(BEFORE.name, kind, await contentsOf(config), said)
    await database.drop()
    process.stdout.write(`${kind}: ${said.asked.length} answers\n`)
  }
} finally {
  postgres.stop()
}

async function fillAndAsk(database: DatabaseConfig): Promise<Fixture> {
  const mails = await startMailServer()
  const port = await freePort()
  const env = {
    ...SETTINGS,
    DATABASE_URL: database.kind === 'sqlite' ? `sqlite:///${database.file}` : database.url,
    DATA_DIR: temporaryFolder(),
    JWT_SECRET_KEY: TEST_SECRET,
    LOG_LEVEL: 'warn',
    PORT: String(port),
    SMTP_URL: mails.config.smtpUrl,
  }
  const start = async (now: string) => {
    const server = await startServer({ ...env, TEST_NOW: now }, { main: join(version, 'server/main.ts') })
    return Object.assign(server, { url: `http://127.0.0.1:${port}` })
  }
  const { server, team, handed } = await fill(start, mails)
  const document = JSON.parse(readFileSync(join(version, 'openapi.json'), 'utf8'))
  const all = readers(server, team)
  const asked = await askEverything(server, document, all, { token: handed.feeds, key: handed.keys })
  if ((await server.stop()) !== 0) throw new Error(server.stderr)
  await mails.stop()
  const headers = Object.fromEntries(Object.entries(all).map(([name, caller]) => [name, caller.headers]))
  return { now: SAID_AT, asked, headers, handed }
}

async function contentsOf(database: DatabaseConfig): Promise<Uint8Array> {
  if (database.kind === 'postgres') return Buffer.from(await statementsOf(database.url))
  const packed = join(temporaryFolder(), 'packed.db')
  const file = new DatabaseSync(database.file)
  file.exec(`vacuum into '${packed}'`)
  file.close()
  return readFileSync(packed)
}
