import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { countStatuses } from '../../../../test/accounts.ts'
import { hire } from '../../../../test/company.ts'
import { during } from '../../../../test/during.ts'
import { type Account, startTeamroom, type Teamroom } from '../../../../test/harness.ts'
import { addLeaveType, addPolicy } from '../../../../test/time-off.ts'
import { changePolicy, removePolicy } from '../actions.ts'
import { listAssignments } from '../store.ts'
import { assignPolicy } from './actions.ts'

let teamroom: Teamroom
let admin: Account
let leave_type_id: string
let policy: string
let employee: string

before(async () => {
  teamroom = await startTeamroom()
  admin = await teamroom.account('admin')
  leave_type_id = (await addLeaveType(admin)).id
})
after(() => teamroom.stop())

async function fresh(): Promise<void> {
  policy = (await addPolicy(admin, { leave_type_id })).id
  employee = await hire(teamroom.db)
}

const guard = () => {}
const ADMIN = { role: 'admin' } as const
const author = () => ({ id: admin.id, now: teamroom.clock.now })
const input = () => ({ employee_ids: [employee], effective_from: '2026-04-01' })
const path = () => `/api/time-off/policies/${policy}`
const assign = () => admin.send('POST', `${path()}/assignments`, input())

describe('while a policy is being assigned', () => {
  it('its terms are not changed, and then it is too late', async () => {
    await fresh()
    const { status } = await during(
      teamroom.db,
      (trx) => assignPolicy(trx, policy, input(), author()),
      () => admin.send('PATCH', path(), { allowance: 30 }),
    )
    assert.equal(status, 409)
  })

  it('it is not deleted, and then it is too late', async () => {
    await fresh()
    const { status } = await during(
      teamroom.db,
      (trx) => assignPolicy(trx, policy, input(), author()),
      () => admin.send('DELETE', path()),
    )
    assert.equal(status, 409)
  })
})

describe('while the terms of a policy are being changed', () => {
  it('nobody is given it, and then they have the new ones', async () => {
    await fresh()
    const { status } = await during(
      teamroom.db,
      (trx) => changePolicy(trx, policy, { allowance: 30 }, guard, { caller: ADMIN, now: author().now.toISOString() }),
      assign,
    )
    assert.equal(status, 201)
    const [assignment] = await listAssignments(teamroom.db, [employee])
    assert.equal(assignment?.policy?.allowance, 3000)
  })
})

describe('while a policy is being deleted', () => {
  it('nobody is given it, and then it is not there', async () => {
    await fresh()
    const { status } = await during(teamroom.db, (trx) => removePolicy(trx, policy, guard, ADMIN), assign)
    assert.equal(status, 404)
    assert.deepEqual(await listAssignments(teamroom.db, [employee]), [])
  })
})

describe('a policy that is deleted and assigned at once', () => {
  it('is one or the other, and no request fails', async () => {
    for (let round = 0; round < 10; round++) {
      await fresh()
      const answers = await Promise.all([assign(), admin.send('DELETE', path()), assign()])
      const counts = countStatuses(answers)
      const outcomes = [
        { 201: 2, 409: 1 },
        { 204: 1, 404: 2 },
      ]
      assert.ok(
        outcomes.some((outcome) => JSON.stringify(outcome) === JSON.stringify(counts)),
        JSON.stringify(counts),
      )
    }
  })
})
