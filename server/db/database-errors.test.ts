import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { sql } from 'kysely'
import { addNote, type Notes, startNotes } from '../../test/scratch-table.ts'
import { isDiskFull, isRetryable, isUnavailable, violatedUnique } from './database-errors.ts'

let notes: Notes
before(async () => {
  notes = await startNotes()
})
after(() => notes.stop())

/** The error that work fails with. */
async function failureOf(work: Promise<unknown>): Promise<unknown> {
  try {
    await work
  } catch (error) {
    return error
  }
  return assert.fail('It was meant to fail.')
}

describe('violatedUnique', () => {
  it('names the constraint, or its columns', async () => {
    await sql`create table pairs (a integer, b integer)`.execute(notes.db)
    await sql`create unique index pairs_b on pairs (b)`.execute(notes.db)
    await addNote(notes.db, 1)
    const insertPair = () => sql`insert into pairs values (1, 2)`.execute(notes.db)
    await insertPair()
    assert.match(violatedUnique(await failureOf(insertPair())) ?? '', /pairs[._]b/)
    assert.match(violatedUnique(await failureOf(addNote(notes.db, 1))) ?? '', /^notes/)
  })

  it('is nothing for other errors', async () => {
    const others = [sql`insert into notes (id) values (2)`, sql`select * from elsewhere`, sql`selec`]
    for (const other of others) assert.equal(violatedUnique(await failureOf(other.execute(notes.db))), undefined)
    for (const error of [new Error('x'), {}, new Error('UNIQUE')]) assert.equal(violatedUnique(error), undefined)
  })
})

describe('an error of the database', () => {
  const fail = (error: object) => Object.assign(new Error('secret'), error)

  it('may be over when the same is tried again', () => {
    for (const error of [
      { code: '40001' },
      { code: '40P01' },
      { errcode: 5 },
      { errcode: 6 },
      { errcode: 261 },
      { errcode: 517 },
    ]) {
      assert.ok(isRetryable(fail(error)), JSON.stringify(error))
      assert.ok(isUnavailable(fail(error)), JSON.stringify(error))
    }
  })

  it('may be one of not being there', () => {
    const codes = [
      '08006',
      '53300',
      '57014',
      '57P01',
      '55P03',
      '25P03',
      'ECONNREFUSED',
      'ECONNRESET',
      'EPIPE',
      'ENOTFOUND',
      'EAI_AGAIN',
    ]
    for (const code of codes) {
      assert.ok(isUnavailable(fail({ code })), code)
      assert.ok(!isRetryable(fail({ code })), code)
    }
    assert.ok(isUnavailable(fail({ errcode: 13 })))
    for (const message of ['Connection terminated unexpectedly', 'timeout exceeded when trying to connect']) {
      assert.ok(isUnavailable(new Error(message)), message)
    }
  })

  it('may be one of a full disk', () => {
    for (const error of [
      { errcode: 13 },
      { errcode: 4874 },
      { code: '53100' },
      { code: 'ENOSPC' },
      { code: 'EDQUOT' },
    ]) {
      assert.ok(isDiskFull(fail(error)), JSON.stringify(error))
      assert.ok(isUnavailable(fail(error)), JSON.stringify(error))
      assert.ok(!isRetryable(fail(error)), JSON.stringify(error))
    }
    for (const error of [fail({ errcode: 10 }), fail({ code: '53300' }), new Error('x'), null]) {
      assert.ok(!isDiskFull(error))
    }
  })

  it('is the fault of the server otherwise', async () => {
    const others = [
      fail({ code: '23505' }),
      fail({ code: '42P01' }),
      fail({ errcode: 1 }),
      fail({ errcode: 19 }),
      new Error('x'),
      {},
    ]
    const real = await failureOf(sql`select * from elsewhere`.execute(notes.db))
    for (const error of [...others, real]) {
      assert.ok(!isRetryable(error) && !isUnavailable(error), String(error))
    }
  })
})
