/**
 * Loaded before anything else, in every process of tests and every server that they start: the machine's clock then begins
 * at `TEST_NOW`, and goes on from there, so that nothing under test sees the machine's date. Timers and `performance.now`
 * stay as they are. A thread goes by the clock of its process.
 */
const { TEST_NOW } = process.env
// Node's own runner measures the tests, and hands its arguments on to the processes that run them.
if (TEST_NOW !== undefined && !process.execArgv.includes('--test')) replaceClock(TEST_NOW)

function replaceClock(instant: string): void {
  const RealDate = Date
  process.env.TEST_NOW_SINCE ??= String(RealDate.now())
  const ahead = RealDate.parse(instant) - Number(process.env.TEST_NOW_SINCE)
  const now = () => RealDate.now() + ahead

  function MachineDate(this: unknown, ...args: unknown[]): Date | string {
    if (new.target === undefined) return new RealDate(now()).toString()
    return Reflect.construct(RealDate, args.length === 0 ? [now()] : args, new.target)
  }
  // Dates that Node has made are dates to everybody: they share one prototype.
  MachineDate.prototype = RealDate.prototype
  Object.defineProperties(MachineDate, {
    ...Object.getOwnPropertyDescriptors(RealDate),
    now: { value: now, writable: true, configurable: true },
  })
  Object.defineProperty(RealDate.prototype, 'constructor', { value: MachineDate, writable: true, configurable: true })
  Object.defineProperty(globalThis, 'Date', { value: MachineDate, writable: true, configurable: true })

  const presently = (zone: Temporal.TimeZoneLike = Temporal.Now.timeZoneId()) =>
    Temporal.Instant.fromEpochMilliseconds(now()).toZonedDateTimeISO(zone)
  Object.assign(Temporal.Now, {
    instant: () => presently().toInstant(),
    zonedDateTimeISO: presently,
    plainDateTimeISO: (zone?: Temporal.TimeZoneLike) => presently(zone).toPlainDateTime(),
    plainDateISO: (zone?: Temporal.TimeZoneLike) => presently(zone).toPlainDate(),
    plainTimeISO: (zone?: Temporal.TimeZoneLike) => presently(zone).toPlainTime(),
  })
}
