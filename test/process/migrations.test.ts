import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { type Connection, connect } from '../../server/db/connect.ts'
import { migrations } from '../../server/db/migrations/index.ts'
import { freshDatabase } from '../databases.ts'
import { call, firstAccount } from './clients.ts'
import { databaseEnv, type Env, launch, serverEnds, startServer, teamroom, until } from './server-process.ts'

/** Longer than a server tries again before it gives up on what another one holds. */
const SLOW_MS = 3_000

const ALL = migrations.map(({ name }) => name)

describe('migrations', () => {
  let database: Awaited<ReturnType<typeof freshDatabase>>
  let env: Env
  beforeEach(async () => {
    database = await freshDatabase()
    env = databaseEnv(database.config)
  })
  afterEach(() => database.drop())

  it('run once when two servers start at the same time on an empty database, and both serve', async () => {
    const [one, two] = await Promise.all([startServer(env), startServer(env)])
    await using _one = one
    await using _two = two
    assert.deepEqual(await applied(), ALL)

    const account = await firstAccount(one)
    const post = { title: 'Written here', content: 'and read over there.' }
    const { body } = await call(one, 'POST', '/api/posts', post, account)
    assert.equal((await call(two, 'GET', `/api/posts/${body.id}`)).body.title, 'Written here')
  })

  it('run once when four commands do so', async () => {
    const runs = await Promise.all(Array.from({ length: 4 }, () => teamroom(['migrate'], env)))
    for (const { code, stderr } of runs) assert.equal(code, 0, stderr)
    const reported = runs.flatMap(({ stdout }) => stdout.match(/^Applied (.*)\.$/m)?.[1]?.split(', ') ?? [])
    assert.deepEqual(reported.sort(), ALL)
    assert.deepEqual(await applied(), ALL)
  })

  it('are waited for by a server that starts while another one is at it', async () => {
    await using other = await haltsIn(ALL[0] as string)
    const starting = startServer(env)
    await Promise.race([starting, setTimeout(SLOW_MS)])
    other.stdin.end()
    await using server = await starting
    assert.equal(await other.exit, 0, other.stderr)
    assert.equal((await call(server, 'GET', '/readyz')).status, 200)
    assert.deepEqual(await applied(), ALL)
  })

  it('go on where they were after kill -9 in the middle of any of them', async () => {
    for (const [done, name] of ALL.entries()) {
      await using child = await haltsIn(name)
      await child.kill9()
      if (done > 0) assert.deepEqual(await applied(), ALL.slice(0, done))
    }
    await using server = await startServer(env)
    const account = await firstAccount(server)
    const post = { title: 'After all', content: 'it has come to an end.' }
    assert.equal((await call(server, 'POST', '/api/posts', post, account)).status, 201)
    assert.deepEqual(await applied(), ALL)
  })

  it('refuse a schema that is newer than the server, and say why', async () => {
    assert.equal((await teamroom(['migrate'], env)).code, 0)
    const future = '9999-from-the-future'
    await withDatabase(({ db }) =>
      db
        .insertInto('schema_migrations')
        .values({ name: future, applied_at: new Date().toISOString(), checksum: null })
        .execute(),
    )
    const add = ['user', 'add', 'ann']
    for (const refused of [serverEnds(env), teamroom(['migrate'], env), teamroom(add, env, 'a password of hers')]) {
      const { code, stdout, stderr } = await refused
      assert.equal(code, 1)
      assert.equal(stdout, '')
      assert.equal(
        stderr,
        `The database was migrated by a newer Teamroom (${future}). Start that version, or restore an older backup.\n`,
      )
    }
    assert.deepEqual(await applied(), [...ALL, future])
  })

  it('refuse a database that another version of one of them has migrated, and say which', async () => {
    assert.equal((await teamroom(['migrate'], env)).code, 0)
    const [name = ''] = ALL
    await withDatabase(({ db }) =>
      db.updateTable('schema_migrations').set({ checksum: 'of what it was' }).where('name', '=', name).execute(),
    )
    for (const refused of [serverEnds(env), teamroom(['migrate'], env)]) {
      const { code, stdout, stderr } = await refused
      assert.deepEqual([code, stdout], [1, ''])
      assert.match(
        stderr,
        new RegExp(`^The migration ${name} is not the one that the database was migrated by: .*\\n$`),
      )
    }
  })

  /** A process that has run a migration to its end, but for the commit. */
  async function haltsIn(name: string) {
    const child = launch(['slow-migration.ts', name], env)
    let ended = false
    void child.exit.then(() => (ended = true))
    await until(`${name} is under way`, () => ended || child.stdout.includes('halted'))
    assert.equal(ended, false, child.stderr)
    return child
  }

  function applied(): Promise<string[]> {
    return withDatabase(async ({ db }) => {
      const rows = await db.selectFrom('schema_migrations').select('name').orderBy('name').execute()
      return rows.map(({ name }) => name)
    })
  }

  async function withDatabase<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    const connection = await connect(database.config)
    try {
      return await work(connection)
    } finally {
      await connection.close()
    }
  }
})
