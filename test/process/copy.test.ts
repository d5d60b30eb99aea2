import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { sql } from 'kysely'
import type { DatabaseConfig } from '../../server/config.ts'
import { copyDatabase } from '../../server/copy/actions.ts'
import type { CopiedTable } from '../../server/copy/compare.ts'
import { connect, type Db } from '../../server/db/connect.ts'
import { PRESENCE } from '../../server/db/dialect.ts'
import { migrate } from '../../server/db/migrate.ts'
import { CommandError } from '../../server/startup.ts'
import { freshDatabase, type TestDatabase } from '../databases.ts'
import { emptyTables, fillEverything } from '../everything.ts'
import { startTeamroom } from '../harness.ts'
import { unzipped } from '../zip.ts'
import { call, firstAccount } from './clients.ts'
import {
  databaseEnv,
  type Env,
  launch,
  onPostgres,
  SECRET,
  serverEnds,
  startServer,
  teamroom,
  temporaryFolder,
} from './server-process.ts'

const urlOf = (config: DatabaseConfig) => (config.kind === 'sqlite' ? `sqlite:///${config.file}` : config.url)
const sqliteFile = (): DatabaseConfig => ({ kind: 'sqlite', file: join(temporaryFolder(), 'teamroom.db') })

async function using<T>(config: DatabaseConfig, work: (db: Db) => Promise<T>): Promise<T> {
  const { db, close } = await connect(config)
  try {
    return await work(db)
  } finally {
    await close()
  }
}

/** Ends the connections that hold the lock by which servers, restores and copies keep out of each other's way. */
async function cutLocks(db: Db): Promise<void> {
  const { rows } = await sql`select pg_terminate_backend(pid, 5000) from pg_locks
    where locktype = 'advisory' and objid = ${PRESENCE} and mode = 'ExclusiveLock'
      and database = (select oid from pg_database where datname = current_database())`.execute(db)
  assert.ok(rows.length <= 1)
}

