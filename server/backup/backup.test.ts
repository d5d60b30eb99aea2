import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { mkdir, mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { sql } from 'kysely'
import { freshDatabase, migratedDatabase, ROOM, type TestDatabase } from '../../test/databases.ts'
import { startTeamroom, type Teamroom } from '../../test/harness.ts'
import type { Config } from '../config.ts'
import { connect } from '../db/connect.ts'
import { CommandError } from '../startup.ts'
import { writeBackup } from './backup.ts'
import type { Place } from './name-rules.ts'
import { openAt, saveAt } from './place.ts'
import { restore } from './restore.ts'

const WORDS = `A tab\t, a line\nbreak, a back\\slash, \\N and \\., quotes " ', nothing, ü, 🙂`

let room: string
let teamroom: Teamroom
let backup: Place & { kind: 'file' }
let postId: string

before(async () => {
  room = await mkdtemp(join(ROOM, 'teamroom-backup-'))
  teamroom = await startTeamroom()
  const admin = await teamroom.account('admin', 'anna')
  const { body } = await admin.send('POST', '/api/posts', { title: 'All there is', content: WORDS, published: true })
  postId = body.id
  await admin.send('POST', '/api/employees', { name: 'Bo', start_date: '2020-01-01' })
  const made = await save(teamroom.deps.config)
  backup = { kind: 'file', path: made.place }
})
after(async () => {
  await teamroom.stop()
  rmSync(room, { recursive: true })
})

const at = (instant: string) => new Date(instant)

function save(
  config: Config,
  place: Place = { kind: 'folder', path: join(room, randomUUID()) },
  now = teamroom.deps.now(),
  keep?: number,
) {
  const write = async (out: Parameters<typeof writeBackup>[2], workshop: string) => {
    await writeBackup(config, workshop, out, now)
  }
  return saveAt(place, undefined, { scratch: room, now, keep, write })
}

/** The settings of a server on another database. */
const on = ({ config }: TestDatabase): Config => ({ ...teamroom.deps.config, database: config, dataDir: room })

function bringBack(target: TestDatabase, { replaces = false, from = backup as Place } = {}) {
  const options = { replaces, acceptsFindings: false, now: at('2026-06-01T12:00:00Z') }
  return restore(on(target), () => openAt(from, undefined), options)
}

async function looking<T>(
  { config }: TestDatabase,
  look: (connection: Awaited<ReturnType<typeof connect>>) => Promise<T>,
) {
  const connection = await connect(config)
  try {
    return await look(connection)
  } finally {
    await connection.close()
  }
}

const accountsOf = (database: TestDatabase) =>
  looking(database, async ({ db }) =>
    (await db.selectFrom('users').select('username').execute()).map((row) => row.username),
  )

describe('a backup', () => {
  it('is one file, which only its owner may read', () => {
    assert.match(backup.path, /\/teamroom-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-\d{3}Z\.tar\.zst$/)
    assert.equal(statSync(backup.path).mode & 0o777, 0o600)
    assert.deepEqual(readdirSync(join(backup.path, '..')).sort(), ['.teamroom-lock', backup.path.split('/').at(-1)])
  })

  it('brings everything back into an empty database', async () => {
    const target = await freshDatabase()
    const { kept, applied, manifest } = await bringBack(target)
    assert.deepEqual([kept, applied], [undefined, []])
    assert.equal(manifest.tables.find(({ name }) => name === 'users')?.rows, 1)
    await looking(target, async ({ db }) => {
      const post = await db.selectFrom('posts').selectAll().where('id', '=', postId).executeTakeFirstOrThrow()
      assert.deepEqual(
        post,
        await teamroom.db.selectFrom('posts').selectAll().where('id', '=', postId).executeTakeFirst(),
      )
    })
    await target.drop()
  })

  it('leaves the database one that can be written to, with numbers that go on', async () => {
    const target = await freshDatabase()
    await bringBack(target)
    const revived = await startTeamroom({ database: target.config })
    const admin = await revived.account('admin')
    const post = await admin.send('POST', '/api/posts', { title: 'One more', content: 'With a number of its own.' })
    assert.equal(post.status, 201)
    const { rows } = await sql<{ seq: number }>`select seq from posts order by seq`.execute(revived.db)
    assert.deepEqual(
      rows.map(({ seq }) => seq),
      [1, 2],
    )
    await revived.stop()
    await target.drop()
  })

  it('never writes over a file that is there', async () => {
    const file = join(room, 'mine.tar.zst')
    writeFileSync(file, 'mine')
    await assert.rejects(save(teamroom.deps.config, { kind: 'file', path: file }), new CommandError(`${file} exists.`))
    assert.equal(readFileSync(file, 'utf8'), 'mine')
  })

  it('deletes older ones of the folder once it is whole, and no other file', async () => {
    const path = join(room, randomUUID())
    const folder: Place = { kind: 'folder', path }
    for (const day of [1, 2, 3]) await save(teamroom.deps.config, folder, at(`2026-01-0${day}T03:00:00Z`))
    writeFileSync(join(path, 'teamroom.txt'), 'keep me')
    const mine = 'teamroom-2020-01-01T03-00-00-000Z.tar.zst'
    await mkdir(join(path, mine))
    await save(teamroom.deps.config, folder, at('2026-01-04T03:00:00Z'), 2)
    assert.deepEqual(readdirSync(path).sort(), [
      '.teamroom-lock',
      mine,
      'teamroom-2026-01-03T03-00-00-000Z.tar.zst',
      'teamroom-2026-01-04T03-00-00-000Z.tar.zst',
      'teamroom.txt',
    ])
  })

  it('says whose account is to make it where another one has made the folder’s lock', async () => {
    const path = join(room, randomUUID())
    await mkdir(join(path, '.teamroom-lock'), { recursive: true })
    await assert.rejects(save(teamroom.deps.config, { kind: 'folder', path }), (error: Error) => {
      assert.ok(error instanceof CommandError, String(error.stack))
      assert.match(error.message, /teamroom-lock cannot be used: it may belong to another account/)
      return true
    })
  })

  it('is not deleted itself where the clock was set back, and so others have later names', async () => {
    const path = join(room, randomUUID())
    const folder: Place = { kind: 'folder', path }
    for (const day of [1, 2]) await save(teamroom.deps.config, folder, at(`2099-01-0${day}T03:00:00Z`))
    const { place } = await save(teamroom.deps.config, folder, at('2026-01-04T03:00:00Z'), 2)
    assert.deepEqual(
      readdirSync(path).sort(),
      ['.teamroom-lock', place.split('/').at(-1), 'teamroom-2099-01-02T03-00-00-000Z.tar.zst'].sort(),
    )
  })
})

describe('a restore', () => {
  it('refuses a database with accounts, and changes nothing', async () => {
    const target = await migratedDatabase()
    await bringBack(target)
    await assert.rejects(bringBack(target), /has accounts in it. --replace keeps/)
    assert.deepEqual(await accountsOf(target), ['anna'])
    await target.drop()
  })

  it('lets the tables of another program be, unless told otherwise', async () => {
    const target = await freshDatabase()
    await looking(target, async ({ db }) => {
      await sql`create table invoices (id integer primary key)`.execute(db)
      await sql`insert into invoices values (1)`.execute(db)
    })
    await assert.rejects(bringBack(target), /has data of another program in it. --replace keeps/)
    await looking(target, async ({ db }) =>
      assert.deepEqual((await sql`select id from invoices`.execute(db)).rows, [{ id: 1 }]),
    )
    await bringBack(target, { replaces: true })
    assert.deepEqual(await accountsOf(target), ['anna'])
    await target.drop()
  })

  it('is not kept from it by tables of another program, which PostgreSQL leaves out', async () => {
    const { db, deps } = teamroom
    const number = deps.config.database.kind === 'postgres' ? sql`serial` : sql`integer`
    await sql`create table invoices (id ${number} primary key, of_user text references users)`.execute(db)
    await sql`insert into invoices (of_user) select id from users`.execute(db)
    const { place } = await save(deps.config)
    await sql`drop table invoices`.execute(db)
    const target = await freshDatabase()
    const { skipped } = await bringBack(target, { from: { kind: 'file', path: place } })
    assert.deepEqual(skipped, target.config.kind === 'postgres' ? ['invoices'] : [])
    assert.deepEqual(await accountsOf(target), ['anna'])
    await target.drop()
  })

  it('keeps what made way beside', async () => {
    const target = await freshDatabase()
    await bringBack(target)
    await looking(target, ({ db }) => db.updateTable('users').set({ username: 'carl' }).execute())
    const { kept = '' } = await bringBack(target, { replaces: true })
    assert.deepEqual(await accountsOf(target), ['anna'])
    if (target.config.kind === 'sqlite') {
      assert.deepEqual(await accountsOf({ ...target, config: { kind: 'sqlite', file: kept } }), ['carl'])
    } else {
      const schema = kept.split(' ').at(-1) as string
      await looking(target, async ({ db }) => {
        assert.deepEqual(await db.withSchema(schema).selectFrom('users').select('username').execute(), [
          { username: 'carl' },
        ])
      })
    }
    await target.drop()
  })

  it('refuses one that is cut short or changed, and leaves nothing behind', async () => {
    const whole = readFileSync(backup.path)
    const changed = Buffer.from(whole)
    changed[Math.floor(whole.length / 2)] = (changed[Math.floor(whole.length / 2)] ?? 0) ^ 1
    for (const bytes of [
      Buffer.alloc(0),
      whole.subarray(0, 1_000),
      whole.subarray(0, -1),
      changed,
      Buffer.from('no'),
    ]) {
      const file = join(room, `${randomUUID()}.tar.zst`)
      writeFileSync(file, bytes)
      const target = await freshDatabase()
      await assert.rejects(bringBack(target, { from: { kind: 'file', path: file } }), /damaged|never finished/)
      if (target.config.kind === 'sqlite') assert.equal(existsSync(target.config.file), false)
      await target.drop()
    }
  })
})
