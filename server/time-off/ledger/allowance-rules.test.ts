import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { FIVE_DAYS, FOUR_DAYS, person, since } from '../../../test/allowances.ts'
import { type Assignment, allowanceLines, type Person, spellsOf } from './allowance-rules.ts'

/*
 * Full time is 480 minutes a day: 25 days are 12,000 minutes a year, or 1,000 a month.
 * With the week of 4 × 480 a day counts 384: 25 days are 9,600 minutes a year, or 800 a month.
 */
const monthly = { accrual: 'monthly' } as const
const hourly = { unit: 'hours', allowance: 12_000 } as const
const week = (minutes: number) => [...Array(5).fill(minutes), 0, 0]

describe('a yearly allowance', () => {
  const cases: [why: string, Person, Assignment[], until: string, lines: string][] = [
    [
      'is there on the first day of the leave year',
      person(),
      since({ '2026-01-01': {} }),
      '2027-12-31',
      '2026-01-01 12000, 2027-01-01 12000',
    ],
    [
      // 15 January to 31 December: 365 - 14 = 351 days. 12,000 × 351 / 365 = 11,539.73
      'begins with the person, for the days left',
      person({ start_date: '2026-01-15' }),
      since({ '2026-01-01': {} }),
      '2027-12-31',
      '2026-01-15 11540, 2027-01-01 12000',
    ],
    [
      // 1 March to 31 December: 306 days. 12,000 × 306 / 365 = 10,060.27
      'begins with the assignment, for the days left',
      person(),
      since({ '2026-03-01': {} }),
      '2027-12-31',
      '2026-03-01 10060, 2027-01-01 12000',
    ],
    [
      // The same 306 days of 366: 12,000 × 306 / 366 = 10,032.79
      'counts 366 days in a leap year',
      person({ start_date: '2027-06-01' }),
      since({ '2028-03-01': {} }),
      '2029-12-31',
      '2028-03-01 10033, 2029-01-01 12000',
    ],
    [
      'of a leave year from 29 February is there on the 28th in other years',
      person({ start_date: '2024-02-29' }),
      since({ '2024-02-29': { year_start: '02-29' } }),
      '2029-12-31',
      '2024-02-29 12000, 2025-02-28 12000, 2026-02-28 12000, 2027-02-28 12000, 2028-02-29 12000, 2029-02-28 12000',
    ],
    [
      // 1 January to 5 April 2026: 31 + 28 + 31 + 5 = 95 days of the 365 from 2025-04-06. 12,000 × 95 / 365 = 3,123.29
      'of a leave year from 6 April begins with the days up to it',
      person(),
      since({ '2026-01-01': { year_start: '04-06' } }),
      '2027-12-31',
      '2026-01-01 3123, 2026-04-06 12000, 2027-04-06 12000',
    ],
    [
      'of the hire date is there on each anniversary',
      person({ start_date: '2025-05-20' }),
      since({ '2025-01-01': { year_start: 'hire_date' } }),
      '2027-12-31',
      '2025-05-20 12000, 2026-05-20 12000, 2027-05-20 12000',
    ],
    [
      // 1 July to 31 December: 184 days. 2,400 × 184 / 365 = 1,209.86; 12,000 - 1,209.86 = 10,790.14
      'shrinks for the rest of the year with the week',
      person({ weeks: { '2026-07-01': FOUR_DAYS } }),
      since({ '2026-01-01': {} }),
      '2027-12-31',
      '2026-01-01 12000, 2026-07-01 -1210, 2027-01-01 9600',
    ],
    [
      // And grows back: 1 October has 92 days left. 2,400 × 92 / 365 = 604.93; 10,790.14 + 604.93 = 11,395.07
      'grows with it too, rounding the year and not its parts',
      person({ weeks: { '2026-07-01': FOUR_DAYS, '2026-10-01': FIVE_DAYS } }),
      since({ '2026-01-01': {} }),
      '2027-12-31',
      '2026-01-01 12000, 2026-07-01 -1210, 2026-10-01 605, 2027-01-01 12000',
    ],
    [
      'in hours is the same for every week',
      person({ weeks: { '2026-07-01': FOUR_DAYS } }),
      since({ '2026-01-01': hourly }),
      '2027-12-31',
      '2026-01-01 12000, 2027-01-01 12000',
    ],
    [
      'stays the same when the week has the same hours on other days',
      person({ weeks: { '2026-07-01': [0, 480, 480, 480, 480, 480, 0] } }),
      since({ '2026-01-01': {} }),
      '2027-12-31',
      '2026-01-01 12000, 2027-01-01 12000',
    ],
    [
      // 1 October to 31 December: 92 days. 12,000 × 92 / 365 = 3,024.66; 12,000 - 3,024.66 = 8,975.34
      'is taken back for the rest of the year when the policy ends',
      person(),
      since({ '2026-01-01': {}, '2026-10-01': null }),
      '2027-12-31',
      '2026-01-01 12000, 2026-10-01 -3025',
    ],
    [
      'is not taken back when the policy ends with the year',
      person(),
      since({ '2026-01-01': {}, '2027-01-01': null }),
      '2027-12-31',
      '2026-01-01 12000',
    ],
    [
      // 1 January to 30 September: 273 days. 12,000 × 273 / 365 = 8,975.34
      'is for the days up to the last one of employment',
      person({ end_date: '2026-09-30' }),
      since({ '2026-01-01': {} }),
      '2027-12-31',
      '2026-01-01 8975',
    ],
    [
      'of somebody who leaves with the year is whole',
      person({ end_date: '2026-12-31' }),
      since({ '2026-01-01': {} }),
      '2027-12-31',
      '2026-01-01 12000',
    ],
    [
      // Employed and assigned on 30 June alone: 12,000 / 365 = 32.88
      'of a single day is a day’s',
      person({ start_date: '2026-06-30', end_date: '2026-06-30' }),
      since({ '2026-01-01': {} }),
      '2027-12-31',
      '2026-06-30 33',
    ],
    [
      'of a policy that begins after the end is none',
      person({ end_date: '2026-03-31' }),
      since({ '2026-04-01': {} }),
      '2027-12-31',
      '',
    ],
    ['without a policy is none', person(), since({ '2026-01-01': null }), '2027-12-31', ''],
  ]
  for (const [why, somebody, assignments, until, lines] of cases) {
    it(why, () => assert.equal(linesOf(somebody, assignments, until), lines))
  }
})

