import ICAL from 'ical.js'
import { type Component, componentProblems } from './calendar-rules.ts'

const LINE = /^([A-Z0-9-]+)((?:;[A-Z0-9-]+=(?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*)*):(.*)$/is
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for.
const CONTROL = /[\u0000-\u0008\u000a-\u001f\u007f]/
const MOST_OCTETS = 75

/**
 * What is wrong with an iCalendar file, by RFC 5545 and RFC 7986, as far as files of events say it; nothing of one that
 * keeps them. `ical.js` reads it too, which does not look at most of these rules.
 */
export function calendarProblems(file: Buffer): string[] {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(file)
  const { root, problems } = read(text)
  const calendar = root.components[0]
  if (root.components.length !== 1 || root.lines.length > 0 || calendar?.name !== 'VCALENDAR')
    problems.push('not one calendar')
  return [...linesOf(file).flatMap(lineProblems), ...problems, ...componentProblems(root), ...libraryProblems(text)]
}

/** As they are in the file, octet by octet, the last of them without what ends it. */
function linesOf(file: Buffer): string[] {
  const lines = file.toString('latin1').split('\r\n')
  return lines.pop() === '' ? lines : ['']
}

function lineProblems(line: string): string[] {
  const bytes = Buffer.from(line, 'latin1')
  return [
    ...(line === '' ? ['a line of nothing, or one without an end'] : []),
    ...(line.length > MOST_OCTETS ? [`a line of ${line.length} octets`] : []),
    ...(CONTROL.test(line) ? ['a control character'] : []),
    ...(Buffer.from(bytes.toString()).equals(bytes) ? [] : ['a line that ends within a character']),
  ]
}

/** Everything that begins and ends in a file, within a component that there is not. */
function read(text: string): { root: Component; problems: string[] } {
  const root: Component = { name: '', lines: [], components: [] }
  const problems: string[] = []
  const open = [root]
  for (const content of text
    .replaceAll(/\r\n[ \t]/g, '')
    .split('\r\n')
    .slice(0, -1)) {
    const [, name = '', parameters = '', value = ''] = LINE.exec(content) ?? []
    const within = open.at(-1) ?? root
    if (name === 'BEGIN') {
      open.push({ name: value, lines: [], components: [] })
      within.components.push(open.at(-1) as Component)
    } else if (name === 'END') {
      if (value !== open.pop()?.name) problems.push(`END:${value} within ${within.name}`)
    } else if (name === '') problems.push(`no content line: ${content}`)
    else within.lines.push({ name, parameters: parametersOf(parameters), value })
  }
  if (open.length !== 1) problems.push('a component does not end')
  return { root, problems }
}

function parametersOf(text: string): Map<string, string> {
  const found = [...text.matchAll(/;([^=]+)=((?:"[^"]*"|[^;])*)/g)]
  return new Map(found.map(([, name = '', value = '']) => [name, value]))
}

function libraryProblems(text: string): string[] {
  try {
    const calendar = new ICAL.Component(ICAL.parse(text))
    for (const event of calendar.getAllSubcomponents('vevent')) new ICAL.Event(event).endDate.toJSDate()
    return []
  } catch (error) {
    return [`ical.js: ${(error as Error).message}`]
  }
}
