import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { kindsIn } from './kind-rules.ts'
import { daysOff } from './library-rules.ts'
import { loadPublicHolidays } from './public-holidays.ts'

/**
 * Worked examples, by the law of each place: what is off on Mondays to Fridays, as month and day, `p` for the afternoon alone.
 * Bayram begins in the afternoon of its eve (TR); what begins in the evening takes nothing of a working day (AU); the eves
 * of Midsummer and Christmas are off (SE, FI), New Year's too (SE); what is for women or soldiers is not for all (CN).
 */
const WORKED = `
TR     2026  0101 0319p 0320 0423 0501 0519 0526p 0527 0528 0529 0715 1028p 1029
TR     2027  0101 0308p 0309 0310 0311 0423 0517 0518 0519 0715 0830 1028p 1029
TR     2028  0225p 0228 0501 0504p 0505 0508 0519 0830
AU-SA  2026  0101 0126 0309 0403 0406 0608 1005 1225 1228
AU-SA  2027  0101 0126 0308 0326 0329 0614 1004 1227 1228
AU-SA  2028  0103 0126 0313 0414 0417 0425 0612 1002 1225 1226
AU-QLD 2026  0101 0126 0403 0406 0504 1005 1225 1228
AU-QLD 2027  0101 0126 0326 0329 0426 0503 1004 1227 1228
AU-QLD 2028  0103 0126 0414 0417 0425 0501 1002 1225 1226
AU-NT  2026  0101 0126 0403 0406 0504 0608 0803 1225 1228
AU-NT  2027  0101 0126 0326 0329 0426 0503 0614 0802 1227 1228
AU-NT  2028  0103 0126 0414 0417 0425 0501 0612 0807 1225 1226
SE     2026  0101 0106 0403 0406 0501 0514 0619 1224 1225 1231
SE     2027  0101 0106 0326 0329 0506 0625 1224 1231
SE     2028  0106 0414 0417 0501 0525 0606 0623 1225 1226
FI     2026  0101 0106 0403 0406 0501 0514 0619 1224 1225
FI     2027  0101 0106 0326 0329 0506 0625 1206 1224
FI     2028  0106 0414 0417 0501 0525 0623 1206 1225 1226
CN     2026  0101 0216 0217 0218 0219 0501 0619 0925 1001 1002
CN     2027  0101 0205 0208 0405 0609 0915 1001
CN     2028  0125 0126 0127 0128 0404 0501 0502 1002 1003
DE-BY  2026  0101 0106 0403 0406 0501 0514 0525 0604 1225
DE-BY  2027  0101 0106 0326 0329 0506 0517 0527 1101
DE-BY  2028  0106 0414 0417 0501 0525 0605 0615 1003 1101 1225 1226
GB-SCT 2026  0101 0102 0403 0504 0525 0803 1130 1225 1228
GB-SCT 2027  0101 0104 0326 0503 0531 0802 1130 1227 1228
GB-SCT 2028  0103 0104 0414 0501 0529 0807 1130 1225 1226
US     2026  0101 0119 0216 0525 0619 0703 0907 1012 1111 1126 1225
US     2027  0101 0118 0215 0531 0618 0705 0906 1011 1111 1125 1224 1231
US     2028  0117 0221 0529 0619 0704 0904 1009 1110 1123 1225
`

const YEARS = [2026, 2027, 2028]

describe('days off by the custom of a place', () => {
  for (const line of WORKED.trim().split('\n')) {
    const [region = '', year = '', ...days] = line.split(/\s+/)
    it(`are those of the law in ${region} in ${year}`, async () => {
      const found = await offIn(region, Number(year))
      assert.deepEqual(
        found.map((day) => day.slice(5).replace('-', '').replace(' afternoon', 'p')),
        days,
      )
    })
  }

  it('are those of a second source, apart from known differences', async () => {
    const theirs = read<{ regions: Record<string, Record<string, string>> }>('second-source').regions
    const known = read<{ reasons: Record<string, string>; regions: Record<string, Record<string, string>> }>(
      'differences',
    )
    for (const [region, years] of Object.entries(theirs)) {
      const [ours, others] = [new Set<string>(), new Set<string>()]
      for (const year of YEARS) {
        for (const day of await offIn(region, year)) ours.add(day)
        for (const day of (years[year] ?? '').split(' ').filter(Boolean)) others.add(dayOf(year, day))
      }
      const differences = [
        ...[...ours.difference(others)].map((day) => `+${day}`),
        ...[...others.difference(ours)].map((day) => `-${day}`),
      ]
      const listed = Object.entries(known.regions[region] ?? {}).flatMap(([reason, days]) => {
        assert.ok(known.reasons[reason], reason)
        return days.split(', ')
      })
      assert.deepEqual(differences.sort(), listed.sort(), region)
    }
  })
})

/** The days off from Monday to Friday of a region and year, as `2026-12-24 afternoon`; whole ones without a word. */
async function offIn(region: string, year: number): Promise<string[]> {
  const days = daysOff(await loadPublicHolidays(region, year), kindsIn(region, null))
  return days
    .filter(({ date }) => Temporal.PlainDate.from(date).dayOfWeek <= 5)
    .map(({ date, off }) => (off === 'day' ? date : `${date} ${off}`))
}

/** `0319p` as the same. */
function dayOf(year: number, text: string): string {
  return `${year}-${text.slice(0, 2)}-${text.slice(2, 4)}${text.endsWith('p') ? ' afternoon' : ''}`
}

function read<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../../../test/holidays/${name}.json`, import.meta.url), 'utf8')) as T
}
