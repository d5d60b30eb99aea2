import assert from 'node:assert/strict'
import { after, afterEach, before, describe, it } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { sql } from 'kysely'
import { addNote, type Notes, noteIds, startNotes } from '../../test/scratch-table.ts'
import type { Db } from './connect.ts'
import { hasSingleWriter } from './dialect.ts'
import { transact } from './transact.ts'

let notes: Notes
let db: Db

before(async () => {
  notes = await startNotes()
  db = notes.db
})
afterEach(async () => void (await sql`delete from notes`.execute(db)))
after(() => notes.stop())

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i)

/** Runs many at once, and gives the outcome of each. */
const together = (count: number, work: (trx: Db, index: number) => Promise<unknown>) =>
  Promise.allSettled(upTo(count).map((index) => transact(db, (trx) => work(trx, index))))

describe('transact', () => {
  it('gives what the work gives, and keeps what it wrote', async () => {
    const result = await transact(db, async (trx) => {
      await addNote(trx, 1)
      return 'done'
    })
    assert.equal(result, 'done')
    assert.deepEqual(await noteIds(db), [1])
  })

  it('leaves nothing behind of work that fails', async () => {
    const failure = new Error('No.')
    const work = transact(db, async (trx) => {
      await addNote(trx, 1)
      throw failure
    })
    await assert.rejects(work, failure)
    assert.deepEqual(await noteIds(db), [])
  })

  it('leaves nothing behind of work that the database refuses', async () => {
    const work = transact(db, async (trx) => {
      await addNote(trx, 1)
      await addNote(trx, 1)
    })
    await assert.rejects(work)
    assert.deepEqual(await noteIds(db), [])
  })

  it('fails with what went wrong where that cannot be rolled back', async () => {
    // SQLite ends the transaction by itself, PostgreSQL the connection.
    const end = hasSingleWriter(db)
      ? sql`insert or rollback into notes (id, text) values (1, 'again')`
      : sql`select pg_terminate_backend(pg_backend_pid())`
    const reason = hasSingleWriter(db)
      ? /UNIQUE constraint failed/
      : /terminating connection due to administrator command/
    for (const count of [1, 2]) {
      const works = upTo(count).map(() =>
        transact(db, async (trx) => {
          await addNote(trx, 1)
          await end.execute(trx)
        }),
      )
      for (const outcome of await Promise.allSettled(works)) {
        assert.match(outcome.status === 'rejected' ? outcome.reason.message : '', reason)
      }
      assert.deepEqual(await noteIds(db), [])
    }
  })

  it('goes on after a failure', async () => {
    await transact(db, async () => Promise.reject(new Error('No.'))).catch(() => {})
    await transact(db, (trx) => addNote(trx, 1))
    assert.deepEqual(await noteIds(db), [1])
  })

  it('shows what it acknowledged to every other connection', async () => {
    for (const id of upTo(20)) {
      await transact(db, (trx) => addNote(trx, id))
      assert.equal((await noteIds(notes.elsewhere)).at(-1), id)
    }
  })

  it('shows what it acknowledged to others even when many were acknowledged together', async () => {
    await Promise.all(
      upTo(50).map(async (id) => {
        await transact(db, (trx) => addNote(trx, id))
        assert.ok((await noteIds(notes.elsewhere)).includes(id), `${id} was acknowledged and is not there`)
      }),
    )
  })

  it('shows nothing to others before it is done', async () => {
    await transact(db, async (trx) => {
      await addNote(trx, 1)
      assert.deepEqual(await noteIds(trx), [1])
      assert.deepEqual(await noteIds(notes.elsewhere), [])
    })
  })
})

