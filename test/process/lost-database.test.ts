import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { after, before, describe, it } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import pg from 'pg'
import { freshDatabase } from '../harness.ts'
import { call, firstAccount } from './clients.ts'
import { startProxy } from './proxy.ts'
import { databaseEnv, onPostgres, type Server, startServer, until } from './server-process.ts'
import { Ledger } from './writers.ts'

const WRITERS = 8
const READERS = 4

let database: Awaited<ReturnType<typeof freshDatabase>>
before(async () => {
  database = await freshDatabase()
})
after(() => database.drop())

/** Has writers and readers at work while something happens to the database. */
async function underLoad(server: Server, account: Record<string, string>, happens: () => Promise<void>) {
  const ledger = new Ledger()
  const end = new AbortController()
  const statuses = new Map<number, number>()
  const reader = async (): Promise<void> => {
    while (!end.signal.aborted) {
      const { status, headers, text } = await call(server, 'GET', '/api/posts', undefined, account)
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
      if (status !== 503) assert.equal(status, 200, text)
      else assert.ok(Number(headers.get('retry-after')) >= 1)
    }
  }
  const work = Promise.all([
    ledger.write(server, account, WRITERS, end.signal),
    ...Array.from({ length: READERS }, reader),
  ])
  try {
    await Promise.race([work.catch(async (e) => { await setTimeout(500); console.log(server.stderr.slice(0, 1500)); throw e }), happens()])
  } finally {
    end.abort()
  }
  await work.catch((e) => { console.log(server.stderr.slice(0, 1500)); throw e })
  return { ledger, statuses }
}

if (onPostgres) {
  describe('a server whose PostgreSQL', () => {
    it('ends all its connections answers 503 or as ever, loses nothing, and is well again', async () => {
      await using server = await startServer(databaseEnv(database.config))
      const account = await firstAccount(server)
      const { ledger } = await underLoad(server, account, async () => {
        for (let i = 0; i < 15; i++) {
          await setTimeout(Math.random() * 200)
          await endConnections()
        }
      })
      assert.ok(ledger.refused > 0, 'no request was hit')
      await ledger.retry(server, account)
      await ledger.check(server, account)
      for (let i = 0; i < 20; i++) assert.equal((await call(server, 'GET', '/api/me', undefined, account)).status, 200)
      assertNothingTold(server, account, ledger)
      assert.equal(await server.stop(), 0)
      assert.equal(server.stderr, '')
    })
  })
}

/** The log has the failures, and nothing of what was sent. */
function assertNothingTold({ stdout }: Server, { authorization = '' }: Record<string, string>, { kept }: Ledger): void {
  assert.match(stdout, /"request failed"/)
  assert.equal(stdout.includes(authorization.slice(7)), false)
  for (const { title, key } of kept.values()) assert.equal(stdout.includes(title) || stdout.includes(key), false)
}

async function endConnections(): Promise<void> {
  const client = new pg.Client({ connectionString: database.config.kind === 'postgres' ? database.config.url : '' })
  await client.connect()
  try {
    await client.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    )
  } finally {
    await client.end()
  }
}