describe('copying a database with rows in every table', () => {
  const databases: TestDatabase[] = []
  let source: DatabaseConfig
  /** What the first copy of it came to. */
  let whole: CopiedTable[]

  /** Of the kind that the run is for. */
  const fresh = async () => {
    const database = await freshDatabase()
    databases.push(database)
    return database.config
  }
  const refuses = (from: DatabaseConfig, to: DatabaseConfig, words: RegExp) =>
    assert.rejects(copyDatabase(from, to), (error) => error instanceof CommandError && words.test(error.message))

  before(async () => {
    source = await fresh()
    const teamroom = await startTeamroom({ database: source })
    await fillEverything(teamroom)
    assert.deepEqual(await emptyTables(teamroom.db), [])
    await teamroom.stop()
  })
  after(async () => {
    for (const { drop } of databases) await drop()
  })

  it('says of a value that does not fit in which table it is, and where', async () => {
    const from = sqliteFile()
    const to = await fresh()
    await copyDatabase(source, from)
    const spoil = (change: string) => using(from, (db) => sql.raw(change).execute(db))
    await spoil(`update posts set tags = '{"no' || tags`)
    await refuses(from, to, /^The table posts cannot be copied: .*JSON.* \(at the beginning\)\. Mend that/)
    await spoil(`update posts set tags = substr(tags, 5)`)
    if (to.kind === 'postgres') {
      await spoil('update posts set content = char(0) || content')
      await refuses(from, to, /^The table posts cannot be copied: .* up to the row \[\d+\]\)\. Mend that/)
      await spoil('update posts set content = substr(content, 2)')
    }
    await copyDatabase(from, await fresh())
  })

  it('keeps every row, there and back, and numbers that were given once', async () => {
    const there = sqliteFile()
    const back = await fresh()
    whole = await copyDatabase(source, there)
    assert.ok(whole.length > 35 && whole.every(({ rows }) => rows > 0))
    assert.deepEqual(await copyDatabase(there, back), whole)
    // A server that was started once leaves no more than the migrations do.
    const started = await fresh()
    await using(started, migrate)
    await using(started, (db) => db.insertInto('setup_links').values({ id: 1, token_hash: 'hash' }).execute())
    assert.deepEqual(await copyDatabase(back, started), whole)
    const numbers = await Promise.all(
      [there, back].map((config) =>
        using(config, async (db) => {
          const { rows } = await sql<{ seq: number }>`
            insert into posts (id, title, content, html, slug, tags, listed_at, visibility, version, created_at, updated_at)
            values ('next', '', '', '', 'next', '[]', '2026-01-01T00:00:00.000Z', 'public', 1,
              '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z') returning seq`.execute(db)
          return rows[0]?.seq
        }),
      ),
    )
    assert.deepEqual(numbers, [14, 14])
  })

  it('leaves the rules of the database in force, and news that can be found', async () => {
    const to = onPostgres ? sqliteFile() : await fresh()
    await copyDatabase(source, to)
    await using(to, async (db) => {
      assert.deepEqual(await migrate(db), [])
      await assert.rejects(db.updateTable('ledger_entries').set({ note: 'changed' }).execute(), /never changed/)
      await assert.rejects(db.updateTable('employees').set({ manager_id: 'nobody' }).execute(), /foreign key/i)
      await assert.rejects(db.updateTable('ledger_entries').set({ refunds_id: 'nothing' }).execute())
      // The trigger notes whose an employee is, as it did before.
      const linked = db.selectFrom('employees').select('user_id').where('user_id', 'is not', null)
      const user = await db.selectFrom('users').select('id').where('id', 'not in', linked).executeTakeFirstOrThrow()
      const free = db.selectFrom('employees').select('id').where('user_id', 'is', null)
      const { id } = await free.orderBy('id', 'desc').executeTakeFirstOrThrow()
      await db.updateTable('employees').set({ user_id: user.id }).where('id', '=', id).execute()
      const links = await db.selectFrom('employee_accounts').selectAll().where('employee_id', '=', id).execute()
      assert.ok(links.some(({ user_id }) => user_id === user.id))
    })
    const teamroom = await startTeamroom({ database: to })
    const found = await (await teamroom.account('member')).send('GET', '/api/posts?q=changed')
    assert.equal(found.body.length, 3)
    await teamroom.stop()
  })

  it('goes on behind where it was killed, however often, and no server starts meanwhile', async () => {
    const from = sqliteFile()
    await copyDatabase(source, from)
    const to = await fresh()
    const env = databaseEnv(from)
    const dying = async (times: number) => {
      await using child = launch(['dying-copy.ts', urlOf(to), `${times}`], env)
      child.stdin.end()
      return { code: await child.exit, stderr: child.stderr }
    }
    const runs: { code: number | null; stderr: string }[] = [await dying(1)]
    assert.equal(runs[0]?.code, null)
    const server = await serverEnds({ ...databaseEnv(to), LOG_LEVEL: 'silent' })
    assert.equal(server.code, 1)
    assert.match(server.stderr, /copy that was not finished/)
    while (runs.at(-1)?.code === null) runs.push(await dying(25))
    assert.deepEqual(runs.at(-1), { code: 0, stderr: '' })
    assert.ok(runs.length > 3, `${runs.length} runs`)
    assert.deepEqual(await copyDatabase(to, await fresh()), whole)
  })

  it('does not go on from another database, nor call a copy whole that differs', async () => {
    const to = sqliteFile()
    const stop = new Error('stopped')
    const atFirst = { added: () => assert.fail(stop) }
    await assert.rejects(copyDatabase(source, to, atFirst), stop)
    const other = sqliteFile()
    await using(other, migrate)
    await refuses(other, to, /a part of another database/)
    const atLast = {
      added: (table: string) => {
        if (table === 'survey_replies') assert.fail(stop)
      },
    }
    await assert.rejects(copyDatabase(source, to, atLast), stop)
    await using(to, (db) => db.updateTable('employees').set({ team: 'Changed' }).execute())
    await refuses(source, to, /^employees differs: /)
  })

  if (onPostgres) {
    it('notices that what kept others from writing was cut, and goes on when told to', async () => {
      const to = sqliteFile()
      const cutting = { added: () => using(source, cutLocks) }
      await assert.rejects(
        copyDatabase(source, to, cutting),
        (error) => error instanceof CommandError && /kept others from writing there was lost/.test(error.message),
      )
      assert.deepEqual(await copyDatabase(source, to), whole)
    })
  }

  it('refuses what is not empty, not there, not up to date, in use, or the same', async () => {
    const empty = await fresh()
    await using(empty, migrate)
    const full = sqliteFile()
    await copyDatabase(source, full)
    await refuses(source, full, /is not empty: its table \w+ has rows/)
    await refuses(source, source, /into itself/)
    await refuses(sqliteFile(), empty, /There is no database at/)
    await refuses(await fresh(), empty, onPostgres ? /is no database of Teamroom/ : /There is no database at/)
    const old = await fresh()
    await using(old, async (db) => {
      await migrate(db)
      await sql`delete from schema_migrations where name = '0014-confirmations'`.execute(db)
    })
    await refuses(old, empty, /not up to date: run teamroom migrate/)
    const newer = await fresh()
    await using(newer, async (db) => {
      await migrate(db)
      await sql`insert into schema_migrations (name, applied_at) values ('9999-later', '')`.execute(db)
    })
    await refuses(newer, empty, /newer Teamroom/)
    await using(source, async (db) => {
      await db.selectFrom('users').select('id').execute()
      await refuses(source, sqliteFile(), /is in use/)
    })
    await using(empty, async (db) => {
      await db.selectFrom('users').select('id').execute()
      await refuses(source, empty, /is in use/)
    })
  })
})

