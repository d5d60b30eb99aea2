import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { HOLIDAY_ACTS, onHoliday, onPerson, PERSON_ACTS, type Ties } from './access.ts'

const PEER: Ties = {
  isOwn: false,
  wasOwn: false,
  isAdmin: false,
  isOnlyAdmin: false,
  isInCharge: false,
  hasStarted: true,
}
const kindOf = (verdict: ReturnType<typeof onPerson>) => (verdict === 'yes' ? verdict : verdict.kind)

describe('what may be done with an employee', () => {
  const CLOSE: Partial<Ties>[] = [{ isOwn: true }, { isInCharge: true }, { isAdmin: true }]

  it('is to see all of them for those whom it concerns, and the directory for others', () => {
    for (const tie of CLOSE) assert.equal(onPerson('see_details', { ...PEER, ...tie }), 'yes')
    assert.equal(kindOf(onPerson('see_details', PEER)), 'forbidden')
    assert.equal(onPerson('see', PEER), 'yes')
  })

  it('is nothing before their first day for those whom they do not concern yet', () => {
    for (const act of ['see', 'see_details'] as const) {
      assert.equal(kindOf(onPerson(act, { ...PEER, hasStarted: false })), 'not_found')
      for (const tie of CLOSE) assert.equal(onPerson(act, { ...PEER, ...tie, hasStarted: false }), 'yes')
    }
  })

  it('is no more for those whose they once were', () => {
    assert.equal(kindOf(onPerson('see_details', { ...PEER, wasOwn: true })), 'forbidden')
  })

  it('is to change them for administrators alone', () => {
    for (const act of PERSON_ACTS.filter((one) => one !== 'see_details')) {
      assert.equal(onPerson(act, { ...PEER, isAdmin: true }), 'yes', act)
      for (const tie of [{ isOwn: true }, { isInCharge: true }, {}]) {
        assert.equal(kindOf(onPerson(act, { ...PEER, ...tie })), 'forbidden', act)
      }
    }
  })
})

describe('what may be done with a company holiday', () => {
  it('is for administrators to say', () => {
    for (const act of HOLIDAY_ACTS) {
      assert.equal(onHoliday(act, { role: 'admin' }), 'yes')
      for (const role of ['member', 'manager'] as const) assert.equal(kindOf(onHoliday(act, { role })), 'forbidden')
    }
  })
})
