import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { binsOf, type Statistics, statisticsOf, Values } from './statistics-rules.ts'

const of = (numbers: readonly number[], isWhole = false): Statistics => {
  const counts = new Map<number, number>()
  for (const number of numbers) counts.set(number, (counts.get(number) ?? 0) + 1)
  return statisticsOf(counts, isWhole) ?? assert.fail()
}

describe('statistics of numbers', () => {
  it('have both of two in the middle', () => {
    const { lower, upper, mean, min, max, count } = of([9, 1, 4, 4.5])
    assert.deepEqual(
      { lower, upper, mean, min, max, count },
      { lower: 4, upper: 4.5, mean: 4.625, min: 1, max: 9, count: 4 },
    )
    assert.deepEqual([of([2, 1, 2]).lower, of([2, 1, 2]).upper], [2, 2])
  })

  it('are none where there are no numbers', () => {
    assert.equal(statisticsOf(new Map(), false), undefined)
    assert.equal(statisticsOf(new Map([[1, 0]]), false), undefined)
  })

  it('have parts that hold every number, at most 20 of them, whatever the range', () => {
    for (const [numbers, isWhole] of [
      [[0, 19], true],
      [[0, 20], true],
      [[-7, 1_000_003, 5], true],
      [[0.1, 0.3, 0.1 + 0.2], false],
      [[-1e12, 1e12, 1e-6], false],
    ] as const) {
      const statistics = of(numbers, isWhole)
      const bins = binsOf(statistics, isWhole)
      assert.ok(bins.length <= 20, `${bins.length}`)
      assert.equal(
        bins.reduce((sum, { count }) => sum + count, 0),
        numbers.length,
      )
      assert.deepEqual([bins[0]?.from, bins.at(-1)?.to], [statistics.min, statistics.max])
    }
  })
})

describe('counting numbers', () => {
  it('gives up on a question with too many different ones, and on no other', () => {
    const values = new Values(10)
    for (let i = 0; i < 100; i++) {
      values.add('few', i % 4)
      values.add('many', i)
    }
    assert.equal(values.statistics('few', true)?.count, 100)
    assert.equal(values.statistics('many', true), undefined)
    for (let i = 0; i < 6; i++) values.add('more', i)
    assert.equal(values.statistics('more', true)?.count, 6)
  })
})
