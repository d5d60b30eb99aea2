import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { AppError } from '../errors.ts'
import { readDue, showDue } from './survey-due-rules.ts'

const NOW = '2026-03-02T09:00:00.000Z'
const BERLIN = 'Europe/Berlin'
const read = (text: string, zone = BERLIN) => readDue(text, zone, NOW)

describe('a due date', () => {
  it('is the end of a day where it is a day, also where that has no midnight or is of another length', () => {
    const days: [day: string, zone: string, instant: string][] = [
      ['2026-07-01', BERLIN, '2026-07-01T21:59:59.999Z'],
      ['2026-07-01', 'UTC', '2026-07-01T23:59:59.999Z'],
      ['2026-07-01', 'Asia/Kolkata', '2026-07-01T18:29:59.999Z'],
      ['2026-10-25', BERLIN, '2026-10-25T22:59:59.999Z'],
      ['2026-04-23', 'Africa/Cairo', '2026-04-23T21:59:59.999Z'],
      ['2026-12-31', 'Pacific/Kiritimati', '2026-12-31T09:59:59.999Z'],
    ]
    for (const [day, zone, instant] of days) {
      assert.equal(read(day, zone), instant, `${day} ${zone}`)
      assert.equal(showDue(instant, zone), day, `${day} ${zone}`)
    }
  })

  it('is the instant where it has a time, in the zone where it has no offset', () => {
    const instants = {
      '2026-07-01T18:00': '2026-07-01T16:00:00.000Z',
      '2026-07-01 18:00:30': '2026-07-01T16:00:30.000Z',
      '2026-07-01T18:00:30.25': '2026-07-01T16:00:30.250Z',
      '2026-07-01t18:00z': '2026-07-01T18:00:00.000Z',
      '2026-07-01 18:00:00 +0530': '2026-07-01T12:30:00.000Z',
      ' 2026-07-01T18:00:00-03:00 ': '2026-07-01T21:00:00.000Z',
    }
    for (const [text, instant] of Object.entries(instants)) {
      assert.equal(read(text), instant, text)
      assert.equal(showDue(instant, BERLIN), instant)
    }
    assert.equal(showDue(null, BERLIN), null)
  })

  it('is refused when it is unreadable', () => {
    const texts = [
      '',
      'soon',
      '2026-02-30',
      '2026-13-01',
      '01.07.2026',
      '20260701',
      '2026-07-01T25:00',
      '2026-07-01T',
      '1',
    ]
    for (const text of [...texts, '2026-07-01T18:00+99:00', '9999-01-01', '2026-07-01T18', '2026-07-01T18:00[UTC]']) {
      assert.throws(() => read(text), isRefused('Not a valid date or datetime.'), text)
    }
  })

  it('is refused when it is past', () => {
    for (const text of ['2026-03-01', '2026-03-02T10:00', '2026-03-02T09:00:00Z', '1999-12-31']) {
      assert.throws(() => read(text), isRefused('Must not be in the past.'), text)
    }
    assert.equal(read('2026-03-02'), '2026-03-02T22:59:59.999Z', 'today is not over')
    assert.equal(read('2026-03-02T09:00:00.001Z'), '2026-03-02T09:00:00.001Z')
  })
})

const isRefused = (sentence: string) => (error: unknown) =>
  error instanceof AppError && error.errors?.json?.duedate?.[0] === sentence
