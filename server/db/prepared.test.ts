import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { sql } from 'kysely'
import { addNote, type Notes, startNotes } from '../../test/scratch-table.ts'
import type { Db } from './connect.ts'
import { prepared } from './prepared.ts'
import { transact } from './transact.ts'

let notes: Notes
let db: Db

before(async () => {
  notes = await startNotes()
  db = notes.db
  for (const [id, text] of ['one', 'two', 'three'].entries()) await addNote(db, id + 1, text)
})
after(() => notes.stop())

interface Note {
  id: number
  text: string
}

/** A query by id that counts how often it is built. */
function byId() {
  let built = 0
  const query = prepared((trx: Db, p: { id: number }) => {
    built++
    return { compile: () => sql<Note>`select id, text from notes where id = ${p.id}`.compile(trx) }
  })
  return { find: (trx: Db, id: number) => query(trx, { id }, undefined), built: () => built }
}

describe('prepared', () => {
  it('builds its query once and runs it with whatever parameters', async () => {
    const { find, built } = byId()
    assert.deepEqual(await find(db, 1), [{ id: 1, text: 'one' }])
    assert.deepEqual(await find(db, 3), [{ id: 3, text: 'three' }])
    assert.deepEqual(await find(db, 9), [])
    assert.equal(built(), 1)
  })

  it('mixes up no parameters of runs that cross', async () => {
    const { find } = byId()
    const found = await Promise.all([1, 2, 3, 2, 1].map((id) => find(db, id)))
    assert.deepEqual(
      found.flat().map((row) => row.text),
      ['one', 'two', 'three', 'two', 'one'],
    )
  })

  it('runs in a transaction as well, and sees what that has written', async () => {
    const { find } = byId()
    await find(db, 1)
    await transact(db, async (trx) => {
      await addNote(trx, 4, 'four')
      assert.deepEqual(await find(trx, 4), [{ id: 4, text: 'four' }])
      await sql`delete from notes where id = 4`.execute(trx)
    })
    assert.deepEqual(await find(db, 4), [])
  })

  it('uses a parameter wherever it is named, and constants as they are', async () => {
    const query = prepared((trx: Db, p: { low: number; text: string }) => ({
      compile: () =>
        sql<Note>`select id, text from notes where id > ${p.low} and text <> ${p.text} and id > ${p.low} and id < ${100}`.compile(
          trx,
        ),
    }))
    assert.deepEqual(await query(db, { low: 1, text: 'two' }, undefined), [{ id: 3, text: 'three' }])
  })

  it('builds anew for each shape', async () => {
    const shapes: unknown[] = []
    const query = prepared((trx: Db, p: { id: number }, shape: { newest: boolean }) => {
      shapes.push(shape)
      const order = shape.newest ? sql`desc` : sql`asc`
      return {
        compile: () => sql<Note>`select id, text from notes where id <> ${p.id} order by id ${order}`.compile(trx),
      }
    })
    const ids = async (id: number, newest: boolean) => (await query(db, { id }, { newest })).map((row) => row.id)
    assert.deepEqual(await ids(1, true), [3, 2])
    assert.deepEqual(await ids(1, false), [2, 3])
    assert.deepEqual(await ids(2, true), [3, 1])
    assert.deepEqual(shapes, [{ newest: true }, { newest: false }])
  })

  it('keeps no more than two hundred shapes, and runs the others all the same', async () => {
    let built = 0
    const query = prepared((trx: Db, p: { id: number }, shape: number) => {
      built++
      return {
        compile: () =>
          sql<{ shape: number }>`select ${sql.lit(shape)} as shape from notes where id = ${p.id}`.compile(trx),
      }
    })
    const run = async (shape: number) => assert.deepEqual(await query(db, { id: 1 }, shape), [{ shape }])
    for (let shape = 0; shape < 210; shape++) await run(shape)
    assert.equal(built, 210)
    await run(0)
    assert.equal(built, 210)
    await run(209)
    assert.equal(built, 211)
  })
})
