/** When and where the tests take place: see docs/adr/0021-one-clock.md. */

/** Dates at which a calendar can go wrong, as the clock on the wall shows them in the zone that the tests run in. */
export const DATES = {
  'plain-day': '2026-03-02T09:00',
  'last-evening-of-the-year': '2026-12-31T23:40',
  'first-night-of-the-year': '2027-01-01T00:10',
  'leap-day': '2028-02-29T12:30',
  'end-of-a-short-month': '2026-04-30T18:00',
  sunday: '2026-08-16T10:15',
  'summer-time-begins-in-europe': '2027-03-28T01:30',
  'summer-time-ends-in-europe': '2026-10-25T02:30',
  'summer-time-begins-in-new-york': '2027-03-14T01:30',
  'summer-time-ends-in-new-york': '2026-11-01T01:30',
} as const

/** The zones of the machine, and of its people: the last ones on Earth to begin a day are not the last of these. */
export const ZONES = ['UTC', 'Pacific/Kiritimati', 'America/Los_Angeles'] as const

export type DateName = keyof typeof DATES
export type Zone = (typeof ZONES)[number]

/** A date in a zone; as text `leap-day@UTC`. */
export interface Moment {
  date: DateName
  zone: Zone
}

/** The instant at which specs begin that are run without another one: a Monday, far from every border of the calendar. */
export const PLAIN: Moment = { date: 'plain-day', zone: 'UTC' }

/** The instant at which this run's clocks begin. */
export const startOfTests = (): string => process.env.TEST_NOW ?? instantOf(PLAIN)

export const nameOf = ({ date, zone }: Moment): string => `${date}@${zone}`

/** @throws Error that lists what there is. */
export function momentOf(text: string): Moment {
  const [date, zone = 'UTC'] = text.split('@')
  if (!isDate(date) || !isZone(zone)) {
    throw new Error(`There is no ${text}, but ${Object.keys(DATES).join(', ')}, each @ ${ZONES.join(', ')}.`)
  }
  return { date, zone }
}

export const isDate = (word = ''): word is DateName => Object.hasOwn(DATES, word)
export const isZone = (word: string): word is Zone => (ZONES as readonly string[]).includes(word)

/** Every date once, and every zone in turn. */
export function everyDate(): Moment[] {
  const dates = Object.keys(DATES) as DateName[]
  return dates.map((date, at) => ({ date, zone: ZONES[at % ZONES.length] as Zone }))
}

export function everyDateInEveryZone(): Moment[] {
  return (Object.keys(DATES) as DateName[]).flatMap((date) => ZONES.map((zone) => ({ date, zone })))
}

/** The settings of processes whose clocks begin then. */
export function clockEnv(moment: Moment): { TEST_NOW: string; TZ: string } {
  return { TEST_NOW: instantOf(moment), TZ: moment.zone }
}

function instantOf({ date, zone }: Moment): string {
  const instant = Temporal.PlainDateTime.from(DATES[date]).toZonedDateTime(zone).toInstant()
  return instant.toString({ fractionalSecondDigits: 3 })
}
