import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { LeaveCalendar } from './leave-years.ts'

const HIRED = '2024-05-20'

describe('the leave year that a day is in', () => {
  const cases: [yearStart: string, day: string, start: string, end: string, why: string][] = [
    ['01-01', '2026-01-01', '2026-01-01', '2027-01-01', 'begins with its first day'],
    ['01-01', '2026-12-31', '2026-01-01', '2027-01-01', 'ends before the next one’s'],
    ['04-06', '2026-04-05', '2025-04-06', '2026-04-06', 'may have begun in the year before'],
    ['04-06', '2026-04-06', '2026-04-06', '2027-04-06', 'and begins anew on its day'],
    ['02-29', '2028-02-28', '2027-02-28', '2028-02-29', 'begins on 28 February where there is no 29th'],
    ['02-29', '2028-02-29', '2028-02-29', '2029-02-28', 'and on the 29th where there is one'],
    ['02-29', '2029-02-27', '2028-02-29', '2029-02-28', 'until the day before the 28th'],
    ['hire_date', '2026-05-19', '2025-05-20', '2026-05-20', 'may begin on the anniversary of the first day of work'],
    ['hire_date', '2024-05-20', '2024-05-20', '2025-05-20', 'the first of which is that day itself'],
  ]
  for (const [year_start, day, start, end, why] of cases) {
    it(`${why} (${year_start}, ${day})`, () => {
      assert.deepEqual(new LeaveCalendar({ year_start }, HIRED).yearOf(day), { start, end })
    })
  }

  it('of somebody hired on 29 February begins on the 28th three times of four', () => {
    const calendar = new LeaveCalendar({ year_start: 'hire_date' }, '2024-02-29')
    const starts: string[] = []
    for (let year = calendar.yearOf('2024-02-29'); year.start < '2030'; year = calendar.next(year))
      starts.push(year.start)
    assert.deepEqual(starts, ['2024-02-29', '2025-02-28', '2026-02-28', '2027-02-28', '2028-02-29', '2029-02-28'])
  })
})

describe('the months of a leave year', () => {
  const cases: [yearStart: string, day: string, months: string, why: string][] = [
    [
      '01-01',
      '2026-07-01',
      '01-01 02-01 03-01 04-01 05-01 06-01 07-01 08-01 09-01 10-01 11-01 12-01 01-01',
      'are those of the calendar',
    ],
    [
      '04-06',
      '2026-07-01',
      '04-06 05-06 06-06 07-06 08-06 09-06 10-06 11-06 12-06 01-06 02-06 03-06 04-06',
      'begin on its day',
    ],
    [
      '01-31',
      '2028-01-31',
      '01-31 02-29 03-31 04-30 05-31 06-30 07-31 08-31 09-30 10-31 11-30 12-31 01-31',
      'begin on their last day where they have no 31st',
    ],
    [
      '02-29',
      '2027-03-01',
      '02-28 03-29 04-29 05-29 06-29 07-29 08-29 09-29 10-29 11-29 12-29 01-29 02-29',
      'begin on the 29th again after a February without one',
    ],
  ]
  for (const [year_start, day, months, why] of cases) {
    it(`${why} (${year_start})`, () => {
      const calendar = new LeaveCalendar({ year_start }, HIRED)
      const starts = calendar.monthStarts(calendar.yearOf(day))
      assert.deepEqual(starts.map((start) => start.slice(5)).join(' '), months)
      assert.deepEqual(calendar.monthStart(calendar.yearOf(day), 3), starts[3])
    })
  }
})
