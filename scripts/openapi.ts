/** `npm run openapi` writes openapi.json, the API's description; with `--check` it only says whether that is up to date. */
import { randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { buildApp } from '../server/app.ts'
import { machineNow } from '../server/clock.ts'
import { readConfig } from '../server/config.ts'
import { connect } from '../server/db/connect.ts'
import { Disk } from '../server/db/disk.ts'
import { openApiDocument } from '../server/http/openapi.ts'
import { makeSecrets } from '../server/http/secrets.ts'

const FILE = 'openapi.json'

const wanted = `${JSON.stringify(await describeServer(), null, 2)}\n`
const present = existsSync(FILE) ? readFileSync(FILE, 'utf8') : ''

if (process.argv.includes('--check')) {
  if (present !== wanted) {
    console.log(`${FILE} does not describe the server any more: run \`npm run openapi\`, and commit what it writes.`)
    process.exitCode = 1
  }
} else {
  writeFileSync(FILE, wanted)
}

/** The document of a server with every route, and with a database that is never asked. */
async function describeServer(): Promise<Record<string, unknown>> {
  const folder = mkdtempSync(join(tmpdir(), 'teamroom-openapi-'))
  const secret = randomBytes(32).toString('hex')
  const config = readConfig({ COMPAT: 'on', DATA_DIR: folder, JWT_SECRET_KEY: secret })
  const { db, reader, close } = await connect(config.database)
  const log = pino({ level: 'silent' })
  const disk = new Disk(db, config.database, log)
  const app = await buildApp({ config, db, reader, disk, secrets: makeSecrets(secret), now: machineNow }, log)
  try {
    await app.ready()
    return await openApiDocument(app)
  } finally {
    await app.close()
    await close()
    rmSync(folder, { recursive: true })
  }
}
