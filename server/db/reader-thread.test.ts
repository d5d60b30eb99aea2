import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { Kysely, sql } from 'kysely'
import { AppError } from '../errors.ts'
import { type Connection, connect } from './connect.ts'
import { ReaderThreadDialect } from './reader-thread.ts'
import type { Tables } from './tables.ts'

const folder = mkdtempSync(join(tmpdir(), 'teamroom-reader-'))
const file = join(folder, 'teamroom.db')
let writer: Connection
let reader: Kysely<Tables>

before(async () => {
  writer = await connect({ kind: 'sqlite', file })
  await sql`create table posts (id integer, tags text) strict`.execute(writer.db)
  await sql`insert into posts values (1, '["a"]'), (2, '[]')`.execute(writer.db)
  reader = new Kysely<Tables>({ dialect: new ReaderThreadDialect(file) })
})
after(async () => {
  await reader.destroy()
  await writer.close()
  rmSync(folder, { recursive: true })
})

/** A statement that counts so far, and takes its time. */
async function countTo(far: number): Promise<number> {
  const counting = sql<{ n: number }>`
    with recursive c (x) as (select 1 union all select x + 1 from c where x < ${far}) select count(*) as n from c`
  return Number((await counting.execute(reader)).rows[0]?.n)
}

/** So many turns of the event loop. */
async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await setImmediate()
}

const givenUp = (error: unknown) => error instanceof AppError && error.kind === 'unavailable' && error.retryAfter === 1

describe('the reader thread', () => {
  it('reads what is committed, with parameters, JSON parsed', async () => {
    const query = sql<{ id: number; tags: string[] }>`select id, tags from posts where id = ${1}`
    assert.deepEqual((await query.execute(reader)).rows, [{ id: 1, tags: ['a'] }])
    await sql`update posts set tags = '["b"]' where id = 1`.execute(writer.db)
    assert.deepEqual((await query.execute(reader)).rows, [{ id: 1, tags: ['b'] }])
  })

  it('gives each of many reads its own answer', async () => {
    const counts = Array.from({ length: 50 }, (_, i) => i + 1)
    assert.deepEqual(await Promise.all(counts.map(countTo)), counts)
  })

  it('leaves the event loop to others meanwhile', async () => {
    let done = false
    const counting = countTo(1_000_000).then(() => {
      done = true
    })
    await turns(100)
    await sql`select 1`.execute(writer.db)
    assert.equal(done, false)
    await counting
  })

  it('passes on what SQLite refuses, with its code', async () => {
    const missing = sql`select * from elsewhere`.execute(reader)
    await assert.rejects(missing, { message: 'no such table: elsewhere', errcode: 1 })
  })

  it('writes nothing', async () => {
    await assert.rejects(sql`insert into posts values (3, '[]')`.execute(reader), /readonly database/)
    await assert.rejects(
      reader.transaction().execute(async () => {}),
      /takes no transactions/,
    )
    await assert.rejects(reader.selectFrom('posts').select('id').stream().next(), /does not stream/)
  })

  it('refuses reads beyond a hundred that wait, and takes them again afterwards', async () => {
    const flood = await Promise.allSettled(Array.from({ length: 130 }, () => countTo(1_000)))
    const refused = flood.filter((outcome) => outcome.status === 'rejected')
    assert.equal(refused.length, 30)
    for (const { reason } of refused) assert.ok(givenUp(reason))
    assert.equal(await countTo(7), 7)
  })

  it('gives up a read that takes longer than ten seconds, at once, and goes on with a new thread', async (t) => {
    assert.equal(await countTo(7), 7)
    t.mock.timers.enable({ apis: ['setTimeout'] })
    const outcomes = Promise.allSettled([countTo(3_000_000), countTo(7)])
    await turns(10)
    t.mock.timers.tick(9_999)
    assert.equal(await Promise.race([outcomes, turns(10)]), undefined)
    t.mock.timers.tick(1)
    const told = await Promise.race([outcomes, turns(10)])
    assert.equal(told?.length, 2)
    for (const outcome of told) {
      assert.ok(outcome.status === 'rejected' && givenUp(outcome.reason))
    }
    // The old thread ends some time later, and takes none of the new one's reads with it.
    for (let i = 0; i < 60; i++) assert.equal(await countTo(100_000), 100_000)
  })
})
