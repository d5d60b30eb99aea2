import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { calendarProblems } from './calendar-checker.ts'

const GOOD = [
  'BEGIN:VCALENDAR',
  'VERSION:2.0',
  'PRODID:-//Teamroom//Spec//EN',
  'NAME:Ann\\, Ben',
  'REFRESH-INTERVAL;VALUE=DURATION:PT1H',
  'BEGIN:VEVENT',
  'UID:one@teamroom',
  'DTSTAMP:20260406T090000Z',
  'DTSTART;VALUE=DATE:20260406',
  'DTEND;VALUE=DATE:20260407',
  'SUMMARY:Off',
  'END:VEVENT',
  'END:VCALENDAR',
  '',
].join('\r\n')

const check = (text: string) => calendarProblems(Buffer.from(text))
const changed = (from: string, to: string) => check(GOOD.replace(from, to))

describe('the checker of calendars', () => {
  it('takes a good one, and one whose lines are folded', () => {
    assert.deepEqual(check(GOOD), [])
    assert.deepEqual(changed('SUMMARY:Off', `SUMMARY:${'ü'.repeat(33)}\r\n ${'ü'.repeat(37)}`), [])
  })

  const faults: [why: string, from: string, to: string][] = [
    ['no component', GOOD.slice(GOOD.indexOf('BEGIN:VEVENT'), GOOD.indexOf('END:VCALENDAR')), ''],
    ['two UIDs', 'UID:one@teamroom', 'UID:one@teamroom\r\nUID:two@teamroom'],
    ['no UID', 'UID:one@teamroom\r\n', ''],
    ['no DTSTAMP', 'DTSTAMP:20260406T090000Z\r\n', ''],
    ['a DTSTAMP that is not in UTC', '20260406T090000Z', '20260406T090000'],
    ['a line of 76 octets', 'SUMMARY:Off', `SUMMARY:${'x'.repeat(68)}`],
    ['a line that ends within a character', 'SUMMARY:Off', `SUMMARY:${'\u00fc'.repeat(40)}`],
    ['a bare line feed', 'SUMMARY:Off\r\n', 'SUMMARY:Off\n'],
    ['a last line without an end', 'END:VCALENDAR\r\n', 'END:VCALENDAR'],
    ['a mark of the byte order', 'BEGIN:VCALENDAR', '\ufeffBEGIN:VCALENDAR'],
    ['a comma that is not escaped', 'SUMMARY:Off', 'SUMMARY:Off, today'],
    ['a backslash that escapes nothing', 'SUMMARY:Off', 'SUMMARY:Off \\today'],
    ['a control character', 'SUMMARY:Off', 'SUMMARY:Off\u0007'],
    ['an end on the first day', 'DATE:20260407', 'DATE:20260406'],
    ['an end of another type', 'DTEND;VALUE=DATE:20260407', 'DTEND:20260407T000000Z'],
    ['a day that there is not', 'DATE:20260406', 'DATE:20260231'],
    ['a zone that is not described', 'DTSTART;VALUE=DATE:20260406', 'DTSTART;TZID=Europe/Berlin:20260406T090000'],
    ['an interval without its type', ';VALUE=DURATION:PT1H', ':PT1H'],
    ['an interval of nothing', 'DURATION:PT1H', 'DURATION:PT0S'],
    ['a component that does not end', 'END:VEVENT\r\n', ''],
  ]
  for (const [why, from, to] of faults) it(`finds ${why}`, () => assert.notDeepEqual(changed(from, to), []))

  it('finds two events with one UID', () => {
    const event = GOOD.slice(GOOD.indexOf('BEGIN:VEVENT'), GOOD.indexOf('END:VCALENDAR'))
    assert.deepEqual(check(GOOD.replace(event, event + event)), ['two events with one UID'])
  })
})