describe('a monthly allowance', () => {
  const cases: [why: string, Person, Assignment[], until: string, lines: string][] = [
    [
      // 15 to 31 January: 17 of 31 days. 1,000 × 17 / 31 = 548.39
      'begins pro rata for somebody who comes on the 15th',
      person({ start_date: '2026-01-15' }),
      since({ '2026-01-01': monthly }),
      '2026-03-31',
      '2026-01-31 548, 2026-02-28 1000, 2026-03-31 1000',
    ],
    [
      // 15 to 29 February 2028: 15 of 29 days. 1,000 × 15 / 29 = 517.24
      'counts the 29 days of a leap year’s February',
      person({ start_date: '2028-02-15' }),
      since({ '2028-02-15': monthly }),
      '2028-03-31',
      '2028-02-29 517, 2028-03-31 1000',
    ],
    [
      'is not there before the month is over',
      person(),
      since({ '2026-01-01': monthly }),
      '2026-02-27',
      '2026-01-31 1000',
    ],
    [
      // 23 days of 7.7 h (462 minutes): 10,626 a year, 885.5 a month, of which each second half is rounded up.
      'gives each odd minute once',
      person({ weeks: { '2026-01-01': week(462) } }),
      since({ '2026-01-01': { ...monthly, allowance: 2_300 } }),
      '2026-06-30',
      '2026-01-31 886, 2026-02-28 885, 2026-03-31 886, 2026-04-30 885, 2026-05-31 886, 2026-06-30 885',
    ],
    [
      // 1 to 5 January are 5 of the 31 days from 6 December: 1,000 × 5 / 31 = 161.29
      'of a leave year from 6 April is there on the fifths',
      person(),
      since({ '2026-01-01': { ...monthly, year_start: '04-06' } }),
      '2026-05-31',
      '2026-01-05 161, 2026-02-05 1000, 2026-03-05 1000, 2026-04-05 1000, 2026-05-05 1000',
    ],
    [
      'of the hire date on a 31st is there on the last day but one, at the shortest',
      person({ start_date: '2026-01-31' }),
      since({ '2026-01-01': { ...monthly, year_start: 'hire_date' } }),
      '2026-05-01',
      '2026-02-27 1000, 2026-03-30 1000, 2026-04-29 1000',
    ],
    [
      'changes with the week from its month on',
      person({ weeks: { '2026-03-01': FOUR_DAYS } }),
      since({ '2026-01-01': monthly }),
      '2026-04-30',
      '2026-01-31 1000, 2026-02-28 1000, 2026-03-31 800, 2026-04-30 800',
    ],
    [
      // 9 of 31 days at 1,000 and 22 at 800: 290.32 + 567.74 = 858.06
      'changes with the week within a month',
      person({ weeks: { '2026-03-10': FOUR_DAYS } }),
      since({ '2026-01-01': monthly }),
      '2026-04-30',
      '2026-01-31 1000, 2026-02-28 1000, 2026-03-31 858, 2026-04-30 800',
    ],
    [
      'in hours is the same for every week',
      person({ weeks: { '2026-03-10': FOUR_DAYS } }),
      since({ '2026-01-01': { ...monthly, ...hourly } }),
      '2026-04-30',
      '2026-01-31 1000, 2026-02-28 1000, 2026-03-31 1000, 2026-04-30 1000',
    ],
    [
      // 15 of 30 days
      'ends pro rata on the last day of employment',
      person({ end_date: '2026-04-15' }),
      since({ '2026-02-01': monthly }),
      '2026-12-31',
      '2026-02-28 1000, 2026-03-31 1000, 2026-04-15 500',
    ],
    [
      // 9 of 31 days up to the change: 290.32; 22 of 31 days of 30 days a year (1,200 a month): 851.61
      'of another policy goes on within the month',
      person(),
      since({ '2026-03-01': monthly, '2026-03-10': { ...monthly, allowance: 3_000 } }),
      '2026-04-30',
      '2026-03-09 290, 2026-03-31 852, 2026-04-30 1200',
    ],
  ]
  for (const [why, somebody, assignments, until, lines] of cases) {
    it(why, () => assert.equal(linesOf(somebody, assignments, until), lines))
  }

  it('sums to the year, whatever the week and the number of days', () => {
    for (const minutes of [461, 462, 463, 479, 480]) {
      for (const allowance of [1, 1_234, 2_333, 2_500]) {
        const lines = allowanceLines(
          person({ weeks: { '2026-01-01': week(minutes) } }),
          spellsOf(person(), since({ '2026-01-01': { ...monthly, allowance } })),
          null,
          '2026-12-31',
        )
        const sum = lines.reduce((all, line) => all + line.minutes, 0)
        assert.equal(sum, Math.round((minutes * allowance) / 100))
      }
    }
  })
})

/** The lines up to a day, as `2026-01-01 12000, 2026-07-01 -1210`. */
function linesOf(somebody: Person, assignments: Assignment[], until: string): string {
  const lines = allowanceLines(somebody, spellsOf(somebody, assignments), null, until)
  return lines.map(({ date, minutes }) => `${date} ${minutes}`).join(', ')
}
