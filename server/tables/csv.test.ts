import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { csvText } from './csv.ts'
import { inert, uninert } from './formula-rules.ts'
import { readTable } from './reading.ts'

/** Texts made of what spreadsheets look at, and of a little else. */
const hostile = fc
  .array(fc.constantFrom(...'=+-@＝＋－＠;,\t\r\n\v\u2028"\' \u00a0\u3000a1'), { maxLength: 12 })
  .map((characters) => characters.join(''))

describe('a CSV file', () => {
  it('has 50,000 cells at most', () => {
    const lines = Array.from({ length: 2_000 }, () => `x${','.repeat(24)}`).join('\n')
    assert.equal(readTable(lines).length, 2_000)
    assert.throws(() => readTable(`${lines},\n`), { kind: 'invalid', message: 'The file has more than 50000 cells.' })
  })
})

describe('a text in a CSV file', () => {
  it('is marked when a spreadsheet would run it, and comes back as it was', () => {
    for (const text of [
      '=1+1',
      '+1',
      '-1',
      '@sum',
      "'=1",
      "''=1",
      '＝1+1',
      '＋1',
      '－1',
      '＠sum',
      ' =1',
      '\u00a0=1',
      '"=1',
    ]) {
      assert.equal(inert(text), `'${text}`)
      assert.equal(uninert(inert(text)), text)
    }
    for (const text of ['', 'Ann', "O'Neill", "'quoted'", '1-2', "'", 'a=b', 'well; or not, perhaps']) {
      assert.equal(inert(text), text)
      assert.equal(uninert(text), text)
    }
  })

  it('is marked behind whatever may begin another cell', () => {
    assert.equal(inert('hi;=1+1'), "hi;'=1+1")
    assert.equal(inert('hi,  @sum'), "hi,'  @sum")
    for (const separator of ['\t', '\n', '\r\n', '\v', '\u2028']) {
      const text = `hi${separator}=1+1`
      assert.equal(inert(text), `hi${separator}'=1+1`)
      assert.equal(uninert(inert(text)), text)
    }
  })

  it('that was typed as a formula stays one when nothing marks it', () => {
    assert.equal(uninert('=1+1'), '=1+1')
  })

  it('begins a formula in no cell, wherever the file is split and whatever becomes of its quotes', () => {
    const cell = fc.oneof(hostile, fc.string({ unit: 'grapheme', maxLength: 8 }))
    fc.assert(
      fc.property(fc.array(cell, { minLength: 1, maxLength: 4 }), (cells) => {
        for (const piece of csvText([cells], true).split(/[;,\t\r\n\v\f\u0085\u2028\u2029]/)) {
          assert.doesNotMatch(piece, /^[\s"]*[=+\-@＝＋－＠]/)
        }
      }),
      { numRuns: 2_000 },
    )
  })

  it('comes back from the file as it was', () => {
    const row = fc.array(fc.oneof(hostile, fc.string({ unit: 'grapheme' })), { minLength: 2, maxLength: 4 })
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 4 }), (rows) => {
        // The reader goes by the header, and leaves out empty lines and what is empty at the end of one.
        const lines = [['a', 'b', 'c', 'd', 'e'], ...rows.map(([first, ...others]) => [`x${first}`, ...others, 'x'])]
        const read = readTable(csvText(lines, true)).map(({ cells }) => cells)
        assert.deepEqual(read, lines)
      }),
      { numRuns: 2_000 },
    )
  })
})
