import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { person } from '../../../test/allowances.ts'
import type { Half } from '../../db/tables.ts'
import type { Holiday } from '../../people/holidays/library-rules.ts'
import {
  checkDays,
  checkSpan,
  costOf,
  type PlannedDay,
  planDays,
  refuseShortfall,
  replanDay,
  type Span,
} from './rules.ts'

/** A day off from morning to afternoon, but for what is said. */
const span = (start_date: string, of: Partial<Span> = {}): Span => ({
  ...{ start_date, start_half: 'morning', end_date: start_date, end_half: 'afternoon', minutes: null },
  ...of,
})
const off = (...days: [date: string, off: Holiday['off']][]) =>
  new Map(days.map(([date, off]) => [date, { date, name: 'Party', off }]))
const week = (...minutes: number[]) => person({ weeks: { '2026-01-01': minutes } })

describe('what a request costs', () => {
  const friday = '2026-06-05'
  const uneven = week(462, 461, 463, 0, 450, 240, 0)
  const cases: [why: string, Span, who: ReturnType<typeof person>, holidays: Map<string, Holiday>, days: string][] = [
    [
      'is the working time of each day',
      span(friday, { end_date: '2026-06-08' }),
      person(),
      off(),
      '06-05 240+240, 06-06 0+0, 06-07 0+0, 06-08 240+240',
    ],
    ['is half a day for a morning', span(friday, { end_half: 'morning' }), person(), off(), '06-05 240'],
    ['is half a day for an afternoon', span(friday, { start_half: 'afternoon' }), person(), off(), '06-05 240'],
    [
      'begins with an afternoon and ends with a morning',
      span('2026-06-04', { start_half: 'afternoon', end_date: friday, end_half: 'morning' }),
      person(),
      off(),
      '06-04 240, 06-05 240',
    ],
    // 7.7 h are 462 minutes: 231 each. 461: the morning has the odd minute.
    ['splits 7.7 hours evenly', span('2026-06-08'), uneven, off(), '06-08 231+231'],
    ['gives the odd minute to the morning', span('2026-06-09'), uneven, off(), '06-09 231+230'],
    [
      'follows an uneven week',
      span('2026-06-08', { end_date: '2026-06-14' }),
      uneven,
      off(),
      '06-08 231+231, 06-09 231+230, 06-10 232+231, 06-11 0+0, 06-12 225+225, 06-13 120+120, 06-14 0+0',
    ],
    [
      'is nothing on a holiday',
      span(friday, { end_date: '2026-06-08' }),
      person(),
      off([friday, 'day']),
      '06-05 0+0, 06-06 0+0, 06-07 0+0, 06-08 240+240',
    ],
    ['is the other half where one is off', span(friday), person(), off([friday, 'afternoon']), '06-05 240+0'],
    [
      'is nothing for the half that is off',
      span(friday, { start_half: 'afternoon' }),
      person(),
      off([friday, 'afternoon']),
      '06-05 0',
    ],
    // From 28 December to 4 January, 1 January off: 28, 29, 30, 31 December and 4 January, each on its own date.
    [
      'is charged to each day’s own date over the turn of the year',
      span('2026-12-28', { end_date: '2027-01-04' }),
      person(),
      off(['2027-01-01', 'day']),
      '12-28 240+240, 12-29 240+240, 12-30 240+240, 12-31 240+240, 01-01 0+0, 01-02 0+0, 01-03 0+0, 01-04 240+240',
    ],
    ['is no more than the hours asked for', span(friday, { minutes: 60 }), person(), off(), '06-05 60'],
    [
      'takes the afternoon too where the morning is too short',
      span(friday, { minutes: 300 }),
      person(),
      off(),
      '06-05 240+60',
    ],
    [
      'takes hours of the afternoon where it begins there',
      span(friday, { start_half: 'afternoon', minutes: 60 }),
      person(),
      off(),
      '06-05 60',
    ],
    [
      'takes hours of the half that is not off',
      span(friday, { minutes: 60 }),
      person(),
      off([friday, 'morning']),
      '06-05 60',
    ],
    ['is no more than there is', span(friday, { minutes: 481 }), person(), off(), '06-05 240+240'],
    [
      'is nothing before the employment',
      span('2025-12-31', { end_date: '2026-01-01' }),
      person(),
      off(),
      '12-31 0+0, 01-01 240+240',
    ],
    [
      'is nothing after it',
      span(friday, { end_date: '2026-06-08' }),
      person({ end_date: friday }),
      off(),
      '06-05 240+240, 06-06 0+0, 06-07 0+0, 06-08 0+0',
    ],
    [
      'is that of the week in force',
      span('2026-06-30', { end_date: '2026-07-01' }),
      person({ weeks: { '2026-07-01': [240, 240, 240, 240, 240, 0, 0] } }),
      off(),
      '06-30 240+240, 07-01 120+120',
    ],
    // Clocks go forward on 29 March 2026 and back on 25 October: days are days.
    [
      'knows no clock that goes forward',
      span('2026-03-28', { end_date: '2026-03-30' }),
      week(480, 480, 480, 480, 480, 480, 480),
      off(),
      '03-28 240+240, 03-29 240+240, 03-30 240+240',
    ],
    [
      'knows no clock that goes back',
      span('2026-10-24', { end_date: '2026-10-26' }),
      week(480, 480, 480, 480, 480, 480, 480),
      off(),
      '10-24 240+240, 10-25 240+240, 10-26 240+240',
    ],
  ]
  for (const [why, asked, who, holidays, days] of cases) {
    it(why, () => assert.equal(textOf(planDays(asked, { person: who, holidays })), days))
  }

  it('says why each day costs what it does', () => {
    const days = planDays(span('2025-12-31', { end_date: '2026-01-03' }), {
      person: person(),
      holidays: off(['2026-01-01', 'day'], ['2026-01-03', 'day']),
    })
    assert.deepEqual(
      days.map(({ why, holiday }) => [why, holiday]),
      [
        ['not_employed', null],
        ['holiday', 'Party'],
        ['working', null],
        ['not_working', 'Party'],
      ],
    )
  })
})

