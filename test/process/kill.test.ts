import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { after, before, describe, it } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { freshDatabase } from '../databases.ts'
import { call, firstAccount } from './clients.ts'
import { databaseEnv, startServer, until } from './server-process.ts'
import { Ledger } from './writers.ts'

const KILLS = 20
const WRITERS = 16
const LONGEST_RUN_MS = 150

describe('kill -9 under sixteen writers, twenty times', () => {
  let database: Awaited<ReturnType<typeof freshDatabase>>
  before(async () => {
    database = await freshDatabase()
  })
  after(() => database.drop())

  it('loses nothing that was acknowledged, and keeps nothing twice', async () => {
    const env = { ...databaseEnv(database.config), LOG_LEVEL: 'silent' }
    const ledger = new Ledger()
    const account = await setUp(env)
    let retried = 0
    for (let kill = 0; kill < KILLS; kill++) {
      await using server = await startServer(env)
      retried += ledger.unanswered.length
      await ledger.retry(server, account)

      const before = ledger.kept.size
      const end = new AbortController()
      const writing = ledger.write(server, account, WRITERS, end.signal)
      try {
        await Promise.race([writing, until('the writers are at it', () => ledger.kept.size > before)])
        await Promise.race([writing, setTimeout(Math.random() * LONGEST_RUN_MS)])
      } finally {
        end.abort()
      }
      await server.kill9()
      await writing
    }
    assert.ok(retried >= KILLS, `only ${retried} requests were cut off`)

    await using server = await startServer(env)
    await ledger.retry(server, account)
    await ledger.check(server, account)
    await findsEachByItsWord(server, account, ledger)
    assert.equal(await server.stop(), 0)
    if (database.config.kind === 'sqlite') checkFile(database.config.file)
  })
})

/** The account outlives the servers, as does its token. */
async function setUp(env: Record<string, string>): Promise<Record<string, string>> {
  await using server = await startServer(env)
  const account = await firstAccount(server)
  await server.stop()
  return account
}

async function findsEachByItsWord(
  server: { url: string },
  account: Record<string, string>,
  ledger: Ledger,
): Promise<void> {
  const some = [...ledger.kept].filter((_, i) => i % 50 === 0)
  for (const [id, { title }] of some) {
    const word = title.replace('Post ', '').replaceAll('-', ' ')
    const { body } = await call(server, 'GET', `/api/posts?q=${encodeURIComponent(word)}`, undefined, account)
    assert.deepEqual(
      body.map((post: { id: string }) => post.id),
      [id],
    )
  }
}

/** SQLite finds the file whole, and what hangs on the posts agrees with them. */
function checkFile(file: string): void {
  using sqlite = new DatabaseSync(file)
  const rows = (sql: string) =>
    sqlite
      .prepare(sql)
      .all()
      .map((row) => ({ ...row }))
  assert.deepEqual(rows('pragma integrity_check'), [{ integrity_check: 'ok' }])
  assert.deepEqual(rows('pragma foreign_key_check'), [])
  assert.deepEqual(rows('select id, slug from posts except select post_id, slug from post_slugs'), [])
  assert.deepEqual(rows('select post_id, slug from post_slugs except select id, slug from posts'), [])
  assert.deepEqual(rows('select seq from posts except select rowid from post_search'), [])
  assert.deepEqual(rows('select rowid from post_search except select seq from posts'), [])
  sqlite.exec(`insert into post_search (post_search) values ('integrity-check')`)
}
