import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { today } from './rules.ts'

describe('the company’s day', () => {
  const cases: [zone: string, instant: string, day: string, why: string][] = [
    // Berlin is an hour ahead in winter, two in summer.
    ['Europe/Berlin', '2026-03-28T22:59:59.999Z', '2026-03-28', 'ends at midnight before the clocks go forward'],
    ['Europe/Berlin', '2026-03-28T23:00:00.000Z', '2026-03-29', 'begins at midnight on the day that they do'],
    ['Europe/Berlin', '2026-03-29T01:00:00.000Z', '2026-03-29', 'goes on over the hour that is left out'],
    ['Europe/Berlin', '2026-03-29T21:59:59.999Z', '2026-03-29', 'ends an hour earlier then'],
    ['Europe/Berlin', '2026-03-29T22:00:00.000Z', '2026-03-30', 'and the next begins'],
    ['Europe/Berlin', '2026-10-24T22:00:00.000Z', '2026-10-25', 'begins at midnight on the day that they go back'],
    ['Europe/Berlin', '2026-10-25T00:30:00.000Z', '2026-10-25', 'goes on over the hour that comes twice'],
    ['Europe/Berlin', '2026-10-25T01:30:00.000Z', '2026-10-25', 'both times'],
    ['Europe/Berlin', '2026-10-25T22:59:59.999Z', '2026-10-25', 'ends an hour later then'],
    ['Europe/Berlin', '2026-10-25T23:00:00.000Z', '2026-10-26', 'and the next begins'],
    ['Pacific/Kiritimati', '2026-03-02T09:59:59.999Z', '2026-03-02', 'is fourteen hours ahead in the east'],
    ['Pacific/Kiritimati', '2026-03-02T10:00:00.000Z', '2026-03-03', 'where it begins first'],
    ['Etc/GMT+12', '2026-03-02T11:59:59.999Z', '2026-03-01', 'is twelve hours behind in the west'],
    ['Etc/GMT+12', '2026-03-02T12:00:00.000Z', '2026-03-02', 'where it begins last'],
    ['Etc/GMT-14', '2026-12-31T10:00:00.000Z', '2027-01-01', 'may be in another year than the server’s'],
    ['UTC', '2028-02-29T23:59:59.999Z', '2028-02-29', 'may be one that not every year has'],
  ]
  for (const [time_zone, instant, day, why] of cases) {
    it(`${why} (${time_zone}, ${instant})`, () => assert.equal(today({ time_zone }, new Date(instant)), day))
  }

  it('is that of the zone and the moment asked for, whichever were asked for before', () => {
    const dayIn = (time_zone: string, instant: string) => today({ time_zone }, new Date(instant))
    for (let round = 0; round < 2; round++) {
      assert.equal(dayIn('UTC', '2026-03-02T23:59:59.999Z'), '2026-03-02')
      assert.equal(dayIn('Europe/Berlin', '2026-03-02T23:59:59.999Z'), '2026-03-03')
      assert.equal(dayIn('UTC', '2026-03-02T23:59:59.999Z'), '2026-03-02')
      assert.equal(dayIn('UTC', '2026-03-03T00:00:00.000Z'), '2026-03-03')
      assert.throws(() => dayIn('UTC', 'never'), RangeError)
    }
  })
})
