import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { pino } from 'pino'
import { startTeamroom, type Teamroom } from '../../test/harness.ts'
import type { BackupPlan } from './plan-rules.ts'
import { type MakeBackup, type Outcome, type Schedule, scheduleBackups } from './schedule.ts'

const plan: BackupPlan = { hour: 3, minute: 0, place: { kind: 'folder', path: '/srv/backups' }, keep: 7 }
const MADE = { place: '/srv/backups/one.tar.zst', bytes: 10 }
const HOUR = 3_600_000

describe('backups by a schedule', () => {
  let teamroom: Teamroom
  let outcome: Outcome
  let count: number
  const schedules: Schedule[] = []

  beforeEach(async () => {
    teamroom = await startTeamroom({ backup: plan }, { now: '2026-06-15T12:00:00Z' })
    outcome = MADE
    count = 0
  })
  afterEach(async () => {
    await Promise.all(schedules.splice(0).map((schedule) => schedule.stop()))
    await teamroom.stop()
  })

  const counted: MakeBackup = async () => {
    count++
    return outcome
  }
  function node(make = counted): Schedule {
    const { db, deps } = teamroom
    const schedule = scheduleBackups(plan, { db, now: deps.now, log: pino({ level: 'silent' }), make })
    schedules.push(schedule)
    return schedule
  }
  // The clock leaps over the end of sessions.
  const seen = async () => (await (await teamroom.account('admin')).send('GET', '/api/backups')).body

  it('make up for one that was missed, and then wait for the next day’s', async () => {
    const schedule = node()
    assert.equal((await seen()).state, 'pending')
    await schedule.look()
    await schedule.look()
    teamroom.clock.advance(14 * HOUR)
    await schedule.look()
    assert.equal(count, 1)
    teamroom.clock.advance(HOUR)
    await schedule.look()
    assert.equal(count, 2)
  })

  it('are made by one of several servers', async () => {
    await Promise.all([node(), node(), node()].map((schedule) => schedule.look()))
    assert.equal(count, 1)
  })

  it('tell administrators when and where the last one was made', async () => {
    await node().look()
    const succeeded_at = '2026-06-15T12:00:00.000Z'
    const schedule = 'daily 03:00 /srv/backups'
    assert.deepEqual(await seen(), { state: 'ok', schedule, succeeded_at, ...MADE, failed_at: null, failure: null })
    teamroom.clock.advance(27 * HOUR)
    assert.equal((await seen()).state, 'late')
  })

  it('tell administrators what went wrong, and are tried again an hour later', async () => {
    const schedule = node()
    outcome = { failure: 'The disk is full.' }
    await schedule.look()
    await schedule.look()
    assert.equal(count, 1)
    const { state, failure, failed_at } = await seen()
    assert.deepEqual([state, failure, failed_at], ['failed', 'The disk is full.', '2026-06-15T12:00:00.000Z'])
    teamroom.clock.advance(HOUR)
    outcome = MADE
    await schedule.look()
    assert.deepEqual([count, (await seen()).state], [2, 'ok'])
  })

  it('go on by a clock that somebody has set back by years, whether the last one was made then, failed or was begun', async () => {
    const years = 30_000 * HOUR
    const schedule = node()
    const inTheFuture = async (last: Outcome) => {
      teamroom.clock.advance(years)
      outcome = last
      await schedule.look()
      teamroom.clock.advance(-years)
      outcome = MADE
    }
    await inTheFuture(MADE)
    await schedule.look()
    assert.deepEqual([count, (await seen()).state, (await seen()).succeeded_at], [2, 'ok', '2026-06-15T12:00:00.000Z'])
    await inTheFuture({ failure: 'The disk is full.' })
    teamroom.clock.advance(24 * HOUR)
    await schedule.look()
    assert.deepEqual([count, (await seen()).state], [4, 'ok'])
  })

  it('are given up by a server that ends, and made by the next one', async () => {
    const ends = node((_plan, stop) => {
      const { promise, resolve } = Promise.withResolvers<Outcome>()
      stop.addEventListener('abort', () => resolve({ failure: 'aborted' }))
      return promise
    })
    const looking = ends.look()
    await node().look()
    assert.equal(count, 0)
    await ends.stop()
    await looking
    await node().look()
    assert.deepEqual([count, (await seen()).state], [1, 'ok'])
  })

  it('are nobody’s business but administrators’', async () => {
    const member = await teamroom.account('member')
    assert.equal((await member.send('GET', '/api/backups')).status, 403)
    assert.equal((await teamroom.send('GET', '/api/backups')).status, 401)
  })
})
