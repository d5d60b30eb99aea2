import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { SESSIONS, SPENT_TOKENS } from '../auth/sessions/rules.ts'
import { STREAMS } from '../http/stream-places.ts'
import { QUOTA } from '../surveys/quota-rules.ts'
import { PUBLIC_REPLY_CAP } from '../surveys/rules.ts'
import { LIMITS, usedUp, windowEnd } from './rules.ts'

const DOCUMENT = readFileSync(new URL('../../docs/limits.md', import.meta.url), 'utf8')
const show = (number: number) => number.toLocaleString('en')

describe('a window', () => {
  it('ends at the next full hour or day, for everybody', () => {
    const at = (time: string) => new Date(`2026-03-02T${time}Z`)
    assert.deepEqual(windowEnd(LIMITS.replies, at('09:00:00.000')), at('10:00:00.000'))
    assert.deepEqual(windowEnd(LIMITS.replies, at('09:59:59.999')), at('10:00:00.000'))
    assert.deepEqual(windowEnd(LIMITS.requests, at('23:59:59.999')), new Date('2026-03-03T00:00:00.000Z'))
  })

  it('is what somebody is told to wait for', () => {
    const refusal = usedUp(LIMITS.replies, '2026-03-02T10:00:00.000Z', new Date('2026-03-02T09:58:30.000Z'))
    assert.deepEqual([refusal.kind, refusal.retryAfter], ['too_many', 90])
  })
})

describe('the limits', () => {
  it('allow a company of 500 behind one address', () => {
    for (const { most, whose } of Object.values(LIMITS)) if (whose === 'address') assert.ok(most >= 2 * 500)
  })

  it('are said with their numbers, and listed in the document', () => {
    for (const [name, { most, sentence }] of Object.entries(LIMITS)) {
      const number = name === 'answers' ? `${most / 1_000} MB` : show(most)
      assert.ok(sentence.includes(number), sentence)
      assert.ok(DOCUMENT.includes(number), `${name}: ${number}`)
    }
    const others = [
      ...Object.values(STREAMS),
      QUOTA.surveys,
      QUOTA.versionsOfOne,
      QUOTA.links,
      PUBLIC_REPLY_CAP,
      SESSIONS,
      SPENT_TOKENS,
    ].map(show)
    for (const number of [...others, `${QUOTA.bytes / 1e6} MB`, `${QUOTA.bytesOfOne / 1e6} MB`]) {
      assert.ok(DOCUMENT.includes(number), number)
    }
  })
})
