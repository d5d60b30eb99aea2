import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Ties } from '../people/access.ts'
import type { Verdict } from '../verdict.ts'
import { onLeave, onLeaveType, onPolicy, onRequest, REQUEST_ACTS, type RequestAct } from './access.ts'

const PEER: Ties = {
  isOwn: false,
  wasOwn: false,
  isAdmin: false,
  isOnlyAdmin: false,
  isInCharge: false,
  hasStarted: true,
}
const OWN = { ...PEER, isOwn: true, wasOwn: true }
const BOSS = { ...PEER, isInCharge: true }
const ADMIN = { ...PEER, isAdmin: true }

const TODAY = '2026-06-05'
const request = (status: 'pending' | 'approved' | 'rejected' | 'cancelled', start_date = TODAY) => ({
  status,
  start_date,
})
const kindOf = (verdict: Verdict) => (verdict === 'yes' ? verdict : verdict.kind)
const acts = (ties: Ties, of: ReturnType<typeof request>): RequestAct[] =>
  REQUEST_ACTS.filter((act) => onRequest(act, ties, of, TODAY) === 'yes')

describe('what may be done with a request', () => {
  it('depends on its state, for those who decide', () => {
    for (const ties of [BOSS, ADMIN, { ...OWN, isAdmin: true, isOnlyAdmin: true }]) {
      assert.deepEqual(acts(ties, request('pending')), ['edit', 'approve', 'reject', 'cancel'])
      assert.deepEqual(acts(ties, request('approved')), ['cancel', 'take_back_approval'])
      assert.deepEqual(acts(ties, request('rejected')), ['take_back_rejection'])
      assert.deepEqual(acts(ties, request('cancelled')), [])
      assert.equal(kindOf(onRequest('approve', ties, request('rejected'), TODAY)), 'conflict')
    }
  })

  it('is no decision for the person, and no cancellation once approved time off has begun', () => {
    for (const ties of [OWN, { ...OWN, isAdmin: true }, { ...OWN, isInCharge: true }]) {
      assert.deepEqual(acts(ties, request('pending')), ['edit', 'cancel'])
      assert.deepEqual(acts(ties, request('approved', '2026-06-06')), ['cancel'])
      assert.deepEqual(acts(ties, request('approved')), [])
      assert.equal(kindOf(onRequest('approve', ties, request('pending'), TODAY)), 'forbidden')
      assert.equal(kindOf(onRequest('cancel', ties, request('approved'), TODAY)), 'forbidden')
    }
  })

  it('is no decision for those whose the person once was, whatever they have become', () => {
    for (const ties of [BOSS, ADMIN]) {
      const once = { ...ties, wasOwn: true }
      assert.deepEqual(acts(once, request('pending')), ['edit', 'cancel'])
      assert.deepEqual(acts(once, request('approved')), [])
      assert.equal(kindOf(onRequest('reject', once, request('pending'), TODAY)), 'forbidden')
    }
  })

  it('is nothing at all for others, who do not know of it', () => {
    for (const ties of [PEER, { ...PEER, wasOwn: true }, { ...PEER, hasStarted: false }]) {
      for (const act of ['see', ...REQUEST_ACTS] as const) {
        assert.equal(kindOf(onRequest(act, ties, request('pending'), TODAY)), 'not_found', act)
      }
    }
  })
})

describe("what may be done with somebody's time off", () => {
  it('is to ask for the person and those who decide, and to book for those alone', () => {
    const cases: [Ties, string, string][] = [
      [OWN, 'yes', 'forbidden'],
      [BOSS, 'yes', 'yes'],
      [ADMIN, 'yes', 'yes'],
      [{ ...ADMIN, wasOwn: true }, 'yes', 'forbidden'],
      [{ ...OWN, isAdmin: true, isOnlyAdmin: true }, 'yes', 'yes'],
      [PEER, 'forbidden', 'not_found'],
      [{ ...PEER, hasStarted: false }, 'not_found', 'not_found'],
    ]
    for (const [ties, asking, booking] of cases) {
      const said = JSON.stringify(ties)
      assert.equal(kindOf(onLeave('request_time_off', ties)), asking, said)
      assert.equal(kindOf(onLeave('book_time_off', ties)), booking, said)
      for (const act of ['adjust_balance', 'assign_policies'] as const) {
        assert.equal(kindOf(onLeave(act, ties)), ties.isAdmin ? 'yes' : 'forbidden', said)
      }
    }
  })
})

describe('what may be done with leave types and policies', () => {
  const admin = { role: 'admin' } as const

  it('is for administrators to say, as long as nothing depends on them', () => {
    const used = { is_default: 0, is_used: true }
    assert.equal(onLeaveType('archive', admin, used), 'yes')
    assert.equal(kindOf(onLeaveType('delete', admin, used)), 'conflict')
    assert.equal(onLeaveType('delete', admin, { ...used, is_used: false }), 'yes')
    for (const act of ['archive', 'delete'] as const) {
      assert.equal(kindOf(onLeaveType(act, admin, { is_default: 1, is_used: false })), 'conflict')
    }
    for (const act of ['edit_terms', 'delete'] as const) {
      assert.equal(onPolicy(act, admin, { assigned_employees: 0 }), 'yes')
      assert.equal(kindOf(onPolicy(act, admin, { assigned_employees: 1 })), 'conflict')
    }
    for (const act of ['edit', 'assign'] as const) assert.equal(onPolicy(act, admin, { assigned_employees: 1 }), 'yes')
  })

  it('is nothing for others, be they managers', () => {
    const manager = { role: 'manager' } as const
    for (const act of ['edit', 'archive', 'delete'] as const) {
      assert.equal(kindOf(onLeaveType(act, manager, { is_default: 1, is_used: true })), 'forbidden')
    }
    for (const act of ['edit', 'edit_terms', 'assign', 'delete'] as const) {
      assert.equal(kindOf(onPolicy(act, manager, { assigned_employees: 1 })), 'forbidden')
    }
  })
})
