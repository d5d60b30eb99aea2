import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { countStatuses } from '../../../../test/accounts.ts'
import { hire } from '../../../../test/company.ts'
import { type Account, type Answer, startTeamroom, type Teamroom } from '../../../../test/harness.ts'
import { addLeaveType, addPolicy } from '../../../../test/time-off.ts'
import type { Db } from '../../../db/connect.ts'
import { transact } from '../../../db/transact.ts'
import { changePolicy, removePolicy } from '../actions.ts'
import { listAssignments } from '../store.ts'
import { assignPolicy } from './actions.ts'

/** Long enough for a request that waits for nothing to be answered. */
const A_WHILE_MS = 300

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

/** Does `work` in a transaction that is committed only after `request` has been sent and had time to be answered. */
async function during(work: (trx: Db) => Promise<unknown>, request: () => Promise<Answer>): Promise<Answer> {
  const begun = Promise.withResolvers<void>()
  const end = Promise.withResolvers<void>()
  const transaction = transact(teamroom.db, async (trx) => {
    await work(trx)
    begun.resolve()
    await end.promise
  })
  await begun.promise
  let isAnswered = false
  const answer = request().finally(() => {
    isAnswered = true
  })
  await setTimeout(A_WHILE_MS)
  assert.equal(isAnswered, false, 'The request did not wait.')
  end.resolve()
  await transaction
  return answer
}

describe('while a policy is being assigned', () => {
  it('its terms are not changed, and then it is too late', async () => {
    await fresh()
    const { status } = await during(
      (trx) => assignPolicy(trx, policy, input(), author()),
      () => admin.send('PATCH', path(), { allowance: 30 }),
    )
    assert.equal(status, 409)
  })

  it('it is not deleted, and then it is too late', async () => {
    await fresh()
    const { status } = await during(
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
    const { status } = await during((trx) => removePolicy(trx, policy, guard, ADMIN), assign)
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