describe('transact with many at once', () => {
  it('runs them all', async () => {
    const outcomes = await together(100, async (trx, id) => {
      await addNote(trx, id)
      return id
    })
    assert.deepEqual(
      outcomes,
      upTo(100).map((value) => ({ status: 'fulfilled', value })),
    )
    assert.deepEqual(await noteIds(db), upTo(100))
  })

  it('lets those that fail take nothing with them', async () => {
    const outcomes = await together(100, async (trx, id) => {
      await addNote(trx, id)
      if (id % 7 === 3) throw new Error(`No ${id}.`)
      if (id % 7 === 5) await addNote(trx, id)
    })
    const failed = (id: number) => id % 7 === 3 || id % 7 === 5
    assert.deepEqual(
      outcomes.map(({ status }) => status === 'rejected'),
      upTo(100).map(failed),
    )
    assert.deepEqual(
      await noteIds(db),
      upTo(100).filter((id) => !failed(id)),
    )
  })

  it('gives each its own failure', async () => {
    const outcomes = await together(30, async (_trx, id) => Promise.reject(new Error(`No ${id}.`)))
    assert.deepEqual(
      outcomes.map((outcome) => outcome.status === 'rejected' && outcome.reason.message),
      upTo(30).map((id) => `No ${id}.`),
    )
  })

  it('lets one of those that want the same row have it', async () => {
    const outcomes = await together(30, (trx) => addNote(trx, 7))
    assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1)
    assert.deepEqual(await noteIds(db), [7])
  })

  it('loses no update of those that read before they write', async () => {
    await addNote(db, 1, '0')
    await together(40, async (trx) => {
      // The same on both databases: whoever writes first holds the row until its transaction ends.
      await sql`update notes set id = id where id = 1`.execute(trx)
      const { rows } = await sql<{ text: string }>`select text from notes where id = 1`.execute(trx)
      await sql`update notes set text = ${String(Number(rows[0]?.text) + 1)} where id = 1`.execute(trx)
    })
    const { rows } = await sql<{ text: string }>`select text from notes`.execute(db)
    assert.deepEqual(rows, [{ text: '40' }])
  })

  it('waits its turn behind another process that writes', async () => {
    await addNote(db, 1, 'first')
    const write = (trx: Db, text: string) => sql`update notes set text = text || ${text} where id = 1`.execute(trx)
    const mine = await notes.elsewhere.transaction().execute(async (trx) => {
      await write(trx, ', other')
      const waiting = transact(db, (own) => write(own, ', mine'))
      // Time to come, and to find that somebody else is writing.
      for (let turn = 0; turn < 5; turn++) await setImmediate()
      await write(trx, ', other again')
      return { waiting }
    })
    await mine.waiting
    const { rows } = await sql<{ text: string }>`select text from notes`.execute(db)
    assert.deepEqual(rows, [{ text: 'first, other, other again, mine' }])
  })
})

describe('transact within another', () => {
  it('is a part of it', async () => {
    await transact(db, async (outer) => {
      await addNote(outer, 1)
      await transact(outer, async (inner) => {
        assert.deepEqual(await noteIds(inner), [1])
        await addNote(inner, 2)
      })
      assert.deepEqual(await noteIds(outer), [1, 2])
    })
    assert.deepEqual(await noteIds(db), [1, 2])
  })

  it('is undone with it', async () => {
    const work = transact(db, async (outer) => {
      await transact(outer, (inner) => addNote(inner, 1))
      throw new Error('No.')
    })
    await assert.rejects(work)
    assert.deepEqual(await noteIds(db), [])
  })
})

describe('transact when the database refuses for the sake of others', () => {
  /** Work that fails so often as the database can, and then succeeds. */
  function failing(times: number, error: object) {
    let tries = 0
    return {
      tries: () => tries,
      work: async (trx: Db) => {
        await addNote(trx, ++tries)
        if (tries <= times) throw Object.assign(new Error('Try again.'), error)
        return tries
      },
    }
  }
  const retryable = [{ code: '40001' }, { code: '40P01' }, { errcode: 5 }, { errcode: 517 }, { errcode: 6 }]

  for (const error of retryable) {
    it(`runs the work again from its start (${JSON.stringify(error)})`, async () => {
      const { work, tries } = failing(2, error)
      assert.equal(await transact(db, work), 3)
      assert.equal(tries(), 3)
      assert.deepEqual(await noteIds(db), [3])
    })
  }

  it('lets two that lock the same rows in opposite orders both have their way', async () => {
    for (const id of [1, 2]) await addNote(db, id, '')
    const append = (trx: Db, id: number, text: string) =>
      sql`update notes set text = text || ${text} where id = ${id}`.execute(trx)
    // Where they run at the same time, neither goes on before the other has its first row: a deadlock, for sure.
    const both = Promise.withResolvers<void>()
    let waiting = hasSingleWriter(db) ? 0 : 2
    const lock = (first: number, second: number, text: string) =>
      transact(db, async (trx) => {
        await append(trx, first, text)
        if (waiting === 0 || --waiting === 0) both.resolve()
        await both.promise
        await append(trx, second, text)
      })
    await Promise.all([lock(1, 2, 'a'), lock(2, 1, 'b')])
    const { rows } = await sql<{ text: string }>`select text from notes order by id`.execute(db)
    assert.ok(['ab', 'ba'].includes(rows[0]?.text ?? ''), JSON.stringify(rows))
    assert.deepEqual(rows[0], rows[1])
  })

  it('gives up after a bounded number of times', async () => {
    const { work, tries } = failing(Number.POSITIVE_INFINITY, { code: '40001' })
    await assert.rejects(transact(db, work), { code: '40001' })
    assert.equal(tries(), 8)
    assert.deepEqual(await noteIds(db), [])
  })

  it('runs nothing again that failed for a reason of its own', async () => {
    const { work, tries } = failing(1, { code: '23505' })
    await assert.rejects(transact(db, work), { code: '23505' })
    assert.equal(tries(), 1)
  })
})
