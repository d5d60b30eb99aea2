import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { FIVE_DAYS, FOUR_DAYS, person, SIX_DAYS, since, taken } from '../../../test/allowances.ts'
import type { PolicyTerms } from '../policies/rules.ts'
import type { DueLine } from './allowance-rules.ts'
import { balancesOn, correctionsOf, dueLines, merged, nextClosing, shortfallOf, unposted } from './rules.ts'
import type { AccountFacts, Movement } from './walk-rules.ts'

/** 480 minutes a day, 12,000 a year: 25 days from 2026 on. */
const account = (of: Partial<PolicyTerms> = {}): AccountFacts => ({
  person: person(),
  assignments: since({ '2026-01-01': of }),
})
/** By an adjustment; taken away when negative. */
const given = (date: string, minutes: number): Movement => ({ date, minutes, used: Math.min(0, minutes) })
/** By an adjustment, of time that another system had carried over. */
const cameAlong = (date: string, minutes: number): Movement => ({ date, minutes, used: 0, carriedOver: minutes })

describe('the end of a leave year', () => {
  // 15 of the 25 days of 2026 are taken: 12,000 - 7,200 = 4,800 minutes are left on 31 December.
  const used2026 = taken('2026-08-03', 7_200)
  const threeMonths = { carry_over_cap: 500, carry_over_months: 3 }
  const cases: [why: string, AccountFacts, Movement[], lines: string][] = [
    ['hands everything on without a cap', account(), [used2026], ''],
    ['lets expire what exceeds the cap', account({ carry_over_cap: 500 }), [used2026], '2027-01-01 -2400'],
    ['lets expire nothing up to the cap', account({ carry_over_cap: 1_000 }), [used2026], ''],
    ['lets expire all of it with a cap of none', account({ carry_over_cap: 0 }), [used2026], '2027-01-01 -4800'],
    [
      'has a cap in hours too',
      account({ unit: 'hours', allowance: 12_000, carry_over_cap: 61 }),
      [used2026],
      '2027-01-01 -4739',
    ],
    [
      // 5 days of 2026, in which 4,800 were earned, are 2,400, whatever the week will be.
      'measures the cap by the week in which it was earned, not by the new one',
      { ...account({ carry_over_cap: 500 }), person: person({ weeks: { '2027-01-01': FOUR_DAYS } }) },
      [used2026],
      '2027-01-01 -2400',
    ],
    [
      'nor by a longer new one',
      { ...account({ carry_over_cap: 500 }), person: person({ weeks: { '2027-01-01': SIX_DAYS } }) },
      [used2026],
      '2027-01-01 -2400',
    ],
    [
      // 9 December to 31 December: 23 of 365 days of 9,600 in place of 12,000 take 151 back: 4,649 are left.
      'and by the longest of them when the week became shorter in that year',
      { ...account({ carry_over_cap: 500 }), person: person({ weeks: { '2026-12-09': FOUR_DAYS } }) },
      [used2026],
      '2027-01-01 -2249',
    ],
    ['hands a debt on whole', account({ carry_over_cap: 0 }), [taken('2026-08-03', 14_400)], ''],
    [
      'counts what is given besides',
      account({ carry_over_cap: 500 }),
      [used2026, given('2026-12-31', 100)],
      '2027-01-01 -2500',
    ],
    [
      'does not count what is taken on the new year’s first day',
      account({ carry_over_cap: 500 }),
      [used2026, taken('2027-01-01', 480)],
      '2027-01-01 -2400',
    ],
    [
      'lets expire what was handed on, months later',
      account(threeMonths),
      [used2026],
      '2027-01-01 -2400, 2027-04-01 -2400',
    ],
    ['also without a cap', account({ carry_over_months: 3 }), [used2026], '2027-04-01 -4800'],
    [
      'but takes it first',
      account(threeMonths),
      [used2026, taken('2027-02-01', 1_440)],
      '2027-01-01 -2400, 2027-04-01 -960',
    ],
    [
      'and leaves none of it when more was taken',
      account(threeMonths),
      [used2026, taken('2027-02-01', 4_800)],
      '2027-01-01 -2400',
    ],
    [
      'counts what is taken up to the day before',
      account(threeMonths),
      [used2026, taken('2027-03-31', 480)],
      '2027-01-01 -2400, 2027-04-01 -1920',
    ],
    [
      'and not on the day itself',
      account(threeMonths),
      [used2026, taken('2027-04-01', 480)],
      '2027-01-01 -2400, 2027-04-01 -2400',
    ],
    [
      'and a payout takes of it first',
      account(threeMonths),
      [used2026, given('2027-02-01', -480)],
      '2027-01-01 -2400, 2027-04-01 -1920',
    ],
    [
      'and what is given besides does not expire',
      account(threeMonths),
      [used2026, given('2027-02-01', 480)],
      '2027-01-01 -2400, 2027-04-01 -2400',
    ],
    [
      'lets expire what an older system had carried over, in the first spring',
      account(threeMonths),
      [cameAlong('2026-01-01', 1_920), used2026],
      '2026-04-01 -1920, 2027-01-01 -2400, 2027-04-01 -2400',
    ],
    [
      'and all of it when none was used by then',
      account(threeMonths),
      [cameAlong('2026-02-10', 1_920), taken('2026-05-04', 12_000)],
      '2026-04-01 -1920',
    ],
    [
      'less what was paid out',
      account(threeMonths),
      [cameAlong('2026-01-01', 1_920), given('2026-02-01', -480), taken('2026-05-04', 12_000)],
      '2026-04-01 -1440',
    ],
    [
      'or was taken after it came along',
      account(threeMonths),
      [taken('2026-01-05', 480), cameAlong('2026-02-10', 1_920), taken('2026-03-02', 960), taken('2026-05-04', 11_520)],
      '2026-04-01 -960',
    ],
    [
      'with what the year before was handed on, of which it takes its share of use once',
      account(threeMonths),
      [used2026, cameAlong('2027-02-01', 480), taken('2027-02-02', 2_640)],
      '2027-01-01 -2400, 2027-04-01 -240',
    ],
    [
      'and hands on what came along when its spring was over',
      account({ carry_over_cap: 0, carry_over_months: 3 }),
      [cameAlong('2026-04-01', 1_920), used2026],
      '2027-01-01 -6720',
    ],
    [
      'lets nothing that came along expire without an expiry',
      account({ carry_over_cap: null }),
      [cameAlong('2026-01-01', 1_920), used2026],
      '',
    ],
    [
      'lets expire what came along before there was a policy',
      { person: person({ start_date: '2025-06-01' }), assignments: since({ '2026-01-01': threeMonths }) },
      [cameAlong('2025-12-31', 1_920), taken('2026-05-04', 12_000)],
      '2026-04-01 -1920',
    ],
    [
      // The debt of 2,400 leaves 9,600 of the new year; nothing was handed on.
      'lets nothing expire of a debt',
      account(threeMonths),
      [taken('2026-08-03', 14_400)],
      '',
    ],
    [
      'settles nothing for somebody who has left',
      { ...account({ carry_over_cap: 0 }), person: person({ end_date: '2026-12-31' }) },
      [used2026],
      '',
    ],
    [
      'is settled by the policy that ends with it',
      { person: person(), assignments: since({ '2026-01-01': { carry_over_cap: 0 }, '2027-01-01': {} }) },
      [used2026],
      '2027-01-01 -4800',
    ],
    [
      'does not come when another policy with the same leave year begins within it, but at that one’s',
      { person: person(), assignments: since({ '2026-01-01': { carry_over_cap: 0 }, '2026-07-01': {} }) },
      [used2026],
      '',
    ],
    [
      'begins anew with another leave year: on the day of an anniversary',
      account({ year_start: 'hire_date', carry_over_cap: 0 }),
      [used2026],
      '2027-01-01 -4800',
    ],
  ]
  for (const [why, facts, movements, lines] of cases) {
    it(why, () => assert.equal(textOf(expiries(facts, movements, '2027-12-31')), lines))
  }

  it('of 5 April settles on the 6th', () => {
    // 1 January to 5 April are 95 of 365 days: 12,000 × 95 / 365 = 3,123
    const facts = account({ year_start: '04-06', carry_over_cap: 0 })
    assert.equal(
      textOf(dueLines(facts, unposted([taken('2026-02-02', 480)]), '2026-12-31')),
      '2026-01-01 3123, 2026-04-06 -2643, 2026-04-06 12000',
    )
  })

  it('hands on what is left when what was handed on for a year has expired', () => {
    // Handed on 4,800, used 2,400 of it: 2,400 expire on 1 January 2028, and the 12,000 of 2027 are handed on. Of these
    // 12,000 expire a year later, of which none were used.
    const facts = account({ carry_over_months: 12 })
    const movements = [used2026, taken('2027-08-02', 2_400)]
    assert.equal(textOf(expiries(facts, movements, '2029-01-01')), '2028-01-01 -2400, 2029-01-01 -12000')
  })

  it('measures the cap by the week of an earlier year as long as something of that year is left', () => {
    // 2,400 of 2026 are handed on. Nothing of them is used, so 5 days of the longer week are kept of 12,000 in all.
    const facts = { ...account({ carry_over_cap: 500 }), person: person({ weeks: { '2027-01-01': FOUR_DAYS } }) }
    assert.equal(textOf(expiries(facts, [taken('2026-08-03', 9_600)], '2028-01-01')), '2028-01-01 -9600')
    // Once those are used, the 9,600 that are left are of the shorter week, of which 5 days are 1,920.
    const used = [taken('2026-08-03', 9_600), taken('2027-08-02', 2_400)]
    assert.equal(textOf(expiries(facts, used, '2028-01-01')), '2028-01-01 -7680')
  })

  it('lets expire only once what two policies handed on, one within the other', () => {
    // 4,800 are handed on for twelve months, and with what July gives again in July: the 4,800 expire in January only.
    const july = { year_start: '07-01', carry_over_months: 12 }
    const facts = {
      person: person(),
      assignments: since({ '2026-01-01': { carry_over_months: 12 }, '2027-06-01': july }),
    }
    const before = balancesOn(facts, unposted([used2026]), ['2027-07-01'])[0] as number
    const lines = expiries(facts, [used2026], '2028-07-01')
    assert.deepEqual(
      lines.map(({ date, minutes }) => [date, minutes]),
      [
        ['2028-01-01', -4_800],
        ['2028-07-01', -(before - 12_000 - 4_800)],
      ],
    )
  })

  it('leaves all of the new year to whoever used up what was handed on, across its end too', () => {
    // 2,400 are handed on until 31 March. Five days in January use them up, and what is taken later is of the new year.
    const facts = account(threeMonths)
    const days = ['2027-03-31', '2027-04-01']
    const used = unposted(merged([used2026, taken('2027-01-11', 2_400)], []))
    assert.deepEqual(balancesOn(facts, used, days), [12_000, 12_000])
    // Of a request from 30 March to 2 April, two days are of what is about to expire.
    const across = ['2027-03-30', '2027-03-31', '2027-04-01', '2027-04-02'].map((day) => taken(day, 480))
    assert.deepEqual(balancesOn(facts, unposted(merged([used2026, ...across], [])), days), [13_440, 11_520])
  })

  it('takes back what expired when a booking is refunded after it', () => {
    // What came back in May was of the old year, and so expires as well.
    const facts = account(threeMonths)
    const booked = [used2026, taken('2027-02-01', 1_440)]
    const posted = dueLines(facts, unposted(booked), '2027-05-10').map((line) => ({ ...line, entries: 1 }))
    const due = dueLines(facts, unposted(merged(booked, [taken('2027-02-01', -1_440)])), '2027-05-10')
    assert.deepEqual(correctionsOf(due, posted), [
      { line: { kind: 'expiry', date: '2027-04-01', minutes: -1_440 }, entries: 1 },
    ])
  })

  it('says beforehand what it will do', () => {
    const facts = account(threeMonths)
    assert.deepEqual(nextClosing(facts, unposted([used2026]), '2026-03-02'), {
      ...{ date: '2027-01-01', balance: 4_800, carriedOver: 2_400, expires: 2_400, carriedOverExpiresOn: '2027-04-01' },
    })
    assert.deepEqual(nextClosing(facts, unposted([taken('2026-08-03', 14_400)]), '2026-03-02'), {
      ...{ date: '2027-01-01', balance: -2_400, carriedOver: -2_400, expires: 0, carriedOverExpiresOn: '2027-04-01' },
    })
  })
})

