import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { after, before, describe, it } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import pg from 'pg'
import { freshDatabase } from '../databases.ts'
import { type Answer, call, firstAccount } from './clients.ts'
import { startProxy } from './proxy.ts'
import { databaseEnv, onPostgres, type Server, SOURCE, startServer, until } from './server-process.ts'
import { Ledger } from './writers.ts'

const WRITERS = 8
const READERS = 4
const ENDINGS = 15

let database: Awaited<ReturnType<typeof freshDatabase>>
let server: Server
let account: { authorization: string }
const ledger = new Ledger()
before(async () => {
  database = await freshDatabase()
  server = await startServer(databaseEnv(database.config))
  account = await firstAccount(server)
})
after(async () => {
  assert.deepEqual([await server.stop(), server.stderr], [0, ''])
  await database.drop()
})

const read = () => call(server, 'GET', '/api/posts', undefined, account)

/** Has writers and readers at work while something happens to the database; every answer is a good one, or 503. */
async function underLoad(happens: () => Promise<void>): Promise<void> {
  const end = new AbortController()
  const reader = async (): Promise<void> => {
    while (!end.signal.aborted) {
      const answer = await read()
      if (answer.status !== 200) assertUnavailable(answer)
    }
  }
  const writing = ledger.write(server, account, WRITERS, end.signal)
  const work = Promise.all([writing, ...Array.from({ length: READERS }, reader)])
  try {
    await Promise.race([work, happens()])
  } finally {
    end.abort()
  }
  await work
}

async function assertAllIsWell(): Promise<void> {
  await ledger.retry(server, account)
  await ledger.check(server, account)
  const answers = await Promise.all(Array.from({ length: 20 }, () => call(server, 'GET', '/readyz')))
  assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]))
}

function assertUnavailable({ status, headers, text }: Answer): void {
  assert.equal(status, 503, text)
  assert.ok(Number(headers.get('retry-after')) >= 1)
}

if (onPostgres) {
  describe('a server that loses PostgreSQL', () => {
    it('while all its connections are ended, again and again, answers 503 and loses nothing', async () => {
      await underLoad(async () => {
        for (let i = 0; i < ENDINGS || ledger.refused === 0; i++) {
          await setTimeout(Math.random() * 100)
          await endConnections()
        }
      })
      await assertAllIsWell()

      assert.match(server.stdout, /"request turned away"/)
      assert.equal(server.stdout.includes(account.authorization.slice(7)), false)
      for (const { title, key } of ledger.kept.values()) {
        assert.equal(server.stdout.includes(title) || server.stdout.includes(key), false)
      }
    })
  })

  describe('a server that PostgreSQL is taken from', { concurrency: true }, () => {
    it('is alive but not ready while nobody answers there, and ready again after that', async () => {
      await using proxy = await startProxy(process.env.TEST_DATABASE_URL ?? '')
      await using behind = await startServer(byWayOf(proxy.url))
      assert.equal((await call(behind, 'GET', '/readyz')).status, 200)
      await proxy.cut()
      assertUnavailable(await notReady(behind))
      assert.equal((await call(behind, 'GET', '/healthz')).status, 200)
      for (const path of ['/api/posts', '/api/me'])
        assertUnavailable(await call(behind, 'GET', path, undefined, account))
      assertUnavailable(await call(behind, 'POST', '/api/auth/login', { username: 'ann', password: 'one of hers' }))

      await proxy.restore()
      await until('it is ready again', async () => (await call(behind, 'GET', '/readyz')).status === 200)
      assert.equal((await call(behind, 'GET', '/api/me', undefined, account)).status, 200)
      assert.deepEqual([await behind.stop(), behind.stderr], [0, ''])
    })

    it('is alive but not ready while nothing comes through, and ready again after that', async () => {
      await using proxy = await startProxy(process.env.TEST_DATABASE_URL ?? '')
      await using behind = await startServer(byWayOf(proxy.url), { preload: ['./short-limits.ts'], main: SOURCE })
      assert.equal((await call(behind, 'GET', '/readyz')).status, 200)
      proxy.freeze()
      assertUnavailable(await notReady(behind))
      const requests = Array.from({ length: 30 }, () => call(behind, 'GET', '/api/me', undefined, account))
      assert.equal((await call(behind, 'GET', '/healthz')).status, 200)
      for (const answer of await Promise.all(requests)) assertUnavailable(answer)

      await proxy.restore()
      await until('it is ready again', async () => (await call(behind, 'GET', '/readyz')).status === 200)
      assert.equal((await call(behind, 'GET', '/api/me', undefined, account)).status, 200)
      assert.deepEqual([await behind.stop(), behind.stderr], [0, ''])
    })

    it('is well again within half a minute when its connections are lost without a word', async () => {
      await using proxy = await startProxy(process.env.TEST_DATABASE_URL ?? '')
      await using behind = await startServer(byWayOf(proxy.url))
      const me = () => call(behind, 'GET', '/api/me', undefined, account)
      const before = await Promise.all(Array.from({ length: 30 }, me))
      assert.deepEqual(new Set(before.map(({ status }) => status)), new Set([200]))
      proxy.lose()
      const lost = await Promise.all(Array.from({ length: 30 }, me))
      for (const answer of lost) assertUnavailable(answer)
      await until('it is well again', async () => (await me()).status === 200, 15_000)
      const answers = await Promise.all(Array.from({ length: 30 }, me))
      assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]))
      assert.deepEqual([await behind.stop(), behind.stderr], [0, ''])
    })
  })
} else {
  describe('a server whose SQLite file is locked by another process', () => {
    for (const [name, lockedMs] of Object.entries({ 'a second': 1_000, 'two seconds': 2_000 })) {
      it(`for ${name} has its writers wait or try again, loses nothing, and goes on reading`, async () => {
        await underLoad(async () => {
          using other = new DatabaseSync(fileOf())
          other.exec('pragma busy_timeout = 5000; begin immediate')
          // Reads that waited for the lock would wait for ever: it ends after them.
          const reads = await Promise.all(Array.from({ length: READERS }, read))
          for (const { status } of reads) assert.equal(status, 200)
          await setTimeout(lockedMs)
          other.exec('rollback')
        })
        await assertAllIsWell()
      })
    }
  })
}

function byWayOf(proxyUrl: string): Record<string, string> {
  const url = new URL(proxyUrl)
  url.pathname = new URL(postgresUrl()).pathname
  return databaseEnv({ kind: 'postgres', url: url.href })
}

/** What /readyz says once it has noticed; it looks once a second. */
function notReady(behind: Server): Promise<Answer> {
  return until('it is not ready', async () => {
    const answer = await call(behind, 'GET', '/readyz')
    return answer.status !== 200 && answer
  })
}

async function endConnections(): Promise<void> {
  const client = new pg.Client({ connectionString: postgresUrl() })
  await client.connect()
  try {
    await client.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    )
  } finally {
    await client.end()
  }
}

function postgresUrl(): string {
  assert.equal(database.config.kind, 'postgres')
  return 'url' in database.config ? database.config.url : ''
}

function fileOf(): string {
  return 'file' in database.config ? database.config.file : ''
}
