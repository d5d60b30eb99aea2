import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { parseNumber, showPlain } from '../web/src/ui/number-rules.ts'

const READ: [typed: string, locale: string, number: number | undefined][] = [
  ['3,5', 'de', 3.5],
  ['2,50', 'de', 2.5],
  ['3.5', 'de', 3.5],
  ['1.000', 'de', 1000],
  ['1.000,5', 'de', 1000.5],
  ['1,000.5', 'de', 1000.5],
  ['1.000', 'en', 1],
  ['1,000', 'en', 1000],
  ['1,5', 'en', 1.5],
  ['.5', 'en', 0.5],
  ['5.', 'en', 5],
  ['12,34,567', 'en-IN', 1_234_567],
  ['1’234.50', 'de-CH', 1234.5],
  ['1\u202f234,5', 'fr', 1234.5],
  ['1 234 567', 'fr', 1_234_567],
  ['١٬٢٣٤٫٥', 'ar-EG', 1234.5],
  ['１２', 'ja', 12],
  ['−3', 'sv', -3],
  ['- 3', 'en', -3],
  ['+3', 'en', 3],
  ['-0', 'en', 0],
  [' 7 ', 'en', 7],
  ...['', ' ', '.', '-', '1e3', '0x1f', '3 5', '1.0.0', '1,2,3', '12a', '--1', 'Infinity', '1,000,5'].map(
    (typed): [string, string, undefined] => [typed, 'de', undefined],
  ),
]

describe('a number that somebody types', () => {
  it('is read as their locale writes it, or not at all', () => {
    for (const [typed, locale, number] of READ) assert.equal(parseNumber(typed, locale), number, `${typed} ${locale}`)
  })

  it('is read again as it was shown, in any locale', () => {
    const number = fc.integer({ min: -1e12, max: 1e12 }).map((whole) => whole / 1000)
    const locale = fc.constantFrom('en', 'de', 'fr', 'de-CH', 'ar-EG', 'fa', 'hi', 'sv', 'he', 'pl')
    fc.assert(
      fc.property(number, locale, (value, tag) => {
        assert.equal(parseNumber(showPlain(value, tag), tag), value + 0)
        const grouped = new Intl.NumberFormat(tag, { maximumFractionDigits: 20, minimumFractionDigits: 1 }).format(
          value,
        )
        assert.equal(parseNumber(grouped, tag), value + 0)
      }),
    )
  })
})
