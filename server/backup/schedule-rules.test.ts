import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { readPlace } from './name-rules.ts'
import { type BackupPlan, readDaily, textOf } from './plan-rules.ts'
import { lastDue, stateOf } from './schedule-rules.ts'

const plan: BackupPlan = { hour: 2, minute: 30, place: { kind: 'folder', path: '/srv' }, keep: 7 }

describe('the time at which a daily backup was last due', () => {
  const cases: [zone: string, now: string, due: string, why: string][] = [
    ['UTC', '2026-06-15T02:30:00Z', '2026-06-15T02:30:00.000Z', 'now'],
    ['UTC', '2026-06-15T02:29:59Z', '2026-06-14T02:30:00.000Z', 'yesterday, a second before today’s'],
    ['Europe/Berlin', '2026-06-15T00:30:00Z', '2026-06-15T00:30:00.000Z', 'by the company’s clock'],
    ['Pacific/Kiritimati', '2026-06-14T12:30:00Z', '2026-06-14T12:30:00.000Z', 'where it is tomorrow already'],
    ['Europe/Berlin', '2026-03-29T01:29:59Z', '2026-03-28T01:30:00.000Z', 'before the hour that the night lacks'],
    [
      'Europe/Berlin',
      '2026-03-29T01:30:00Z',
      '2026-03-29T01:30:00.000Z',
      'an hour later where the night lacks that time',
    ],
    ['Europe/Berlin', '2026-10-25T00:30:00Z', '2026-10-25T00:30:00.000Z', 'the first of two'],
    ['Europe/Berlin', '2026-10-25T01:30:00Z', '2026-10-25T00:30:00.000Z', 'not once more at the second of two'],
  ]
  for (const [zone, now, due, why] of cases) {
    it(`is ${why}`, () => assert.equal(lastDue(plan, zone, new Date(now)).toISOString(), due))
  }
})

describe('the state of backups', () => {
  const now = new Date('2026-06-15T12:00:00Z')
  const [early, recent, later] = ['2026-06-14T09:59:00.000Z', '2026-06-15T02:30:00.000Z', '2026-06-15T02:31:00.000Z']
  const cases: [succeeded: string | null, failed: string | null, state: string][] = [
    [null, null, 'pending'],
    [recent, null, 'ok'],
    [early, null, 'late'],
    [null, recent, 'failed'],
    [recent, later, 'failed'],
    [later, recent, 'ok'],
  ]
  for (const [succeeded_at, failed_at, state] of cases) {
    it(`is ${state} after ${succeeded_at} and ${failed_at}`, () => {
      assert.equal(stateOf({ succeeded_at, failed_at }, plan, now), state)
    })
  }
  it('is off without a plan', () => {
    assert.equal(stateOf({ succeeded_at: null, failed_at: null }, undefined, now), 'off')
  })
})

describe('a place for backups', () => {
  it('is not where a variable that is not set says', () => {
    for (const text of ['', ' ', 's3://']) assert.equal(readPlace(text), undefined)
  })
})

describe('a daily plan', () => {
  for (const text of ['daily 03:05 /var/my backups', 'daily 23:59 s3://team-backups/a/', 'daily 00:00 s3://bucket/']) {
    it(`is written as it is read: ${text}`, () =>
      assert.equal(textOf({ ...(readDaily(text) as BackupPlan), keep: 7 }), text))
  }
})