describe('a policy that changes within the year', () => {
  it('is made up for on its day: the same leave year', () => {
    // 184 of 365 days are left on 1 July. Back: 12,000 × 184 / 365 = 6,049.32, so that 5,950.68 stay: -6,049.
    // 30 days are 14,400: 14,400 × 184 / 365 = 7,259.18. Together: 7,259 - 6,049 = 1,210.
    const facts = { person: person(), assignments: since({ '2026-01-01': {}, '2026-07-01': { allowance: 3_000 } }) }
    assert.equal(
      textOf(dueLines(facts, unposted([]), '2027-01-01')),
      '2026-01-01 12000, 2026-07-01 1210, 2027-01-01 14400',
    )
  })

  it('is made up for on its day: another leave year', () => {
    // 92 days are left of 2026 on 1 October: 12,000 × 92 / 365 = 3,024.66, so that 8,975.34 stay: -3,025.
    // 182 days are left up to 1 April: 14,400 × 182 / 365 = 7,180.27. Together: 4,155.
    // Nothing expires on 1 January; on 1 April all 16,155 do.
    const april = { allowance: 3_000, year_start: '04-01', carry_over_cap: 0 }
    const facts = { person: person(), assignments: since({ '2026-01-01': { carry_over_cap: 0 }, '2026-10-01': april }) }
    assert.equal(
      textOf(dueLines(facts, unposted([]), '2027-04-01')),
      '2026-01-01 12000, 2026-10-01 4155, 2027-04-01 -16155, 2027-04-01 14400',
    )
  })

  it('goes from a yearly to a monthly one', () => {
    // Back on 1 July: -6,049 as above; then 1,000 at the end of each month.
    const facts = { person: person(), assignments: since({ '2026-01-01': {}, '2026-07-01': { accrual: 'monthly' } }) }
    assert.equal(
      textOf(dueLines(facts, unposted([]), '2026-08-31')),
      '2026-01-01 12000, 2026-07-01 -6049, 2026-07-31 1000, 2026-08-31 1000',
    )
  })

  it('is corrected when an end of employment comes to be known later', () => {
    // Up to 30 September there are 273 days: 12,000 × 273 / 365 = 8,975.34
    const posted = [{ kind: 'grant', date: '2026-01-01', minutes: 12_000, entries: 1 } as const]
    const facts = { ...account(), person: person({ end_date: '2026-09-30' }) }
    assert.deepEqual(correctionsOf(dueLines(facts, unposted([]), '2026-06-01'), posted), [
      { line: { kind: 'grant', date: '2026-01-01', minutes: -3_025 }, entries: 1 },
    ])
  })

  it('takes back posted lines that are not due any more, once', () => {
    const posted = { kind: 'accrual', date: '2026-01-31', minutes: 1_000, entries: 3 } as const
    const back = [{ line: { kind: 'accrual', date: '2026-01-31', minutes: -1_000 }, entries: 3 }]
    assert.deepEqual(correctionsOf([], [posted]), back)
    assert.deepEqual(correctionsOf([], [{ ...posted, minutes: 0, entries: 4 }]), [])
  })
})

