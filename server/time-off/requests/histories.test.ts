import { after, before, describe, it } from 'node:test'
import fc from 'fast-check'
import { startTeamroom, type Teamroom } from '../../../test/harness.ts'
import type { NaiveSpan, NaiveTerms } from '../../../test/naive-time-off.ts'
import { FIRST_DAY, History, MORE_STEPS, type Step, World, waitForNoDisk } from '../../../test/time-off-history.ts'
import { addDays } from '../days.ts'

/*
 * What happens in a history is drawn at random, done through the module's actions on a real database, and done again by
 * the naive model: both have to agree on what is allowed, and in the end on every half day, sum and day's balance.
 * The leave year ends in the middle of the days that they are about, so old time, new time and their border all occur.
 */
const HISTORIES = 1_000
/** Each runs its histories one after the other, all of them side by side. None has a public holiday in these days. */
const REGIONS = ['DE-BE', 'DE-BB', 'DE-HB', 'DE-HH', 'DE-NI', 'DE-SH', 'DE-MV', 'DE-ST']
const WEEKS = [
  [480, 480, 480, 480, 480, 0, 0],
  [462, 461, 0, 463, 450, 240, 0],
]

const OTHER_WEEKS = [
  [480, 480, 480, 480, 480, 0, 0],
  [240, 240, 240, 240, 240, 0, 0],
  [450, 465, 0, 480, 450, 240, 0],
]

/** Eight working days, and one of a weekend. */
const date = fc.constantFrom(0, 1, 4, 5, 6, 7, 8, 11, 9).map((days) => addDays(FIRST_DAY, days))
const half = fc.constantFrom('morning' as const, 'afternoon' as const)
const whole: fc.Arbitrary<NaiveSpan> = fc
  .record({ start: date, more: fc.nat(5), start_half: half, end_half: half })
  .map(({ more, ...span }) => ({ ...span, end: addDays(span.start, more), minutes: null }))
const single: fc.Arbitrary<NaiveSpan> = fc
  .record({
    ...{ start: date, start_half: half, end_half: half },
    minutes: fc.option(fc.constantFrom(30, 180, 240, 300, 480), { freq: 1 }),
  })
  .map((span) => ({ ...span, end: span.start }))
const span = fc
  .oneof(single, whole)
  .filter(({ start, end, start_half, end_half }) => start < end || start_half === 'morning' || end_half === 'afternoon')

/** In the leave year before the days of the histories, before its end, on it, and behind it. */
const weekDate = fc.constantFrom('2026-01-05', '2026-06-29', '2026-07-01', '2026-07-03')
const which = fc.nat(9)
const request = fc.record({ what: fc.constant('request' as const), span })
const decisions = ['approve', 'reject', 'cancel', 'take approval back', 'take rejection back'] as const
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: request },
  { weight: 3, arbitrary: fc.record({ what: fc.constant('change' as const), which, span }) },
  { weight: 6, arbitrary: fc.record({ what: fc.constantFrom(...decisions), which }) },
  {
    weight: 2,
    arbitrary: fc
      .record({
        ...{ what: fc.constant('adjust' as const), date },
        ...{ minutes: fc.constantFrom(-480, 240), carriedOver: fc.boolean() },
      })
      .map((step) => ({ ...step, carriedOver: step.carriedOver && step.minutes > 0 })),
  },
  {
    weight: 3,
    arbitrary: fc.record({ what: fc.constant('week' as const), date: weekDate, week: fc.constantFrom(...OTHER_WEEKS) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      ...{ what: fc.constant('holiday' as const), date, which },
      off: fc.constantFrom('day', 'morning', 'afternoon', null),
    }),
  },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('wait' as const), days: fc.integer({ min: 1, max: 20 }) }) },
)
const steps = fc
  .tuple(request, fc.array(step, { minLength: 1, maxLength: MORE_STEPS, size: 'max' }))
  .map(([first, rest]): Step[] => [first, ...rest])

const expiry = { months: fc.constantFrom(null, 1, 2, 12), floor: fc.constantFrom(null, 0, 0, -500) }
const inHours = fc.record({
  ...{ unit: fc.constant('hours' as const), allowance: fc.constantFrom(960, 2_400) },
  ...{ accrual: fc.constantFrom('yearly' as const, 'monthly' as const), cap: fc.constantFrom(null, 0, 480, 1_000) },
  ...expiry,
})
const inDays = fc.record({
  ...{ unit: fc.constant('days' as const), allowance: fc.constantFrom(200, 500) },
  ...{ accrual: fc.constant('yearly' as const), cap: fc.constantFrom(null, 0, 100, 250) },
  ...expiry,
})
const terms: fc.Arbitrary<NaiveTerms> = fc.oneof(inHours, inDays)
const history = fc.tuple(terms, fc.constantFrom(...WEEKS), steps)

let teamroom: Teamroom
let world: World

before(async () => {
  teamroom = await startTeamroom()
  await waitForNoDisk(teamroom.db)
  world = new World(teamroom.db, (await teamroom.account('admin')).id)
})
after(() => teamroom.stop())

describe('any history of requests, decisions, adjustments and holidays', () => {
  it(`agrees with a naive model, ${HISTORIES} times`, async () => {
    await Promise.all(
      REGIONS.map((region) =>
        fc.assert(
          fc.asyncProperty(history, async ([terms, week, steps]) => {
            const run = await History.begin(world, region, terms, week)
            for (const each of steps) await run.take(each)
            await run.check()
          }),
          { numRuns: HISTORIES / REGIONS.length, unbiased: true },
        ),
      ),
    )
  })
})
