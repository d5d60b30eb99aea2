import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { sql } from 'kysely'
import { pino } from 'pino'
import { type Account, clientOf, startTeamroom, type Teamroom } from '../../test/harness.ts'
import { type StoppedTime, stopTime } from '../../test/stopped-time.ts'
import { buildApp } from '../app.ts'
import type { App } from '../http/app-type.ts'
import type { Db } from './connect.ts'
import { hasSingleWriter } from './dialect.ts'
import { Disk } from './disk.ts'
import { transact } from './transact.ts'

const SENTENCE = "The server's disk is full: nothing can be saved until there is room."
const MINUTE_MS = 60_000

let teamroom: Teamroom
let app: App
let admin: Account
let time: StoppedTime
const lines: string[] = []
const logged = (level: number) => lines.map((line) => JSON.parse(line)).filter((line) => line.level === level)
const [ERROR, INFO] = [50, 30]

before(async () => {
  time = stopTime()
  teamroom = await startTeamroom()
  admin = await teamroom.account('admin')
  const log = pino({ base: null }, { write: (line: string) => void lines.push(line) })
  const disk = new Disk(teamroom.db, teamroom.deps.config.database, log)
  app = await buildApp({ ...teamroom.deps, disk }, log)
})
after(async () => {
  await app.close()
  await teamroom.stop()
  time.goOn()
})
beforeEach(async () => {
  await makeRoom(teamroom.db)
  await ready(200)
  await time.pass(2_000)
  lines.length = 0
})

const ask = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
  clientOf(app, { authorization: `Bearer ${admin.token}` })(method, path, body, headers)
const post = (headers = {}) =>
  ask('POST', '/api/posts', { title: 'On a full disk', content: 'Long enough. '.repeat(1_500) }, headers)

/** What /readyz says by now; it looks once a second. */
async function ready(expected: number): Promise<string> {
  await time.pass(1_100)
  const { status, headers, text } = await ask('GET', '/readyz')
  assert.equal(status, expected, text)
  assert.equal(headers['retry-after'], expected === 200 ? undefined : '10')
  return text
}

/** From now on the database says that its disk is full, where more room is needed than there is. */
async function fillDisk(db: Db): Promise<void> {
  if (hasSingleWriter(db)) {
    // SQLite itself refuses to grow its file, as it does when the disk refuses, once nothing in it is free.
    await sql`vacuum`.execute(db)
    const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(db)
    await sql.raw(`pragma max_page_count = ${rows[0]?.page_count}`).execute(db)
    return
  }
  const refuse = `raise exception using errcode = '53100',
    message = 'could not extend file "base/1/2": No space left on device'`
  await sql.raw(`create function no_room() returns trigger language plpgsql as $$ begin ${refuse}; end $$`).execute(db)
  await sql
    .raw(`create function no_room_at_all() returns event_trigger language plpgsql as $$ begin ${refuse}; end $$`)
    .execute(db)
  await sql`create trigger no_room before insert on posts for each statement execute function no_room()`.execute(db)
  await sql
    .raw(
      `create event trigger no_room on ddl_command_start when tag in ('CREATE TABLE') execute function no_room_at_all()`,
    )
    .execute(db)
}

async function makeRoom(db: Db): Promise<void> {
  if (hasSingleWriter(db)) return void (await sql`pragma max_page_count = 1000000`.execute(db))
  await sql`drop event trigger if exists no_room`.execute(db)
  await sql`drop function if exists no_room_at_all`.execute(db)
  await sql`drop function if exists no_room cascade`.execute(db)
}

describe('a full disk', () => {
  it('is 503 with a reason for what would be saved, and nothing for what is only read', async () => {
    await fillDisk(teamroom.db)
    const answers = await Promise.all([post(), post(), post()])
    for (const { status, headers, body } of [...answers, await post()]) {
      assert.deepEqual([status, body.message], [503, SENTENCE])
      assert.equal(headers['retry-after'], '10')
    }
    const problem = await post({ accept: 'application/problem+json' })
    assert.deepEqual([problem.status, problem.body.detail], [503, SENTENCE])
    assert.deepEqual((await ask('GET', '/api/posts')).body, [])
  })

  it('makes the server not ready until there is room again, which it finds out by itself', async () => {
    await fillDisk(teamroom.db)
    await post()
    for (let i = 0; i < 3; i++) assert.match(await ready(503), /disk is full/)
    assert.equal((await ask('GET', '/healthz')).status, 200)
    await makeRoom(teamroom.db)
    await ready(200)
    assert.equal((await post()).status, 201)
    assert.deepEqual(
      logged(INFO).flatMap(({ msg }) => msg ?? []),
      ['the disk has room again'],
    )
  })

  it('is said in the log once a minute, with where it is, however many are refused', async () => {
    await fillDisk(teamroom.db)
    for (let i = 0; i < 5; i++) await post()
    const [line, ...others] = logged(ERROR)
    assert.deepEqual(others, [])
    assert.equal(line.msg, 'the disk is full: nothing is saved until there is room again')
    const { database } = teamroom.deps.config
    const place = database.kind === 'sqlite' ? database.file : `PostgreSQL at ${new URL(database.url).host}`
    assert.ok(line.database.startsWith(place), line.database)
    assert.match(line.reason, /full|No space left/)
    assert.equal(lines.join('').includes('turned away'), false)

    await time.pass(MINUTE_MS)
    await post()
    assert.deepEqual(
      logged(ERROR).map(({ failed }) => failed),
      [1, 5],
    )
  })

  it('is what fails of a transaction, and not that it could not be rolled back', async () => {
    await fillDisk(teamroom.db)
    const fill = (trx: Db) =>
      hasSingleWriter(trx)
        ? sql`create table fill as select zeroblob(1000000)`.execute(trx)
        : sql`create table fill (text text)`.execute(trx)
    for (const count of [1, 2]) {
      const works = Array.from({ length: count }, () => transact(teamroom.db, fill))
      for (const outcome of await Promise.allSettled(works)) {
        assert.equal(outcome.status, 'rejected')
        assert.match(outcome.reason.message, /database or disk is full|No space left on device/)
      }
    }
  })
})