describe('teamroom copy', () => {
  it('moves a server with its sessions, and says what to set', async () => {
    const database = await freshDatabase()
    const to = sqliteFile()
    const settings = { LOG_LEVEL: 'silent' }
    const env: Env = { ...databaseEnv(database.config), ...settings }
    let account: Record<string, string>
    {
      await using server = await startServer(env)
      account = await firstAccount(server)
      const busy = await teamroom(['copy', '--to', urlOf(to)], env)
      assert.equal(busy.code, 1)
      assert.match(busy.stderr, /is in use: stop the server/)
      await server.stop()
    }
    const wrong = await teamroom(['copy', '--to', 'mysql://there'], env)
    assert.deepEqual([wrong.code, wrong.stdout], [1, ''])
    assert.match(wrong.stderr, /^--to: an address like/)
    const file = join(temporaryFolder(), 'address')
    const twice = await teamroom(['copy', '--to', urlOf(to), '--to-file', file], env)
    assert.deepEqual([twice.code, twice.stderr], [1, '--to is given, too: leave out one of them.\n'])
    const missing = await teamroom(['copy', '--to-file', file], env)
    assert.match(missing.stderr, /^--to-file: .* cannot be read/)
    writeFileSync(file, `${urlOf(to)}\n`)
    const { code, stdout, stderr } = await teamroom(['copy', '--to-file', file], env)
    assert.deepEqual([code, stderr], [0, ''])
    assert.match(stdout, /^users: 1 row, the same in both databases \(sha256 [0-9a-f]{16}\)$/m)
    assert.match(stdout, /Everything adds up/)
    assert.match(stdout, onPostgres ? /Keep JWT_SECRET_KEY/ : /The key that signs access tokens is in /)
    const key: Env = onPostgres ? { JWT_SECRET_KEY: SECRET } : {}
    await using server = await startServer({ DATABASE_URL: urlOf(to), ...settings, ...key })
    const { status } = await call(server, 'GET', '/api/me', undefined, account)
    assert.equal(status, 200)
    await server.stop()
    await database.drop()
  })
})

describe('teamroom export', () => {
  it('writes an archive while a server runs, and says where it is', async () => {
    const database = await freshDatabase()
    const env: Env = { ...databaseEnv(database.config), LOG_LEVEL: 'silent' }
    await using server = await startServer(env)
    await firstAccount(server)
    const archive = join(temporaryFolder(), 'all.zip')
    const { code, stdout, stderr } = await teamroom(['export', archive], env)
    assert.deepEqual([code, stderr], [0, ''])
    assert.match(stdout, /^\d+ files are in .*all\.zip\. Its README\.md says what they hold\.\n$/)
    assert.equal(JSON.parse(unzipped(readFileSync(archive)).get('accounts.json') as string)[0].username, 'ann')
    const again = await teamroom(['export', archive], env)
    assert.deepEqual([again.code, again.stderr], [1, `${archive} is there already: name another file.\n`])
    await server.stop()
    await database.drop()
  })
})