describe('a day that is held already', () => {
  const both: Half[] = ['morning', 'afternoon']
  const cases: [halves: Half[], minutes: number | null, off: Holiday['off'] | null, costs: string][] = [
    [both, null, null, '240+240'],
    [both, null, 'morning', '0+240'],
    [both, null, 'day', '0+0'],
    [['afternoon'], null, 'morning', '240'],
    [both, 300, null, '240+60'],
    [both, 300, 'morning', '0+240'],
    [both, 300, 'afternoon', '240+0'],
    [['morning'], 60, 'morning', '0'],
    [['afternoon'], 60, null, '60'],
  ]
  for (const [halves, minutes, isOff, costs] of cases) {
    it(`costs ${costs} of ${halves.join(' and ')}, ${minutes ?? 'all'} minutes, off: ${isOff}`, () => {
      const holidays = isOff ? off(['2026-06-05', isOff]) : off()
      assert.equal(textOf([replanDay('2026-06-05', halves, minutes, { person: person(), holidays })]), `06-05 ${costs}`)
    })
  }
})

describe('a span', () => {
  it('has 366 days at most', () => {
    checkSpan(span('2026-06-15', { end_date: '2027-06-15' }))
    assert.throws(() => checkSpan(span('2026-06-15', { end_date: '2027-06-16' })), { kind: 'invalid' })
  })

  it('may end in the afternoon that it begins in', () => {
    checkSpan(span('2026-06-15', { start_half: 'afternoon' }))
    checkSpan(span('2026-06-15', { start_half: 'afternoon', end_date: '2026-06-16', end_half: 'morning' }))
    assert.throws(() => checkSpan(span('2026-06-15', { start_half: 'afternoon', end_half: 'morning' })), {
      kind: 'invalid',
    })
  })

  it('is kept out of a blackout by its working days alone', () => {
    const check = (start: string, end: string, from: string, to: string) => {
      const wanted = span(start, { end_date: end })
      const days = planDays(wanted, { person: person(), holidays: off() })
      checkDays(wanted, days, person(), [{ start: from, end: to, reason: 'Stocktaking.' }])
    }
    check('2026-06-05', '2026-06-08', '2026-06-06', '2026-06-07')
    check('2026-06-05', '2026-06-08', '2026-06-09', '2026-06-12')
    for (const [from, to] of [
      ['2026-06-01', '2026-06-05'],
      ['2026-06-08', '2026-06-08'],
      ['2026-01-01', '2026-12-31'],
    ] as const) {
      assert.throws(() => check('2026-06-05', '2026-06-08', from, to), { kind: 'conflict', message: /Stocktaking/ })
    }
  })
})

describe('a refusal for want of balance', () => {
  it('counts what there would be down to the floor', () => {
    const { message, errors } = refuseShortfall(481, { date: '2026-06-05', balance: 0, missing: 1 }, -480)
    assert.equal(message, 'This costs 8.02 h, but on 2026-06-05 there would only be 8 h: 0.02 h short.')
    assert.deepEqual(errors?.balance, { hours: ['8'], on: ['2026-06-05'] })
  })
})

/** `06-05 240+240`: what each half costs; their sum is the cost. */
function textOf(days: readonly PlannedDay[]): string {
  const all = days.flatMap(({ halves }) => halves.map(({ minutes }) => minutes))
  assert.equal(
    costOf(days),
    all.reduce((sum, minutes) => sum + minutes, 0),
  )
  return days.map(({ date, halves }) => `${date.slice(5)} ${halves.map(({ minutes }) => minutes).join('+')}`).join(', ')
}
