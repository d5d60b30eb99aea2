import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { startTeamroom, type Teamroom } from '../../../test/harness.ts'
import { DATA_MAP, shownColumns, TABLES } from './data-map.ts'
import { columnsIn } from './table-data.ts'

let teamroom: Teamroom
before(async () => {
  teamroom = await startTeamroom()
})
after(() => teamroom.stop())

/** PostgreSQL's full-text index is a column, SQLite's a table with some of its own. */
const OF_THE_INDEX = new Set(['words'])

describe('the map of personal data', () => {
  it('has every column of every table of the database, once', async () => {
    const tables = await teamroom.db.introspection.getTables()
    const real = tables.filter(({ name, isView }) => !isView && !name.startsWith('post_search'))
    assert.deepEqual(real.map(({ name }) => name).sort(), Object.keys(DATA_MAP).sort())
    for (const { name, columns } of real) {
      const { keeps, clears, hides } = DATA_MAP[name as keyof typeof DATA_MAP]
      const listed = [keeps, clears, hides].flatMap(columnsIn).filter((column) => !OF_THE_INDEX.has(column))
      const expected = columns.map((column) => column.name).filter((column) => !OF_THE_INDEX.has(column))
      assert.deepEqual(listed.sort(), expected.sort(), `the columns of ${name}`)
    }
  })

  it('orders rows by what tells them apart, and shows no column that it hides', () => {
    for (const [name, table] of TABLES) {
      const known = new Set([table.keeps, table.clears, table.hides].flatMap(columnsIn))
      for (const column of columnsIn(table.key)) assert.ok(known.has(column), `${name}.${column}`)
      const hidden = new Set(columnsIn(table.hides))
      for (const file of table.files ?? []) {
        for (const column of shownColumns(table, file)) assert.ok(known.has(column) && !hidden.has(column), column)
      }
    }
  })

  it('says what becomes of every row that has something to clear', () => {
    for (const [name, { clears, erased }] of TABLES) {
      if (clears !== undefined) assert.ok(erased, `what an erasure does with ${name}`)
    }
  })
})
