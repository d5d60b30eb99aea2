import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { AppError } from '../../errors.ts'
import { type Count, countAccountAttempt, countAddressAttempt, countMail } from './rules.ts'

const START = new Date('2026-03-02T09:00:00.000Z')
const fresh: Count = { attempts: 0, until: START.toISOString() }

const later = (seconds: number) => new Date(START.getTime() + seconds * 1000)

/** Counts attempts, each as soon as it is let in; returns the seconds that each had to wait. */
function waits(attempts: number): number[] {
  let count = fresh
  let at = START
  return Array.from({ length: attempts }, () => {
    const waited = Math.max(0, Date.parse(count.until) - at.getTime())
    at = new Date(at.getTime() + waited)
    count = countAccountAttempt(count, at)
    return waited / 1000
  })
}

describe('countAccountAttempt', () => {
  it('lets five through, then doubles the wait from 30 seconds to an hour', () => {
    assert.deepEqual(waits(14), [0, 0, 0, 0, 0, 30, 60, 120, 240, 480, 960, 1920, 3600, 3600])
  })

  it('refuses an attempt before its time and says when that is', () => {
    const count = { attempts: 5, until: later(30).toISOString() }
    assert.throws(
      () => countAccountAttempt(count, later(10)),
      (error) => error instanceof AppError && error.kind === 'too_many' && error.retryAfter === 20,
    )
  })

  it('begins anew after a quiet day', () => {
    const count = { attempts: 12, until: START.toISOString() }
    assert.equal(countAccountAttempt(count, later(86_399)).attempts, 13)
    assert.equal(countAccountAttempt(count, later(86_401)).attempts, 1)
  })
})

describe('countAddressAttempt', () => {
  it('lets twenty through a minute', () => {
    let count = fresh
    for (let i = 0; i < 20; i++) count = countAddressAttempt(count, later(i))
    assert.throws(() => countAddressAttempt(count, later(59)), AppError)
    assert.equal(countAddressAttempt(count, later(60)).attempts, 1)
  })
})

describe('countMail', () => {
  it('lets three through an hour', () => {
    let count: Count | undefined = fresh
    for (let i = 0; i < 3; i++) count = countMail(count ?? assert.fail(), later(i * 60))
    assert.equal(countMail(count ?? assert.fail(), later(3_599)), undefined)
    assert.equal(countMail(count ?? assert.fail(), later(3_600))?.attempts, 1)
  })
})
