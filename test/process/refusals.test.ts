import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { freshDatabase } from '../databases.ts'
import {
  databaseEnv,
  type Env,
  type Launch,
  MAIN,
  onPostgres,
  SECRET,
  serverEnds,
  temporaryFolder,
} from './server-process.ts'

/** The server does not start, and says why in these lines alone. */
async function refuses(env: Env, lines: RegExp[], launchAs: Launch = {}): Promise<void> {
  const { code, stdout, stderr } = await serverEnds(env, launchAs)
  const said = stderr.trimEnd().split('\n')
  assert.equal(code, 1, stderr)
  assert.equal(stdout, '')
  assert.equal(said.length, lines.length, stderr)
  for (const [i, line] of lines.entries()) assert.match(said[i] ?? '', line)
}

describe('a start that cannot be', () => {
  it('names every setting that is wrong', async () => {
    const wrong = {
      PORT: '99999',
      DATABASE_URL: 'mysql://localhost/teamroom',
      JWT_SECRET_KEY: 'short',
      SIGNUP: 'nobody',
      COMPAT: '1',
    }
    await refuses(
      { ...wrong, LOG_LEVEL: 'loud', TRUST_PROXY: 'my proxy', PUBLIC_URL: 'teamroom.test', SMTP_URL: 'mail' },
      [
        /^DATABASE_URL: /,
        /^JWT_SECRET_KEY: /,
        /^PORT: /,
        /^PUBLIC_URL: /,
        /^SIGNUP: /,
        /^TRUST_PROXY: /,
        /^COMPAT: /,
        /^SMTP_URL: /,
        /^LOG_LEVEL: /,
      ],
    )
  })

  it('names a port that is taken', async () => {
    const database = await freshDatabase()
    const other = createServer().listen(0, '127.0.0.1')
    try {
      await once(other, 'listening')
      const { port } = other.address() as AddressInfo
      await refuses({ ...databaseEnv(database.config), PORT: String(port) }, [
        new RegExp(`^Port ${port} of 127.0.0.1 is taken: end what listens there, or set PORT\\.$`),
      ])
    } finally {
      other.close()
      await database.drop()
    }
  })

  it('names a port for metrics that is taken', async () => {
    const database = await freshDatabase()
    const other = createServer().listen(0, '127.0.0.1')
    try {
      await once(other, 'listening')
      const { port } = other.address() as AddressInfo
      await refuses({ ...databaseEnv(database.config), METRICS: `127.0.0.1:${port}` }, [
        new RegExp(`^Cannot listen on port ${port} of 127\\.0\\.0\\.1 for metrics: see METRICS\\.`),
      ])
    } finally {
      other.close()
      await database.drop()
    }
  })

  it('names an address that this machine does not have', async () => {
    const database = await freshDatabase()
    try {
      const env = { ...databaseEnv(database.config), HOST: '192.0.2.1' }
      await refuses(env, [/^Cannot listen on port 0 of 192\.0\.2\.1: see PORT and HOST\. \(.*EADDRNOTAVAIL.*\)$/])
    } finally {
      await database.drop()
    }
  })
})

if (onPostgres) {
  describe('a start without its PostgreSQL', () => {
    it('says that nobody answers there', async () => {
      // Nothing listens on a port that was free a moment ago.
      const other = createServer().listen(0, '127.0.0.1')
      await once(other, 'listening')
      const { port } = other.address() as AddressInfo
      other.close()
      for (const host of ['127.0.0.1', 'localhost']) {
        const url = `postgres://ann@${host}:${port}/teamroom`
        await refuses({ DATABASE_URL: url, DATABASE_WAIT: '0', JWT_SECRET_KEY: SECRET }, [
          /^The database does not answer: see DATABASE_URL\. \(connect ECONNREFUSED .*\)$/,
        ])
      }
    })

    it('says that it is not let in, or that there is no such database', async () => {
      const server = process.env.TEST_DATABASE_URL ?? ''
      const stranger = new URL(server)
      stranger.password = 'wrong'
      const elsewhere = new URL(server)
      elsewhere.pathname = '/nowhere'
      const nameless = new URL(server)
      nameless.password = ''
      const refusals = [
        [stranger, /^The database refuses: see DATABASE_URL\. \(password authentication failed .*\)$/],
        [elsewhere, /^The database refuses: see DATABASE_URL\. \(database "nowhere" does not exist\)$/],
        [nameless, /^The database refuses: see DATABASE_URL\. \(.*password.*\)$/],
      ] as const
      for (const [url, line] of refusals) {
        await refuses({ DATABASE_URL: url.href, JWT_SECRET_KEY: SECRET }, [line])
      }
    })
  })
} else {
  describe('a start without its SQLite file', () => {
    it('names a folder that cannot be made', async () => {
      const file = join(temporaryFolder(), 'file')
      writeFileSync(file, '')
      await refuses({ DATA_DIR: join(file, 'data') }, [
        /file\S* cannot be used: see DATABASE_URL and DATA_DIR\. \(ENOTDIR/,
      ])
    })

    // To root nothing is read-only: then the server runs as an account without a name.
    const account = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}
    const canRead = spawnSync(process.execPath, ['-e', `fs.readFileSync('${MAIN}')`], account).status === 0
    const skip = canRead ? false : 'another account may not enter this checkout'

    it('names a folder that is read-only', { skip }, async () => {
      const folder = temporaryFolder()
      chmodSync(folder, 0o555)
      await refuses({ DATA_DIR: folder }, [/^\S+ cannot be used: see DATABASE_URL and DATA_DIR\. \(EACCES/], account)
      await refuses({ DATA_DIR: folder, JWT_SECRET_KEY: SECRET }, [/^\S+ cannot be used: .* \(EACCES/], account)
    })

    it('says that the file is no database, or a folder', async () => {
      const folder = temporaryFolder()
      const file = join(folder, 'teamroom.db')
      writeFileSync(file, 'Dear diary, this is not a database, however long it gets.'.repeat(20))
      await refuses({ DATA_DIR: folder }, [/^The database refuses: see DATABASE_URL\. \(file is not a database\)$/])
      mkdirSync(join(folder, 'folder.db'))
      await refuses({ DATABASE_URL: `sqlite:///${folder}/folder.db` }, [/^\S+ cannot be used: .* \(EISDIR.*\)$/])
    })

    it('takes no empty key file for a key, and leaves it as it is', async () => {
      const folder = temporaryFolder()
      writeFileSync(join(folder, 'jwt-secret.key'), '\n')
      await refuses({ DATA_DIR: folder }, [
        /jwt-secret\.key should hold a key of 32 characters or more: restore it, or remove/,
      ])
      assert.equal(existsSync(join(folder, 'teamroom.db')), false)
    })
  })
}
