import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { addDays, dayOfMonth, daysBetween, daysFrom } from './days.ts'

const FIRST = '1900-01-01'
const COUNT = daysBetween(FIRST, '2999-12-31')
const days = fc.integer({ min: 0, max: COUNT })

describe('calendar days', () => {
  it('are those that Temporal counts', () => {
    const first = Temporal.PlainDate.from(FIRST)
    fc.assert(
      fc.property(days, (count) => {
        const day = addDays(FIRST, count)
        assert.equal(day, first.add({ days: count }).toString())
        assert.equal(daysBetween(FIRST, day), count)
        assert.equal(addDays(day, -count), FIRST)
      }),
    )
  })

  it('of a month are its last one where the month is shorter, and go on into other years', () => {
    assert.equal(dayOfMonth(2026, 2, 31), '2026-02-28')
    assert.equal(dayOfMonth(2028, 2, 31), '2028-02-29')
    assert.equal(dayOfMonth(2026, 14, 5), '2027-02-05')
    assert.equal(dayOfMonth(2026, 0, 31), '2025-12-31')
  })

  it('from one to another are both and those between', () => {
    assert.deepEqual(daysFrom('2028-02-28', '2028-03-01'), ['2028-02-28', '2028-02-29', '2028-03-01'])
    assert.deepEqual(daysFrom('2026-03-02', '2026-03-01'), [])
  })

  it('are none where the text is none', () => {
    assert.throws(() => addDays('today', 1), RangeError)
    assert.throws(() => addDays('2026-13-01', 1), RangeError)
    assert.throws(() => addDays('2026-01-01', Number.POSITIVE_INFINITY), RangeError)
  })
})
