import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { describe, it } from 'node:test'
import { Kysely, sql } from 'kysely'
import { NodeSqliteDialect, statementCache } from './sqlite-dialect.ts'

/** A database in memory that counts how often it compiles a statement. */
function openCounting() {
  const database = new DatabaseSync(':memory:')
  const compiled: string[] = []
  const prepare = database.prepare.bind(database)
  database.prepare = (text) => {
    compiled.push(text)
    return prepare(text)
  }
  return { database, compiled }
}

describe('the cache of statements', () => {
  it('compiles each text once', () => {
    const { database, compiled } = openCounting()
    const statement = statementCache(database)
    for (let i = 0; i < 3; i++) assert.deepEqual(statement('select ? as a').all([i]), [{ a: i }])
    assert.deepEqual(compiled, ['select ? as a'])
  })

  it('keeps four hundred of them', () => {
    const { database, compiled } = openCounting()
    const statement = statementCache(database)
    for (let i = 0; i <= 400; i++) assert.deepEqual(statement(`select ${i} as a`).all([]), [{ a: i }])
    statement('select 400 as a')
    assert.equal(compiled.length, 401)
    statement('select 0 as a')
    assert.equal(compiled.length, 402)
  })

  it('sees columns that were added since', () => {
    const { database } = openCounting()
    const statement = statementCache(database)
    database.exec('create table t (a integer); insert into t values (1)')
    assert.deepEqual(statement('select a from t').all([]), [{ a: 1 }])
    database.exec('alter table t add column b integer default 2')
    assert.deepEqual(statement('select a, b from t').all([]), [{ a: 1, b: 2 }])
    assert.deepEqual(statement('select a from t').all([]), [{ a: 1 }])
  })
})

describe('Kysely over node:sqlite', () => {
  it('locks for writing from the start of a transaction', async () => {
    const { database, compiled } = openCounting()
    const db = new Kysely<Record<string, never>>({ dialect: new NodeSqliteDialect(database) })
    await db.transaction().execute(async (trx) => sql`select 1`.execute(trx))
    assert.deepEqual(compiled, ['begin immediate', 'select 1', 'commit'])
    await db.destroy()
  })

  it('streams rows', async () => {
    const { database } = openCounting()
    database.exec('create table t (a integer); insert into t values (1), (2), (3)')
    const db = new Kysely<{ t: { a: number } }>({ dialect: new NodeSqliteDialect(database) })
    const rows: { a: number }[] = []
    for await (const row of db.selectFrom('t').selectAll().orderBy('a').stream()) rows.push(row)
    assert.deepEqual(rows, [{ a: 1 }, { a: 2 }, { a: 3 }])
    await db.destroy()
  })
})
