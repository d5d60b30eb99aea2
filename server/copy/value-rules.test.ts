import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Kind, Value } from './sides.ts'
import { fromPostgres, fromSqlite, toSqlite } from './value-rules.ts'

describe('a value', () => {
  it('is the same, whichever database it comes from, and goes back to what SQLite held', () => {
    const values: [Kind, unknown, string, Value][] = [
      ['text', 'a "b"', 'a "b"', 'a "b"'],
      ['integer', 7, '7', 7],
      ['number', 0.1, '0.1', 0.1],
      ['boolean', 1, 't', true],
      ['boolean', 0, 'f', false],
      ['day', '2026-03-04', '2026-03-04', '2026-03-04'],
      ['instant', '2026-03-04T05:06:07.080Z', '2026-03-04 05:06:07.08+00', '2026-03-04T05:06:07.080Z'],
      ['json', '{"a":[1,{"b":null,"c":100}]}', '{"a": [1, {"c": 1e2, "b": null}]}', '{"a":[1,{"b":null,"c":100}]}'],
      ['json', 'null', 'null', 'null'],
      ['bytes', Buffer.from([0, 255]), '\\x00ff', '00ff'],
    ]
    for (const [kind, inSqlite, inPostgres, value] of values) {
      assert.deepEqual([fromSqlite(kind, inSqlite), fromPostgres(kind, inPostgres)], [value, value], kind)
      assert.deepEqual(toSqlite(kind, value), inSqlite)
      assert.deepEqual([fromSqlite(kind, null), fromPostgres(kind, null), toSqlite(kind, null)], [null, null, null])
    }
  })

  it('is refused where it would become another one', () => {
    assert.throws(() => fromPostgres('integer', '9007199254740993'), /too large/)
    assert.throws(() => fromSqlite('instant', 'yesterday'), /yesterday is no instant/)
  })
})