describe('a shortfall', () => {
  const monthly = account({ accrual: 'monthly' })
  const booked = (date: string, minutes: number) => [taken(date, minutes)]
  const cases: [why: string, AccountFacts, was: Movement[], change: Movement[], floor: number | null, worst: string][] =
    [
      ['is none up to the last minute', account(), [], booked('2026-06-01', 12_000), 0, 'none'],
      ['is a minute beyond', account(), [], booked('2026-06-01', 12_001), 0, '2026-06-01 has 12000, lacks 1'],
      [
        'counts what is booked later',
        account(),
        booked('2026-09-01', 11_520),
        booked('2026-06-01', 960),
        0,
        '2026-09-01 has 480, lacks 480',
      ],
      [
        'does not count what is given later',
        account(),
        [given('2026-09-01', 480)],
        booked('2026-06-01', 12_480),
        0,
        '2026-06-01 has 12000, lacks 480',
      ],
      ['counts what will have been given', monthly, [], booked('2026-06-30', 6_000), 0, 'none'],
      ['and not what will not', monthly, [], booked('2026-06-29', 6_000), 0, '2026-06-29 has 5000, lacks 1000'],
      [
        'counts what will have expired',
        account({ carry_over_cap: 0 }),
        [],
        booked('2027-01-04', 12_480),
        0,
        '2027-01-04 has 12000, lacks 480',
      ],
      [
        // 4,800 go into 2027 with 12,000 more. 16,800 are there on 31 March, 12,000 after it.
        'counts what was handed on, as long as it is there',
        account({ carry_over_months: 3 }),
        booked('2026-08-03', 7_200),
        booked('2027-03-31', 16_800),
        0,
        'none',
      ],
      [
        'and no longer',
        account({ carry_over_months: 3 }),
        booked('2026-08-03', 7_200),
        booked('2027-04-01', 12_001),
        0,
        '2027-04-01 has 12000, lacks 1',
      ],
      ['may go as deep as the floor', account(), [], booked('2026-06-01', 12_960), -960, 'none'],
      ['and no deeper', account(), [], booked('2026-06-01', 12_961), -960, '2026-06-01 has 12000, lacks 1'],
      ['is none without a floor', account(), [], booked('2026-06-01', 1_000_000), null, 'none'],
      [
        'is one for whom there is no policy',
        { person: person(), assignments: [] },
        [],
        booked('2026-06-01', 480),
        0,
        '2026-06-01 has 0, lacks 480',
      ],
      [
        'is none where the balance is below already, and not made worse',
        account(),
        booked('2026-06-01', 12_480),
        [taken('2026-06-01', -480), taken('2026-06-02', 480)],
        0,
        'none',
      ],
      [
        'is one where it is made worse',
        account(),
        booked('2026-06-01', 12_480),
        booked('2026-07-01', 60),
        0,
        '2026-07-01 has -480, lacks 540',
      ],
      [
        'is one on the days between, when a request is put forward',
        account(),
        [...booked('2026-05-01', 6_000), ...booked('2026-06-01', 6_000)],
        [taken('2026-06-01', -6_000), taken('2025-12-31', 6_000)],
        0,
        '2025-12-31 has 0, lacks 6000',
      ],
      [
        'is one where the policy will end',
        { person: person(), assignments: since({ '2026-01-01': {}, '2026-10-01': null }) },
        [],
        booked('2026-06-01', 8_976),
        0,
        '2026-10-01 has 8975, lacks 1',
      ],
      [
        // 1 July takes 1,210 back: 10,790.
        'is one where the week will be shorter',
        { ...account(), person: person({ weeks: { '2026-07-01': FOUR_DAYS } }) },
        [],
        booked('2026-06-01', 11_000),
        0,
        '2026-07-01 has 10790, lacks 210',
      ],
      [
        'is the worst of several',
        account(),
        booked('2026-09-01', 12_000),
        [taken('2026-06-01', 480), taken('2026-10-01', 480)],
        0,
        '2026-10-01 has 0, lacks 960',
      ],
    ]
  for (const [why, facts, was, change, floor, worst] of cases) {
    it(why, () => {
      const found = shortfallOf(facts, unposted(merged(was, [])), merged(change, []), floor)
      assert.equal(found ? `${found.date} has ${found.balance}, lacks ${found.missing}` : 'none', worst)
    })
  }

  it('is judged by what a change of a settled year does to the year after it', () => {
    // 2026 went by without a day taken but one in December, and its 11,520 expired; all 12,000 of 2027 are booked.
    // Moved into 2027, the day comes back to a year that expired: nothing is there to pay for it.
    const facts = account({ carry_over_cap: 0 })
    const standing = {
      ...{ settledThrough: '2027-02-01', after: null, opening: 0 },
      movements: [
        { date: '2026-01-01', minutes: 12_000, used: 0, due: 12_000, expired: 0 },
        taken('2026-12-30', 480),
        { date: '2027-01-01', minutes: 480, used: 0, due: 480, expired: -11_520 },
        taken('2027-06-01', 12_000),
      ],
    }
    const moved = [taken('2026-12-30', -480), taken('2027-03-01', 480)]
    assert.deepEqual(shortfallOf(facts, standing, moved, 0), { date: '2027-06-01', balance: 0, missing: 480 })
    // The other way round, a day of the old year costs nothing that is still there.
    assert.equal(shortfallOf(facts, standing, [taken('2026-12-29', 480)], 0), undefined)
  })
})

describe('a week that changes', () => {
  it('changes the balance from its day on', () => {
    const facts = { ...account(), person: person({ weeks: { '2026-07-01': FOUR_DAYS, '2026-10-01': FIVE_DAYS } }) }
    const days = ['2025-12-31', '2026-01-01', '2026-06-30', '2026-07-01', '2026-09-30', '2026-10-01']
    assert.deepEqual(balancesOn(facts, unposted([]), days), [0, 12_000, 12_000, 10_790, 10_790, 11_395])
  })
})

function expiries(facts: AccountFacts, movements: Movement[], until: string): DueLine[] {
  return dueLines(facts, unposted(merged(movements, [])), until).filter(({ kind }) => kind === 'expiry')
}

function textOf(lines: readonly DueLine[]): string {
  return lines.map(({ date, minutes }) => `${date} ${minutes}`).join(', ')
}
