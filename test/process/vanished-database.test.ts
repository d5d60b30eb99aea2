import assert from 'node:assert/strict'
import { copyFileSync, existsSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import pg from 'pg'
import { freshDatabase } from '../databases.ts'
import { type Answer, call, firstAccount, PASSWORD } from './clients.ts'
import {
  databaseEnv,
  type Env,
  onPostgres,
  SECRET,
  type Server,
  serverEnds,
  startServer,
  teamroom,
  temporaryFolder,
  until,
} from './server-process.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
let env: Env
beforeEach(async () => {
  database = await freshDatabase()
  env = { ...databaseEnv(database.config), DATA_DIR: temporaryFolder() }
})
afterEach(() => database.drop())

const post = (title: string) => ({ title, content: 'Kept, or refused.' })

function assertGone({ status, headers, body }: Answer): void {
  assert.equal(status, 503)
  assert.equal(body.message, 'The database is gone: nothing can be stored until it is back.')
  assert.ok(Number(headers.get('retry-after')) >= 1)
}

if (!onPostgres) {
  describe('a server whose SQLite file vanishes', () => {
    const ways: Record<string, (file: string) => () => void> = {
      'is renamed': (file) => {
        renameSync(file, `${file}.elsewhere`)
        return () => renameSync(`${file}.elsewhere`, file)
      },
      'is replaced by a copy': (file) => {
        renameSync(file, `${file}.elsewhere`)
        copyFileSync(`${file}.elsewhere`, file)
        return () => renameSync(`${file}.elsewhere`, file)
      },
      'loses its write-ahead log': (file) => {
        renameSync(`${file}-wal`, `${file}.log`)
        return () => renameSync(`${file}.log`, `${file}-wal`)
      },
      'is gone with its folder': (file) => {
        renameSync(dirname(file), `${dirname(file)}-elsewhere`)
        return () => renameSync(`${dirname(file)}-elsewhere`, dirname(file))
      },
    }
    for (const [what, vanish] of Object.entries(ways)) {
      it(`and ${what} stores nothing, is not ready and says so once, until it is back`, async () => {
        await using server = await startServer(env)
        const account = await firstAccount(server)
        const write = (title: string) => call(server, 'POST', '/api/posts', post(title), account)
        assert.equal((await write('Before')).status, 201)

        const bringBack = vanish(fileOf())
        assertGone(await write('Into nothing'))
        assertGone(await until('it is not ready', () => unready(server)))
        await until('it says so', () => /"the database is gone: /.test(server.stdout))
        assert.equal((await call(server, 'GET', '/healthz')).status, 200)
        assertGone(await write('Into nothing'))

        bringBack()
        await until('it is ready again', async () => (await call(server, 'GET', '/readyz')).status === 200)
        await until('it says so', () => /"the database is back"/.test(server.stdout))
        assert.equal((await write('After')).status, 201)
        assert.deepEqual(await titles(server, account), ['After', 'Before'])
        assert.equal(server.stdout.match(/"the database is gone: /g)?.length, 1)
        assert.equal(server.stdout.match(/"level":50/g)?.length, 1)
        assert.deepEqual([await server.stop(), server.stderr], [0, ''])
        await using again = await startServer(env)
        assert.deepEqual(await titles(again, account), ['After', 'Before'])
      })
    }
  })
}

describe('a server that was set up once', () => {
  it('does not begin anew where its database is gone, until it is told to', async () => {
    {
      await using server = await startServer(env)
      await firstAccount(server)
      assert.equal(await server.stop(), 0)
    }
    await vanish()
    await assertRefused(env, /although Teamroom has been set up in it/)

    assert.equal((await teamroom(['migrate', '--new'], env)).code, 0)
    await using server = await startServer(env)
    await firstAccount(server)
  })

  it('begins in another database than the one it has had', async () => {
    assert.equal((await teamroom(['migrate'], env)).code, 0)
    const other = await freshDatabase()
    try {
      assert.equal(
        (await teamroom(['migrate'], { ...databaseEnv(other.config), DATA_DIR: env.DATA_DIR ?? '' })).code,
        0,
      )
    } finally {
      await other.drop()
    }
  })

  it('does not begin where DATABASE_MUST_EXIST says that it has, until it is told to', async () => {
    const strict = { ...env, DATABASE_MUST_EXIST: 'on' }
    await assertRefused(strict, /and DATABASE_MUST_EXIST is on/)
    assert.equal((await teamroom(['migrate', '--new'], strict)).code, 0)
    await using server = await startServer(strict)
    await firstAccount(server)
  })

  if (!onPostgres) {
    it('is known by the key that was made beside its SQLite file, or by the mark where the key was given', async () => {
      for (const given of [{}, { JWT_SECRET_KEY: SECRET }]) {
        const known = { ...env, DATA_DIR: temporaryFolder(), ...given }
        {
          await using server = await startServer(known)
          assert.equal((await call(server, 'GET', '/readyz')).status, 200)
          assert.equal(await server.stop(), 0)
        }
        await vanish()
        const key = join(dirname(fileOf()), 'jwt-secret.key')
        if (existsSync(key)) for (const mark of readdirSync(known.DATA_DIR)) rmSync(join(known.DATA_DIR, mark))
        else assert.equal(readdirSync(known.DATA_DIR).length, 1)
        await assertRefused(known, /although Teamroom has been set up in it/)
        rmSync(key, { force: true })
      }
    })
  }
})

async function assertRefused(settings: Env, why: RegExp): Promise<void> {
  const add = teamroom(['user', 'add', 'eve'], settings, PASSWORD)
  for (const refused of [serverEnds(settings), teamroom(['migrate'], settings), add]) {
    const { code, stdout, stderr } = await refused
    assert.deepEqual([code, stdout], [1, ''])
    assert.match(stderr, why)
    assert.match(stderr, /^(There is no database in|The database) .* run `teamroom migrate --new`\.\n$/)
  }
  if (!onPostgres) assert.equal(existsSync(fileOf()), false)
}

/** Takes the database away; of PostgreSQL, an empty one takes its place. */
async function vanish(): Promise<void> {
  if (!onPostgres) {
    for (const end of ['', '-wal', '-shm']) rmSync(fileOf() + end, { force: true })
    return
  }
  const client = new pg.Client({ connectionString: 'url' in database.config ? database.config.url : '' })
  await client.connect()
  await client.query('drop schema public cascade; create schema public')
  await client.end()
}

async function unready(server: Server): Promise<Answer | undefined> {
  const answer = await call(server, 'GET', '/readyz')
  return answer.status === 200 ? undefined : answer
}

async function titles(server: Server, account: { authorization: string }): Promise<string[]> {
  const { body } = await call(server, 'GET', '/api/posts', undefined, account)
  return (body.items ?? body).map(({ title }: { title: string }) => title).sort()
}

function fileOf(): string {
  return 'file' in database.config ? database.config.file : ''
}
