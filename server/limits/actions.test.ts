import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { type Account, startTeamroom, type Teamroom } from '../../test/harness.ts'
import { connect } from '../db/connect.ts'
import { transact } from '../db/transact.ts'
import type { Deps } from '../deps.ts'
import { use, useLeased } from './actions.ts'
import { forgetUsed } from './housekeeping.ts'
import { LIMITS, type LimitName, windowEnd } from './rules.ts'

const HOUR = 3_600_000

let teamroom: Teamroom
before(async () => {
  teamroom = await startTeamroom()
})
after(() => teamroom.stop())

let addresses = 0
let address: string
beforeEach(() => {
  address = `198.51.100.${++addresses}`
})

const inTransaction = (name: LimitName, amount?: number, deps: Deps = teamroom.deps) =>
  transact(deps.db, (trx) => use(deps, trx, name, address, amount))

/** What all windows have that are not over. */
const used = () => teamroom.db.selectFrom('allowances').selectAll().execute()

/** How many of so many calls, all made at once, are let through. */
async function letThrough(calls: Promise<void>[]): Promise<number> {
  const results = await Promise.allSettled(calls)
  for (const result of results) if (result.status === 'rejected') assert.equal(result.reason.kind, 'too_many')
  return results.filter(({ status }) => status === 'fulfilled').length
}

describe('an allowance', () => {
  it('is used up in its window, and there again in the next', async () => {
    const { most, sentence } = LIMITS.registrations
    await inTransaction('registrations', most - 1)
    await inTransaction('registrations')
    const left = (windowEnd(LIMITS.registrations, teamroom.clock.now).getTime() - teamroom.clock.now.getTime()) / 1_000
    await assert.rejects(inTransaction('registrations'), { kind: 'too_many', message: sentence, retryAfter: left })
    teamroom.clock.advance(left * 1_000 - 1)
    await assert.rejects(inTransaction('registrations'), { kind: 'too_many' })
    teamroom.clock.advance(1)
    await inTransaction('registrations', most)
    await assert.rejects(inTransaction('registrations'), { kind: 'too_many' })
  })

  it('is each address’s own, and all of an IPv6 network’s', async () => {
    await inTransaction('registrations', LIMITS.registrations.most)
    address = '2001:db8::1'
    await inTransaction('registrations', LIMITS.registrations.most)
    address = '2001:db8::2'
    await assert.rejects(inTransaction('registrations'), { kind: 'too_many' })
  })

  it('is not used by what fails', async () => {
    const failing = transact(teamroom.db, async (trx) => {
      await use(teamroom.deps, trx, 'registrations', address, LIMITS.registrations.most)
      throw new Error('rolled back')
    })
    await assert.rejects(failing, /rolled back/)
    await inTransaction('registrations', LIMITS.registrations.most)
  })

  it('is kept by two servers that use it at once', async () => {
    const connection = await connect(teamroom.deps.config.database)
    const other = { ...teamroom.deps, ...connection }
    await inTransaction('registrations', LIMITS.registrations.most - 10)
    const calls = Array.from({ length: 30 }, (_, i) => inTransaction('registrations', 1, i % 2 ? other : teamroom.deps))
    assert.equal(await letThrough(calls), 10)
    await connection.close()
  })

  it('is taken in leases by two servers, and by all together no more than there is', async () => {
    const connection = await connect(teamroom.deps.config.database)
    const other = { ...teamroom.deps, ...connection }
    const { most, lease } = LIMITS.replies
    const all = (deps: Deps, count: number) =>
      Array.from({ length: count }, () => useLeased(deps, 'replies', address, 100))
    const count = most / 100 / 2
    assert.equal(await letThrough([...all(teamroom.deps, count), ...all(other, count + 20)]), most / 100)
    assert.ok(lease < 100)
    await connection.close()
  })

  it('is taken in one lease by many who ask at once, and none of it is lost to others', async () => {
    const before = new Set((await used()).map(({ key }) => key))
    await Promise.all(Array.from({ length: 50 }, () => useLeased(teamroom.deps, 'replies', address)))
    const added = (await used()).filter(({ key }) => !before.has(key))
    assert.equal(added.length, 1)
    assert.equal(added[0]?.used, LIMITS.replies.lease)
  })

  it('says neither whose it is, nor how much of it was used', async () => {
    for (let i = 0; i < 7; i++) await useLeased(teamroom.deps, 'replies', address)
    const rows = await used()
    assert.ok(!JSON.stringify(rows).includes(address))
    assert.ok(rows.every((row) => row.used !== 7))
  })

  it('is forgotten once its window is over', async () => {
    await inTransaction('registrations')
    assert.ok((await used()).length > 0)
    await forgetUsed(teamroom.db, new Date(teamroom.clock.now.getTime() + 24 * HOUR))
    assert.deepEqual(await used(), [])
  })

  it('is endless where LIMITS is off', async () => {
    const deps = { ...teamroom.deps, config: { ...teamroom.deps.config, limits: false } }
    for (let i = 0; i < 3; i++) await inTransaction('registrations', LIMITS.registrations.most, deps)
    await useLeased(deps, 'replies', address, 2 * LIMITS.replies.most)
  })
})

describe('a member who writes without end', () => {
  const write = ({ send }: Account) => send('PATCH', '/api/me', {})

  /** As if an account had used up all that there is, but for what the server has taken already. */
  async function useUp(name: LimitName): Promise<void> {
    await teamroom.db.updateTable('allowances').set({ used: LIMITS[name].most }).execute()
  }

  it('is refused, whatever they write, and may go on reading', async () => {
    const [member, other] = [await teamroom.account('member'), await teamroom.account('member')]
    assert.equal((await write(member)).status, 422)
    await useUp('writes')
    const statuses: number[] = []
    while (statuses.at(-1) !== 429) statuses.push((await write(member)).status)
    assert.equal(statuses.length, LIMITS.writes.lease)
    for (const [method, path] of [
      ['POST', '/api/surveys'],
      ['POST', '/api/time-off/requests/preview'],
      ['DELETE', '/api/me/sessions/0197c0de-5a1e-7c3f-9a41-3f6c2b7d8e90'],
      ['POST', '/addsurvey'],
    ] as const) {
      const { status, headers, body } = await member.send(method, path, {})
      assert.deepEqual([status, body.message], [429, LIMITS.writes.sentence], path)
      assert.ok(Number(headers['retry-after']) > 0)
    }
    assert.equal((await member.send('GET', '/api/me')).status, 200)
    assert.equal((await write(other)).status, 422)
  })

  it('is nobody who runs the place', async () => {
    const before = (await used()).length
    for (const role of ['manager', 'admin'] as const)
      assert.equal((await write(await teamroom.account(role))).status, 422)
    assert.equal((await used()).length, before)
  })
})
