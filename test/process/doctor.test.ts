import assert from 'node:assert/strict'
import { closeSync, openSync, readFileSync, statSync, writeSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'
import { connect, type Db } from '../../server/db/connect.ts'
import { migrate } from '../../server/db/migrate.ts'
import { migrations } from '../../server/db/migrations/index.ts'
import { freshDatabase, migratedDatabase } from '../databases.ts'
import { databaseEnv, type Env, onPostgres, startServer, teamroom, temporaryFolder } from './server-process.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
let env: Env

async function change(work: (db: Db) => Promise<unknown>): Promise<void> {
  const { db, close } = await connect(database.config)
  await work(db)
  await close()
}

describe('teamroom doctor', () => {
  before(async () => {
    database = await migratedDatabase()
    env = { ...databaseEnv(database.config), DATA_DIR: temporaryFolder() }
  })
  after(() => database.drop())

  it('exits with 0 where everything adds up, in words and as JSON, and while a server runs', async () => {
    const { code, stdout, stderr } = await teamroom(['doctor'], env)
    assert.deepEqual([code, stderr], [0, ''], stdout)
    assert.match(stdout, /^✔ {2}integrity .*\n(✔ .*\n)+Everything adds up\.\n$/)
    await using _server = await startServer(env)
    const json = await teamroom(['doctor', '--json'], env)
    const said = JSON.parse(json.stdout)
    assert.deepEqual([json.code, said.verdict, said.schema.state], [0, 'good', 'current'])
    for (const { wrong, looked_at } of said.examinations) assert.deepEqual([wrong, typeof looked_at], [0, 'number'])
  })

  it('exits with 1 where something is wrong, and says what', async () => {
    const row = { survey_id: 'gone', form_version: 1, question_id: 'q', cell: 'a', value: null, count: 1 }
    await change((db) => db.insertInto('survey_tallies').values(row).execute())
    const { code, stdout } = await teamroom(['doctor'], env)
    assert.equal(code, 1)
    assert.match(stdout, /^✖ {2}survey results .*\n {5}surveys: 1 rows of survey_tallies .*\n/m)
    assert.match(stdout, /\nOne thing does not add up\.\n$/)
    const json = await teamroom(['doctor', '--json'], env)
    assert.deepEqual([json.code, JSON.parse(json.stdout).verdict], [1, 'wrong'])
    await change((db) => db.deleteFrom('survey_tallies').execute())
  })
})

describe('teamroom doctor, where it cannot look at everything', () => {
  beforeEach(async () => {
    database = await freshDatabase()
    env = { ...databaseEnv(database.config), DATA_DIR: temporaryFolder() }
  })
  afterEach(() => database.drop())

  it('says that the database is older than the program, migrates nothing, and exits with 2', async () => {
    const older = migrations.slice(0, -1)
    await change((db) => migrate(db, older))
    const { code, stdout } = await teamroom(['doctor'], env)
    assert.equal(code, 2, stdout)
    assert.match(stdout, new RegExp(`^The database is older .* would apply ${migrations.at(-1)?.name}: run`))
    assert.match(stdout, /^✔ {2}integrity/m)
    assert.match(stdout, /^– {2}balances +not looked at$/m)
    assert.match(stdout, /\nWhat could be looked at adds up\.\n$/)
    await change(async (db) => {
      const rows = await db.selectFrom('schema_migrations').select('name').orderBy('name').execute()
      assert.deepEqual(
        rows,
        older.map(({ name }) => ({ name })),
      )
    })
  })

  it('says so of one that is newer, too, or was migrated by an edited migration', async () => {
    await change((db) => migrate(db))
    const name = '9999-from-the-future'
    await change((db) =>
      db
        .insertInto('schema_migrations')
        .values({ name, applied_at: '2026-03-02T09:00:00.000Z', checksum: null })
        .execute(),
    )
    const newer = await teamroom(['doctor'], env)
    assert.equal(newer.code, 2)
    assert.match(newer.stdout, /^The database was migrated by a newer Teamroom \(9999-from-the-future\)/)
    await change(async (db) => {
      await db.deleteFrom('schema_migrations').where('name', '=', name).execute()
      await db.updateTable('schema_migrations').set({ checksum: 'another' }).where('name', '=', '0003-posts').execute()
    })
    const edited = await teamroom(['doctor', '--json'], env)
    assert.deepEqual([edited.code, JSON.parse(edited.stdout).verdict], [2, 'cannot look'])
    assert.match(edited.stdout, /The migration 0003-posts is not the one/)
  })

  it('says that there is no database, or only an empty one, makes none, and exits with 2', async () => {
    const { code, stdout, stderr } = await teamroom(['doctor'], env)
    assert.equal(code, 2)
    if (onPostgres) assert.match(stdout, /^The database has no tables yet\.\n/)
    else {
      assert.match(stderr, /^There is no database in .*teamroom\.db\.\n$/)
      assert.equal(statSync(fileOf(), { throwIfNoEntry: false }), undefined)
    }
    const json = await teamroom(['doctor', '--json'], env)
    assert.deepEqual([json.code, JSON.parse(json.stdout).verdict], [2, 'cannot look'])
    const wrong = await teamroom(['doctor'], { ...env, PORT: 'five' })
    assert.deepEqual([wrong.code, wrong.stderr], [2, 'PORT: a port from 0 to 65535 is expected.\n'])
  })

  if (!onPostgres) {
    it('leaves the file as it was', async () => {
      await change((db) => migrate(db))
      const before = readFileSync(fileOf())
      assert.equal((await teamroom(['doctor'], env)).code, 0)
      assert.deepEqual(readFileSync(fileOf()), before)
    })

    it('finds a page that is broken', async () => {
      await change((db) => migrate(db))
      const reader = new DatabaseSync(fileOf())
      reader.exec('pragma wal_checkpoint(truncate)')
      const { root } = reader
        .prepare(`select rootpage as root from sqlite_schema where name = 'posts_listed'`)
        .get() as {
        root: number
      }
      const { page_size: size } = reader.prepare('pragma page_size').get() as { page_size: number }
      reader.close()
      const handle = openSync(fileOf(), 'r+')
      writeSync(handle, Buffer.alloc(size, 0x58), 0, size, (root - 1) * size)
      closeSync(handle)
      const { code, stdout } = await teamroom(['doctor'], env)
      assert.equal(code, 1, stdout)
      assert.match(stdout, /^✖ {2}integrity .*\n {5}.*(Tree \d+ page|malformed)/m)
    })
  }
})

function fileOf(): string {
  return 'file' in database.config ? database.config.file : ''
}
