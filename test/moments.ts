/** When the tests take place: see docs/adr/0021-one-clock.md. */

/** The instant at which specs begin that are run without another one: a Monday, far from every border of the calendar. */
const PLAIN_DAY = '2026-03-02T09:00:00.000Z'

/** The instant at which this run's clocks begin. */
export const startOfTests = (): string => process.env.TEST_NOW ?? PLAIN_DAY
