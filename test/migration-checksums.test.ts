import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { sql } from 'kysely'
import { checksumOf, listEdited } from '../scripts/migration-checksums.ts'
import type { Db } from '../server/db/connect.ts'
import { columnTypes } from '../server/db/dialect.ts'

/** The checksum of a migration that runs a statement. */
const of = (text: string) => checksumOf({ up: async (db) => void (await sql.raw(text).execute(db)) })

const makeTable = (type: string) => async (db: Db) => {
  await db.schema.createTable('notes').addColumn('id', sql.raw(type)).execute()
}

describe('the checksum of a migration', () => {
  it('is that of what it does, however that is written', async () => {
    assert.equal(await of('create table notes (id text)'), await of('create table notes\n  (id text)'))
    assert.notEqual(await of('create table notes (id text)'), await of('create table notes (id integer)'))
    assert.equal(await checksumOf({ up: makeTable('text') }), await checksumOf({ up: makeTable('text') }))
  })

  it('changes with what it does on either database alone', async () => {
    const inKeys = (other: string) => async (db: Db) => {
      const { sequence } = columnTypes(db)
      await sql`create table notes (id ${sequence}, text ${sql.raw(other)})`.execute(db)
    }
    assert.notEqual(await checksumOf({ up: inKeys('text') }), await checksumOf({ up: inKeys('jsonb') }))
    const onPostgres = (body: string) => async (db: Db) => {
      if ('text collate "C"' === columnTypes(db).key.compile(db).sql) await sql.raw(body).execute(db)
    }
    assert.notEqual(await checksumOf({ up: onPostgres('select 1') }), await checksumOf({ up: onPostgres('select 2') }))
  })

  it('changes with a value that is written, and with what is done for each row that is there', async () => {
    const name = (name: string) => async (db: Db) => {
      for (const { id } of await db.selectFrom('company').select('id').execute()) {
        await db.updateTable('company').set({ name }).where('id', '=', id).execute()
      }
    }
    assert.notEqual(await checksumOf({ up: name('Ours') }), await checksumOf({ up: name('Theirs') }))
  })

  it('does not change with the moment, nor with what is made by chance', async () => {
    const at = (instant: string, id: string) => async (db: Db) => {
      await sql`insert into notes values (${instant}, ${id})`.execute(db)
    }
    assert.equal(
      await checksumOf({ up: at('2026-03-02T09:00:00.000Z', '0197a3f2-7b1c-7000-8000-000000000001') }),
      await checksumOf({ up: at('2027-03-02T09:00:00.123Z', '0297a3f2-7b1c-7000-8000-000000000002') }),
    )
  })
})

describe('listEdited', () => {
  it('names those that do something else than they did, and no new ones', () => {
    assert.deepEqual(listEdited({ a: '1', b: '2', c: '3' }, { a: '1', b: '0', gone: '9' }), ['b'])
  })
})
