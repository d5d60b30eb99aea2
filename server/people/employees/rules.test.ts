import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { startingOn, withoutPattern, withPattern } from './pattern-rules.ts'
import { findCycle, minutesOn, regionOf } from './rules.ts'

const pattern = (effective_from: string, monday = 480) => ({
  effective_from,
  minutes: [monday, 480, 480, 480, 480, 0, 0],
})

describe('the minutes that a person works on a day', () => {
  const patterns = [pattern('2026-01-01'), pattern('2026-03-02', 240)]

  it('are those of the pattern in force, on that day of the week', () => {
    const days = ['2026-02-23', '2026-03-01', '2026-03-02', '2026-03-03', '2026-03-07', '2027-01-04']
    assert.deepEqual(
      days.map((day) => minutesOn(patterns, day)),
      [480, 0, 240, 480, 0, 240],
    )
  })

  it('are none before the first pattern', () => {
    assert.equal(minutesOn(patterns, '2025-12-31'), 0)
    assert.equal(minutesOn([], '2026-01-05'), 0)
  })
})

describe('a person’s region', () => {
  it('is their own, or the company’s', () => {
    assert.equal(regionOf({ holiday_region: 'FR' }, { holiday_region: 'DE' }), 'FR')
    assert.equal(regionOf({ holiday_region: null }, { holiday_region: 'DE' }), 'DE')
    assert.equal(regionOf({ holiday_region: null }, { holiday_region: null }), null)
  })
})

describe('a circle of managers', () => {
  const people = (line: Record<string, string | null>) =>
    new Map(Object.entries(line).map(([id, manager_id]) => [id, { id, name: id, manager_id }]))
  const ids = (line: Record<string, string | null>, id: string) => findCycle(people(line), id)?.map((one) => one.id)

  it('is found from within and from below, and nowhere else', () => {
    const line = { a: 'b', b: 'c', c: 'a', d: 'a', e: null, f: 'e', g: 'gone' }
    assert.deepEqual(ids(line, 'b'), ['b', 'c', 'a'])
    assert.deepEqual(ids(line, 'd'), ['a', 'b', 'c'])
    for (const id of ['e', 'f', 'g', 'unknown']) assert.equal(ids(line, id), undefined)
  })
})

describe('working patterns', () => {
  const patterns = [pattern('2026-01-01', 1), pattern('2026-03-01', 2), pattern('2026-06-01', 3)]
  const shown = (found: readonly { effective_from: string; minutes: readonly number[] }[]) =>
    found.map(({ effective_from, minutes }) => `${effective_from.slice(5)} ${minutes[0]}`)

  it('begin with the employment', () => {
    assert.deepEqual(shown(startingOn(patterns, '2025-12-01')), ['12-01 1', '03-01 2', '06-01 3'])
    assert.deepEqual(shown(startingOn(patterns, '2026-02-01')), ['02-01 1', '03-01 2', '06-01 3'])
    assert.deepEqual(shown(startingOn(patterns, '2026-03-01')), ['03-01 2', '06-01 3'])
    assert.deepEqual(shown(startingOn(patterns, '2026-07-01')), ['07-01 3'])
  })

  it('are added in their order, one a day, and none before the employment', () => {
    const start = '2026-01-01'
    assert.deepEqual(shown(withPattern(patterns, pattern('2026-04-01', 9), start)), [
      ...['01-01 1', '03-01 2', '04-01 9', '06-01 3'],
    ])
    assert.deepEqual(shown(withPattern(patterns, pattern('2026-03-01', 9), start)), ['01-01 1', '03-01 9', '06-01 3'])
    assert.throws(() => withPattern(patterns, pattern('2025-12-31'), start), { kind: 'invalid' })
  })

  it('are taken away, but not the first', () => {
    assert.deepEqual(shown(withoutPattern(patterns, '2026-03-01')), ['01-01 1', '06-01 3'])
    assert.throws(() => withoutPattern(patterns, '2026-01-01'), { kind: 'conflict' })
    assert.throws(() => withoutPattern(patterns, '2026-03-02'), { kind: 'not_found' })
  })
})
