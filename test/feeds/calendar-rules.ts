/** One line of a calendar, unfolded: `DTSTART;VALUE=DATE:20260406`. */
export interface Line {
  name: string
  parameters: Map<string, string>
  value: string
}

export interface Component {
  name: string
  lines: Line[]
  components: Component[]
}

/** What is wrong with a component, those within it aside. */
type Rule = (component: Component) => string[]

const DURATION = /^P(?:\d+W|(?=.)(?:\d+D)?(?:T(?=.)(?:\d+H)?(?:\d+M)?(?:\d+S)?)?)$/
const UTC = /^\d{8}T\d{6}Z$/
const ESCAPED = /^(?:[^\\;,]|\\[\\;,nN])*$/s

/** In each component as it is named, or in every one: the rules that RFC 5545 has for it, and RFC 7986 for calendars. */
const RULES: Record<string, Rule[]> = {
  VCALENDAR: [
    once('PRODID', 'VERSION'),
    atMostOnce('CALSCALE', 'METHOD', 'NAME', 'UID', 'LAST-MODIFIED', 'URL', 'SOURCE', 'COLOR'),
    atMostOnce('REFRESH-INTERVAL', 'X-WR-CALNAME', 'X-PUBLISHED-TTL'),
    each('VERSION', ({ value }) => value === '2.0'),
    each('REFRESH-INTERVAL', ({ parameters }) => parameters.get('VALUE') === 'DURATION'),
    each('REFRESH-INTERVAL', isSomeTime),
    each('X-PUBLISHED-TTL', isSomeTime),
    ({ components }) => (components.length === 0 ? ['a calendar without a component'] : []),
    differentUids,
    describedZones,
  ],
  VEVENT: [
    once('UID', 'DTSTAMP', 'DTSTART'),
    atMostOnce('CLASS', 'CREATED', 'DESCRIPTION', 'GEO', 'LAST-MODIFIED', 'LOCATION', 'ORGANIZER', 'PRIORITY'),
    atMostOnce(
      'SEQUENCE',
      'STATUS',
      'SUMMARY',
      'TRANSP',
      'URL',
      'RECURRENCE-ID',
      'RRULE',
      'DTEND',
      'DURATION',
      'COLOR',
    ),
    ...['DTSTAMP', 'CREATED', 'LAST-MODIFIED'].map((name) => each(name, ({ value }) => UTC.test(value))),
    ...['DTSTART', 'DTEND'].map((name) => each(name, isMoment)),
    each('SEQUENCE', ({ value }) => /^\d+$/.test(value)),
    each('STATUS', ({ value }) => ['TENTATIVE', 'CONFIRMED', 'CANCELLED'].includes(value)),
    each('TRANSP', ({ value }) => ['OPAQUE', 'TRANSPARENT'].includes(value)),
    endsAfterItBegins,
  ],
  VTIMEZONE: [
    once('TZID'),
    ({ components }) => (components.some(({ name }) => name in OFFSETS) ? [] : ['a time zone without an offset']),
  ],
}
const OFFSETS: Record<string, Rule[]> = Object.fromEntries(
  ['STANDARD', 'DAYLIGHT'].map((name) => [
    name,
    [
      once('DTSTART', 'TZOFFSETTO', 'TZOFFSETFROM'),
      each('DTSTART', ({ value }) => /^\d{8}T\d{6}$/.test(value)),
      ...['TZOFFSETTO', 'TZOFFSETFROM'].map((one) => each(one, ({ value }) => /^[+-]\d{4}(?:\d\d)?$/.test(value))),
    ],
  ]),
)
const ANYWHERE = ['NAME', 'X-WR-CALNAME', 'DESCRIPTION', 'SUMMARY', 'LOCATION', 'COMMENT', 'UID', 'TZID', 'PRODID'].map(
  (name) => each(name, ({ value }) => ESCAPED.test(value)),
)

/** What is wrong with a component and with those within it. */
export function componentProblems(component: Component): string[] {
  const rules = [...(RULES[component.name] ?? OFFSETS[component.name] ?? []), ...ANYWHERE]
  return [...rules.flatMap((rule) => rule(component)), ...component.components.flatMap(componentProblems)]
}

function once(...names: string[]): Rule {
  return (component) =>
    names.flatMap((name) => {
      const { length } = valuesOf(component, name)
      return length === 1 ? [] : [`${component.name} has ${name} ${length} times`]
    })
}

function atMostOnce(...names: string[]): Rule {
  return (component) =>
    names.filter((name) => valuesOf(component, name).length > 1).map((name) => `${component.name} has ${name} twice`)
}

function each(name: string, isGood: (line: Line) => boolean): Rule {
  return ({ lines }) =>
    lines.filter((line) => line.name === name && !isGood(line)).map(({ value }) => `${name} is ${value}`)
}

function valuesOf({ lines }: Component, name: string): string[] {
  return lines.filter((line) => line.name === name).map(({ value }) => value)
}

function isSomeTime({ value }: Line): boolean {
  return DURATION.test(value) && /[1-9]/.test(value)
}

/** A day where it says so; else a moment, in UTC or in a zone of the file, as no reader knows what a time without one is. */
function isMoment({ parameters, value }: Line): boolean {
  const [, day, time] = /^(\d{8})(?:T(\d{6}Z?))?$/.exec(value) ?? []
  if (day === undefined || !isDay(day)) return false
  if (parameters.get('VALUE') === 'DATE') return time === undefined && !parameters.has('TZID')
  return time !== undefined && time.endsWith('Z') !== parameters.has('TZID')
}

function isDay(digits: string): boolean {
  const day = `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}`
  return new Date(`${day}T00:00:00Z`).toJSON()?.startsWith(day) ?? false
}

function endsAfterItBegins(event: Component): string[] {
  const [start, end] = ['DTSTART', 'DTEND'].map((name) => event.lines.find((line) => line.name === name))
  if (!start || !end) return []
  return [
    ...(start.parameters.get('VALUE') === end.parameters.get('VALUE') ? [] : ['DTEND is of another type']),
    ...(end.value > start.value ? [] : ['DTEND is not after DTSTART']),
    ...(valuesOf(event, 'DURATION').length > 0 ? ['DTEND and DURATION'] : []),
  ]
}

function differentUids({ components }: Component): string[] {
  const uids = components.filter(({ name }) => name === 'VEVENT').flatMap((event) => valuesOf(event, 'UID'))
  return new Set(uids).size < uids.length ? ['two events with one UID'] : []
}

function describedZones({ components }: Component): string[] {
  const described = new Set(components.flatMap((one) => (one.name === 'VTIMEZONE' ? valuesOf(one, 'TZID') : [])))
  const used = components.flatMap(({ lines }) => lines.flatMap(({ parameters }) => parameters.get('TZID') ?? []))
  return used.filter((zone) => !described.has(zone)).map((zone) => `there is no VTIMEZONE of ${zone}`)
}
