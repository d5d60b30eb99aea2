import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import ICAL from 'ical.js'
import { calendarProblems } from '../../../test/feeds/calendar-checker.ts'
import type { CalendarEvent } from './feed-rules.ts'
import { calendarFile, calendarPieces } from './ical.ts'

const NAMES = ['Ada, Ben; & Söhne', 'Back\\slash\\n', `${'ü'.repeat(60)}, ${'🎉'.repeat(40)}`, 'Bell\u0007']
const EVENT: CalendarEvent = {
  uid: 'one@teamroom',
  start: '2026-04-06',
  end: '2026-04-07',
  summary: 'Ada, Ben; & Söhne – away',
  isTentative: false,
  isBusy: false,
  stamp: '2026-03-02T09:00:00.000Z',
}

async function joined(pieces: AsyncIterable<string>): Promise<string> {
  let text = ''
  for await (const piece of pieces) text += piece
  return text
}

async function* slicesOf(...slices: CalendarEvent[][]): AsyncGenerator<CalendarEvent[]> {
  yield* slices
}

/** A calendar in both ways to write one. */
async function bothOf(name: string, events: CalendarEvent[]): Promise<string[]> {
  return [await calendarFile(name, events), await joined(calendarPieces(name, slicesOf([], events)))]
}

describe('a calendar file', () => {
  for (const name of NAMES) {
    it(`keeps RFC 5545 whatever the calendar is called: ${JSON.stringify(name)}`, async () => {
      for (const events of [[], [EVENT]])
        for (const text of await bothOf(name, events)) {
          assert.deepEqual(calendarProblems(Buffer.from(text)), [], text)
          const calendar = new ICAL.Component(ICAL.parse(text))
          // The library leaves names as they are written: it does not know that they are texts (RFC 7986, 5.1).
          for (const property of ['name', 'x-wr-calname'])
            assert.equal(
              String(calendar.getFirstPropertyValue(property)).replaceAll(/\\([\\;,])/g, '$1'),
              name.replace('\u0007', ''),
            )
          assert.equal(calendar.getAllSubcomponents('vevent').length, events.length)
        }
    })
  }
})
