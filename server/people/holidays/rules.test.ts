import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { HolidayKind } from './kind-rules.ts'
import type { PublicHoliday } from './library-rules.ts'
import { type CompanyHoliday, holdsFor, lookupOf, spanOf } from './rules.ts'

describe('the holidays of a region', () => {
  const publicOnes: PublicHoliday[] = [
    { date: '2026-01-01', name: 'New Year', off: 'day', kind: 'public' },
    { date: '2026-01-05', name: 'Banks close', off: 'day', kind: 'bank' },
    { date: '2026-01-06', name: 'Epiphany', off: 'day', kind: 'public' },
    { date: '2026-01-07', name: 'Orthodox Christmas', off: 'day', kind: 'optional' },
    { date: '2026-05-01', name: 'May Day', off: 'day', kind: 'public' },
  ]
  const own = (date: string, region: string, off: CompanyHoliday['off']) => ({
    date,
    region,
    off,
    name: `${region}:${off}`,
  })
  const lookup = (days: CompanyHoliday[], kinds: HolidayKind[] | null = null) =>
    lookupOf(days, (_region, year) => publicOnes.filter(({ date }) => date.startsWith(String(year))), kinds)
  const found = (region: string | null, ...days: CompanyHoliday[]) =>
    [...lookup(days)(region, '2026-01-01', '2026-01-31').values()].map(({ date, off }) => `${date.slice(8)} ${off}`)

  it('are the public ones of those days, and none where there is no region', () => {
    assert.deepEqual(found('DE-BY'), ['01 day', '06 day'])
    assert.deepEqual(found(null), [])
  })

  it('are of the kinds that the company counts, or of those of the country’s custom', () => {
    const daysOf = (region: string, kinds: HolidayKind[] | null) =>
      [...lookup([], kinds)(region, '2026-01-01', '2026-01-31').keys()].map((date) => date.slice(8))
    assert.deepEqual(daysOf('DE', null), ['01', '06'])
    assert.deepEqual(daysOf('SE', null), ['01', '05', '06'])
    assert.deepEqual(daysOf('PH', null), ['01', '06', '07'])
    assert.deepEqual(daysOf('DE', ['public', 'bank', 'optional']), ['01', '05', '06', '07'])
    assert.deepEqual(daysOf('SE', ['public']), ['01', '06'])
    assert.deepEqual(daysOf('SE', ['optional']), ['07'])
  })

  it('are changed by the company everywhere, in a country, and in its parts', () => {
    const days = [
      own('2026-01-02', '', 'day'),
      own('2026-01-03', 'DE', 'morning'),
      own('2026-01-04', 'DE-BY', 'afternoon'),
    ]
    assert.deepEqual(found(null, ...days), ['02 day'])
    assert.deepEqual(found('DE', ...days), ['01 day', '02 day', '03 morning', '06 day'])
    const inBavaria = ['01 day', '02 day', '03 morning', '04 afternoon', '06 day']
    assert.deepEqual(found('DE-BY', ...days), inBavaria)
    assert.deepEqual(found('DE-BY-A', ...days), inBavaria)
    assert.deepEqual(found('DEX', ...days), ['01 day', '02 day', '06 day'])
  })

  it('are those that are the most specific, whatever order they come in', () => {
    const days = [
      own('2026-01-06', 'DE-BY', 'day'),
      own('2026-01-06', 'DE', 'nothing'),
      own('2026-01-06', '', 'morning'),
    ]
    assert.deepEqual(found('FR', ...days), ['01 day', '06 morning'])
    assert.deepEqual(found('DE-BW', ...days), ['01 day'])
    assert.deepEqual(found('DE-BY', ...days), ['01 day', '06 day'])
  })

  it('span years', () => {
    const dates = [...lookup([])('DE', '2025-06-01', '2026-12-31').keys()]
    assert.deepEqual(dates, ['2026-01-01', '2026-01-06', '2026-05-01'])
  })
})

describe('a company holiday', () => {
  it('holds for its region and the parts of that', () => {
    const held = ['', 'DE', 'DE-BY', 'DE-BY-A', 'DE-B', 'FR'].filter((region) => holdsFor(region, 'DE-BY'))
    assert.deepEqual(held, ['', 'DE', 'DE-BY'])
    assert.deepEqual([holdsFor('', null), holdsFor('DE', null)], [true, false])
  })
})

describe('the days that a query asks for', () => {
  const today = '2026-03-02'

  it('are a year, unless it says other ones', () => {
    assert.deepEqual(spanOf({}, today), { from: '2026-01-01', to: '2026-12-31' })
    assert.deepEqual(spanOf({ from: '2027-05-01' }, today), { from: '2027-05-01', to: '2027-12-31' })
    assert.deepEqual(spanOf({ to: '2025-05-01' }, today), { from: '2025-01-01', to: '2025-05-01' })
  })

  it('are three years at most, in their order', () => {
    assert.deepEqual(spanOf({ from: '2026-01-01', to: '2028-12-31' }, today).to, '2028-12-31')
    assert.throws(() => spanOf({ from: '2026-01-01', to: '2029-01-01' }, today))
    assert.throws(() => spanOf({ from: '2026-01-02', to: '2026-01-01' }, today))
  })
})
