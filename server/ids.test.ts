import assert from 'node:assert/strict'
import { describe, it, mock } from 'node:test'
import { newId } from './ids.ts'

const MANY = 10_000

describe('an id', () => {
  it('is a UUIDv7 of the present millisecond', () => {
    // Later than any other id of this process.
    mock.timers.enable({ apis: ['Date'], now: new Date('2127-03-02T09:00:00.000Z') })
    try {
      assert.match(newId(), /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
      assert.equal(Number.parseInt(newId().replaceAll('-', '').slice(0, 12), 16), Date.now())
    } finally {
      mock.timers.reset()
    }
  })

  it('is greater than every earlier one: within a millisecond, and when the clock is set back', () => {
    mock.timers.enable({ apis: ['Date'], now: new Date('2126-03-02T10:00:00.000Z') })
    try {
      const ids = Array.from({ length: MANY }, newId)
      mock.timers.setTime(Date.parse('2126-03-02T09:00:00.000Z'))
      ids.push(...Array.from({ length: MANY }, newId))
      assert.deepEqual(ids.toSorted(), ids)
      assert.equal(new Set(ids).size, 2 * MANY)
    } finally {
      mock.timers.reset()
    }
  })
})
