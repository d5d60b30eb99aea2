import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { addDays } from '../days.ts'
import type { PolicyTerms } from '../policies/rules.ts'
import type { DueLine } from './allowance-rules.ts'
import { balancesOn, dueLines, merged, openingDay, reopened, unposted } from './rules.ts'
import type { AccountFacts, Movement, Standing } from './walk-rules.ts'

const FIRST = '2024-01-01'
const RUNS = { numRuns: 500 }

const day = fc.integer({ min: 0, max: 1_826 }).map((days) => addDays(FIRST, days))
const policy: fc.Arbitrary<PolicyTerms> = fc.record({
  unit: fc.constantFrom('days', 'hours'),
  allowance: fc.constantFrom(0, 7, 500, 2_500),
  accrual: fc.constantFrom('yearly', 'monthly'),
  year_start: fc.constantFrom('01-01', '04-06', '07-01', '02-29', '01-31', 'hire_date'),
  carry_over_cap: fc.constantFrom(null, 0, 100, 700),
  carry_over_months: fc.constantFrom(null, 1, 3, 6, 12, 12),
})
const facts: fc.Arbitrary<AccountFacts> = fc
  .record({
    start: fc.integer({ min: 0, max: 400 }).map((days) => addDays(FIRST, days)),
    employedFor: fc.option(fc.integer({ min: 0, max: 1_500 })),
    weeks: fc.uniqueArray(fc.tuple(fc.nat(1_500), fc.constantFrom(480, 462, 240)), {
      maxLength: 3,
      selector: ([days]) => days,
    }),
    policies: fc.uniqueArray(fc.tuple(fc.nat(1_500), fc.option(policy, { freq: 6 })), {
      minLength: 1,
      maxLength: 3,
      selector: ([days]) => days,
    }),
  })
  .map(({ start, employedFor, weeks, policies }) => ({
    person: {
      start_date: start,
      end_date: employedFor === null ? null : addDays(start, employedFor),
      patterns: [[0, 480] as const, ...weeks.filter(([days]) => days > 0)]
        .sort(([a], [b]) => a - b)
        .map(([days, minutes]) => ({
          effective_from: addDays(start, days),
          minutes: [...Array(5).fill(minutes), 0, 0],
        })),
    },
    assignments: policies
      .sort(([a], [b]) => a - b)
      .map(([days, policy]) => ({ effective_from: addDays(start, days - 100), policy })),
  }))
const movements: fc.Arbitrary<Movement[]> = fc
  .array(
    fc.record({
      ...{ date: day, minutes: fc.integer({ min: -960, max: 480 }) },
      what: fc.constantFrom('taken', 'given', 'carried over'),
    }),
    { maxLength: 12 },
  )
  .map((all) =>
    all.map(({ date, minutes, what }) => ({
      ...{ date, minutes, used: what === 'taken' ? minutes : Math.min(0, minutes) },
      carriedOver: what === 'carried over' ? Math.max(0, minutes) : 0,
    })),
  )

/** The account as the database gives it: posted through a day, read from where a change on a day needs it. */
function posted(facts: AccountFacts, manual: readonly Movement[], settledThrough: string, change: string): Standing {
  const lines = dueLines(facts, unposted(merged(manual, [])), settledThrough)
  const all = merged(manual, lines.map(movementOf))
  const after = openingDay(facts, settledThrough, change)
  const opening = all
    .filter(({ date }) => after !== null && date <= after)
    .reduce((sum, { minutes }) => sum + minutes, 0)
  return { settledThrough, after, opening, movements: all.filter(({ date }) => after === null || date > after) }
}

function movementOf({ kind, date, minutes }: DueLine): Movement {
  return { date, minutes, used: 0, due: minutes, expired: kind === 'expiry' ? minutes : 0 }
}

describe('an account that is posted through a day', () => {
  it('goes on as if it had been worked out from its first day', () => {
    fc.assert(
      fc.property(facts, movements, day, day, day, (facts, manual, settled, change, until) => {
        const standing = posted(facts, manual, settled, change)
        const whole = unposted(merged(manual, []))
        const lines = dueLines(facts, whole, until)
        const rest = lines.filter(({ date }) => date > settled)
        assert.deepEqual(dueLines(facts, standing, until), rest)
        const days = [change, addDays(change, 40), addDays(change, 400)]
        assert.deepEqual(balancesOn(facts, standing, days), balancesOn(facts, whole, days))
      }),
      RUNS,
    )
  })

  it('can be taken up again before that day, as if less had been posted', () => {
    fc.assert(
      fc.property(facts, movements, day, day, day, (facts, manual, settled, change, until) => {
        const standing = reopened(posted(facts, manual, settled, change), change)
        const whole = unposted(merged(manual, []))
        const from = settled < change ? addDays(settled, 1) : change
        const rest = dueLines(facts, whole, until).filter(({ date }) => date >= from)
        assert.deepEqual(dueLines(facts, standing, until), rest)
        const days = [change, addDays(change, 40), addDays(change, 400)]
        assert.deepEqual(balancesOn(facts, standing, days), balancesOn(facts, whole, days))
      }),
      RUNS,
    )
  })
})
