import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type CompanyHoliday, type Holiday, holdsFor, lookupOf, publicDays, spanOf } from './rules.ts'

const raw = (date: string, name: string, hours = 24) => ({ date, name, hours })

describe('public holidays by day', () => {
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
    assert.equal(publicDays([raw('2026-11-01 00:00:00', 'Toussaint', 25)], 2026).length, 1)
    assert.equal(publicDays([raw('2026-03-29 00:00:00', 'Easter', 23)], 2026).length, 1)
  })

  it('are an afternoon when they begin at noon or later', () => {
    const offs = ['12:00', '14:00', '00:00', '06:00'].map(
      (time) => publicDays([raw(`2026-12-24 ${time}:00`, 'Eve', 10)], 2026)[0]?.off,
    )
    assert.deepEqual(offs, ['afternoon', 'afternoon', 'day', 'day'])
  })

  it('are one when they fall on one day, and a whole one when one of them is', () => {
    const days = publicDays([raw('2026-12-31 12:00:00', 'Eve', 12), raw('2026-12-31 00:00:00', 'Last day')], 2026)
    assert.deepEqual(days, [{ date: '2026-12-31', name: 'Eve / Last day', off: 'day' }])
  })
})

describe('the holidays of a region', () => {
  const publicOnes: Holiday[] = [
    { date: '2026-01-01', name: 'New Year', off: 'day' },
    { date: '2026-01-06', name: 'Epiphany', off: 'day' },
    { date: '2026-05-01', name: 'May Day', off: 'day' },
  ]
  const own = (date: string, region: string, off: CompanyHoliday['off']) => ({
    date,
    region,
    off,
    name: `${region}:${off}`,
  })
  const lookup = (...days: CompanyHoliday[]) =>
    lookupOf(days, (_region, year) => publicOnes.filter(({ date }) => date.startsWith(String(year))))
  const found = (region: string | null, ...days: CompanyHoliday[]) =>
    [...lookup(...days)(region, '2026-01-01', '2026-01-31').values()].map(({ date, off }) => `${date.slice(8)} ${off}`)

  it('are the public ones of those days, and none where there is no region', () => {
    assert.deepEqual(found('DE-BY'), ['01 day', '06 day'])
    assert.deepEqual(found(null), [])
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
    const dates = [...lookup()('DE', '2025-06-01', '2026-12-31').keys()]
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
