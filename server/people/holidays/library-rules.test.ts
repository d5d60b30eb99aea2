import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { daysOff, type LibraryHoliday, publicDays } from './library-rules.ts'

const raw = (date: string, name: string, hours = 24): LibraryHoliday => ({
  date,
  name,
  hours,
  kind: 'public',
  rule: name,
})
const offOf = (date: string, hours: number) => publicDays([raw(date, 'Eve', hours)], 2026).map(({ off }) => off)

describe('the holidays of a year', () => {
  it('last as many days as they have, within the year', () => {
    const days = publicDays(
      [
        raw('2025-12-31 00:00:00', 'New year', 48),
        raw('2026-03-20 00:00:00 -0600', 'Eid', 72),
        raw('2026-12-31 00:00:00', 'Last', 48),
      ],
      2026,
    )
    assert.deepEqual(
      days.map(({ date }) => date),
      ['2026-01-01', '2026-03-20', '2026-03-21', '2026-03-22', '2026-12-31'],
    )
  })

  it('are one day where the clocks change', () => {
    assert.deepEqual(offOf('2026-11-01 00:00:00', 25), ['day'])
    assert.deepEqual(offOf('2026-03-29 00:00:00', 23), ['day'])
  })

  it('take of a working day the halves that they fill at least half of', () => {
    assert.deepEqual(offOf('2026-12-24 06:00:00', 18), ['day'])
    assert.deepEqual(offOf('2026-12-24 10:00:00', 14), ['day'])
    assert.deepEqual(offOf('2026-12-24 12:00:00', 12), ['afternoon'])
    assert.deepEqual(offOf('2026-12-24 13:00:00', 11), ['afternoon'])
    assert.deepEqual(offOf('2026-12-24 15:00:00', 9), ['afternoon'])
    assert.deepEqual(offOf('2026-12-24 15:30:00', 8.5), [])
    assert.deepEqual(offOf('2026-12-24 19:00:00', 5), [])
    assert.deepEqual(offOf('2026-02-18 00:00:00', 14), ['morning'])
  })

  it('may begin in the afternoon and last for days, and end at noon', () => {
    assert.deepEqual(offOf('2026-03-19 13:00:00', 11 + 72), ['afternoon', 'day', 'day', 'day'])
    assert.deepEqual(offOf('2026-03-19 13:00:00', 11 + 24 + 12), ['afternoon', 'day', 'morning'])
  })
})

describe('days off', () => {
  it('are one when several holidays fall on it, and a whole one when together they fill it', () => {
    const off = (...holidays: LibraryHoliday[]) => daysOff(publicDays(holidays, 2026), ['public', 'bank'])
    const eve = { ...raw('2026-12-31 12:00:00', 'Eve', 12), kind: 'bank' } as const
    assert.deepEqual(off(eve, raw('2026-12-31 00:00:00', 'Last day')), [
      { date: '2026-12-31', name: 'Eve / Last day', off: 'day', kind: 'public' },
    ])
    assert.deepEqual(off(eve, raw('2026-12-31 00:00:00', 'Morning', 12))[0]?.off, 'day')
    assert.deepEqual(off(eve, { ...eve, name: 'Other' })[0]?.off, 'afternoon')
    assert.deepEqual(off({ ...eve, kind: 'public' }).length, 1)
    assert.deepEqual(daysOff(publicDays([eve], 2026), ['public']), [])
  })
})
