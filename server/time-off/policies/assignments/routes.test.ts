import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { hire } from '../../../../test/company.ts'
import { type Account, startTeamroom, type Teamroom } from '../../../../test/harness.ts'
import { walk } from '../../../../test/pages.ts'
import { addLeaveType, addPolicy, NOBODY } from '../../../../test/time-off.ts'
import { newId } from '../../../ids.ts'
import { listAssignments } from '../store.ts'

let teamroom: Teamroom
let admin: Account
let leave_type_id: string
let policy: { id: string; name: string }

before(async () => {
  teamroom = await startTeamroom()
  admin = await teamroom.account('admin')
  leave_type_id = (await addLeaveType(admin)).id
  policy = await addPolicy(admin, { leave_type_id })
})
after(() => teamroom.stop())

const shown = ({ id, name }: { id: string; name: string }) => ({ id, name })
const policiesOf = async (id: string) => (await admin.send('GET', `/api/employees/${id}/policies`)).body
const assign = (id: string, body: object, headers?: Record<string, string>) =>
  admin.send('POST', `/api/time-off/policies/${id}/assignments`, body, headers)
const pathOf = (id: string, from: string, type = leave_type_id) => `/api/employees/${id}/policies/${type}/${from}`
const put = (id: string, from: string, policy_id: string | null, type?: string) =>
  admin.send('PUT', pathOf(id, from, type), { policy_id })

describe('POST /api/time-off/policies/:id/assignments', () => {
  it('gives people a policy from a day on', async () => {
    const employee_ids = [await hire(teamroom.db), await hire(teamroom.db)]
    const { status, headers, body } = await assign(policy.id, { employee_ids, effective_from: '2026-04-01' })
    const given = { leave_type_id, effective_from: '2026-04-01', policy: shown(policy) }
    assert.deepEqual([status, body], [201, { ...given, employee_ids }])
    assert.equal(headers.location, `/api/time-off/policies/${policy.id}`)
    for (const id of employee_ids) assert.deepEqual(await policiesOf(id), [given])
  })

  it('gives it to five hundred people at once, and to no more', async () => {
    const at = teamroom.clock.now.toISOString()
    const rows = Array.from({ length: 500 }, (_, i) => ({
      ...{ id: newId(), name: `Person ${i}`, name_key: `person ${i}`, start_date: '2026-01-01', version: 1 },
      ...{ user_id: null, manager_id: null, stand_in_id: null, team: null, end_date: null, holiday_region: null },
      ...{ removed_at: null, created_at: at, updated_at: at },
    }))
    await teamroom.db.insertInto('employees').values(rows).execute()
    const employee_ids = rows.map(({ id }) => id)
    const everybody = await addPolicy(admin, { leave_type_id })
    const body = { employee_ids, effective_from: '2026-01-01' }
    assert.equal((await assign(everybody.id, body)).status, 201)
    const { assigned_employees } = (await admin.send('GET', `/api/time-off/policies/${everybody.id}`)).body
    assert.equal(assigned_employees, 500)
    assert.equal((await assign(everybody.id, { ...body, employee_ids: [...employee_ids, NOBODY] })).status, 422)
  })

  it('replaces what began on the same day, and leaves earlier and later ones', async () => {
    const id = await hire(teamroom.db)
    const other = await addPolicy(admin, { leave_type_id })
    for (const effective_from of ['2026-01-01', '2026-02-01', '2026-03-01']) {
      await assign(policy.id, { employee_ids: [id], effective_from })
    }
    await assign(other.id, { employee_ids: [id], effective_from: '2026-02-01' })
    assert.deepEqual(
      (await policiesOf(id)).map((row: { policy: { id: string } }) => row.policy.id),
      [policy.id, other.id, policy.id],
    )
  })

  it('gives it from their first day to those who start later, when asked to', async () => {
    const [here, later] = [await hire(teamroom.db), await hire(teamroom.db, { start_date: '2026-05-01' })]
    const body = { employee_ids: [here, later], effective_from: '2026-04-01' }
    assert.equal((await assign(policy.id, body)).status, 422)
    const { status, text } = await assign(policy.id, { ...body, from_first_day: true })
    assert.equal(status, 201, text)
    const daysOf = async (id: string) =>
      (await policiesOf(id)).map(({ effective_from }: { effective_from: string }) => effective_from)
    assert.deepEqual([await daysOf(here), await daysOf(later)], [['2026-04-01'], ['2026-05-01']])
  })

  it('gives it to nobody when one of them is not there, and names those', async () => {
    const here = await hire(teamroom.db)
    const removed = await hire(teamroom.db, { removed_at: teamroom.clock.now.toISOString() })
    const { status, body } = await assign(policy.id, {
      employee_ids: [here, NOBODY, removed],
      effective_from: '2026-04-01',
    })
    const said = ['There is no such employee.']
    assert.deepEqual([status, body.errors.json], [422, { 'employee_ids.1': said, 'employee_ids.2': said }])
    assert.deepEqual(await policiesOf(here), [])
  })

  it('gives it to nobody from a day before somebody begins, and says when they do', async () => {
    const early = await hire(teamroom.db)
    const late = await hire(teamroom.db, { name: 'Lou', start_date: '2026-05-04' })
    const employee_ids = [early, late]
    const { status, body } = await assign(policy.id, { employee_ids, effective_from: '2026-05-03' })
    assert.deepEqual([status, body.errors.json], [422, { effective_from: ['Lou starts on 2026-05-04.'] }])
    assert.deepEqual(await policiesOf(early), [])
    assert.equal((await assign(policy.id, { employee_ids, effective_from: '2026-05-04' })).status, 201)
  })

  it('names what is wrong', async () => {
    const id = await hire(teamroom.db)
    const twice = await assign(policy.id, { employee_ids: [id, id], effective_from: '2026-02-30' })
    assert.deepEqual(twice.body.errors.json, {
      employee_ids: ['Must not contain the same value twice.'],
      effective_from: ['Not a valid date.'],
    })
    assert.equal((await assign(policy.id, { employee_ids: [], effective_from: '2026-02-01' })).status, 422)
    assert.equal((await assign(NOBODY, { employee_ids: [id], effective_from: '2026-02-01' })).status, 404)
  })

  it('answers a retry as it did at first', async () => {
    const employee_ids = [await hire(teamroom.db)]
    const send = () => assign(policy.id, { employee_ids, effective_from: '2026-04-01' }, { 'idempotency-key': 'once' })
    const [first, again] = [await send(), await send()]
    assert.deepEqual([again.status, again.text, again.headers['idempotency-replayed']], [201, first.text, 'true'])
  })
})

describe('GET /api/employees/:id/policies', () => {
  it('lists what a person was given, by leave type and day', async () => {
    const id = await hire(teamroom.db)
    const later = (await addLeaveType(admin)).id
    const other = await addPolicy(admin, { leave_type_id: later })
    await put(id, '2026-02-01', other.id, later)
    await put(id, '2026-07-01', null)
    await put(id, '2026-01-01', policy.id)
    const all = [
      { leave_type_id, effective_from: '2026-01-01', policy: shown(policy) },
      { leave_type_id, effective_from: '2026-07-01', policy: null },
      { leave_type_id: later, effective_from: '2026-02-01', policy: shown(other) },
    ]
    assert.deepEqual(await policiesOf(id), all)
    assert.deepEqual(await walk(admin.send, `/api/employees/${id}/policies?limit=1`), all)
  })

  it('is for the person, their manager and administrators', async () => {
    const [person, boss, colleague] = [
      await teamroom.account('member'),
      await teamroom.account('member'),
      await teamroom.account('manager'),
    ]
    const manager_id = await hire(teamroom.db, { account: boss })
    const id = await hire(teamroom.db, { account: person, manager: manager_id })
    const path = `/api/employees/${id}/policies`
    for (const { send } of [person, boss, admin]) assert.equal((await send('GET', path)).status, 200)
    const { status, body } = await colleague.send('GET', path)
    assert.deepEqual([status, body.message], [403, 'Only the person, their manager and administrators may see this.'])
    assert.equal((await colleague.send('GET', `/api/employees/${NOBODY}/policies`)).status, 404)
  })
})

describe('PUT /api/employees/:id/policies/:leave_type_id/:effective_from', () => {
  it('gives a policy, another one from the same day, or none', async () => {
    const id = await hire(teamroom.db)
    const other = await addPolicy(admin, { leave_type_id })
    for (const given of [policy, other, null]) {
      const { status, body } = await put(id, '2026-04-01', given?.id ?? null)
      const row = { leave_type_id, effective_from: '2026-04-01', policy: given && shown(given) }
      assert.deepEqual([status, body], [200, row])
      assert.deepEqual(await policiesOf(id), [row])
    }
  })

  it('refuses a policy of another leave type, and one that is not there', async () => {
    const id = await hire(teamroom.db)
    const other = await addPolicy(admin, { leave_type_id: (await addLeaveType(admin)).id })
    const refusals: [string, string][] = [
      [other.id, 'This policy is of another leave type.'],
      [NOBODY, 'There is no such policy.'],
    ]
    for (const [policyId, sentence] of refusals) {
      const { status, body } = await put(id, '2026-04-01', policyId)
      assert.deepEqual([status, body.errors], [422, { json: { policy_id: [sentence] } }])
    }
  })

  it('refuses a day before the person begins, and says when that is', async () => {
    const id = await hire(teamroom.db, { name: 'Lou', start_date: '2026-05-04' })
    const { status, body } = await put(id, '2026-05-03', policy.id)
    assert.deepEqual([status, body.errors], [422, { path: { effective_from: ['Lou starts on 2026-05-04.'] } }])
    assert.equal((await put(id, '2026-05-04', policy.id)).status, 200)
  })

  it('is 404 for a person, a leave type and a day that do not exist', async () => {
    const id = await hire(teamroom.db)
    assert.equal((await put(NOBODY, '2026-04-01', null)).status, 404)
    assert.equal((await put(id, '2026-04-01', null, NOBODY)).status, 404)
    assert.equal((await put(id, '2026-02-30', null)).status, 404)
  })

  it('is 412 for another state than the present one', async () => {
    const path = pathOf(await hire(teamroom.db), '2026-04-01')
    const { headers } = await admin.send('PUT', path, { policy_id: policy.id })
    const match = { 'if-match': headers.etag ?? '' }
    assert.equal((await admin.send('PUT', path, { policy_id: null }, match)).status, 200)
    assert.equal((await admin.send('PUT', path, { policy_id: null }, match)).status, 412)
    assert.equal((await admin.send('DELETE', path, undefined, match)).status, 412)
  })
})

describe('DELETE /api/employees/:id/policies/:leave_type_id/:effective_from', () => {
  it('takes back what began on that day, once', async () => {
    const id = await hire(teamroom.db)
    await put(id, '2026-01-01', policy.id)
    await put(id, '2026-04-01', null)
    assert.equal((await admin.send('DELETE', pathOf(id, '2026-04-01'))).status, 204)
    assert.deepEqual(await policiesOf(id), [{ leave_type_id, effective_from: '2026-01-01', policy: shown(policy) }])
    assert.equal((await admin.send('DELETE', pathOf(id, '2026-04-01'))).status, 404)
    assert.equal((await admin.send('DELETE', pathOf(id, '2026-01-02'))).status, 404)
    assert.equal((await admin.send('DELETE', pathOf(NOBODY, '2026-01-01'))).status, 404)
  })
})

describe('listAssignments', () => {
  it('gives the terms of what people have, by person, leave type and day', async () => {
    const ids = [await hire(teamroom.db), await hire(teamroom.db), await hire(teamroom.db)].sort()
    const [first = '', second = '', third = ''] = ids
    await put(second, '2026-01-01', policy.id)
    await put(first, '2026-06-01', null)
    await put(first, '2026-01-01', policy.id)
    const terms = { unit: 'days', allowance: 2500, accrual: 'yearly', year_start: '01-01', carry_over_cap: 0 }
    const given = { leave_type_id, effective_from: '2026-01-01', policy: { ...terms, carry_over_months: null } }
    assert.deepEqual(await listAssignments(teamroom.db, [third, second, first]), [
      { employee_id: first, ...given },
      { employee_id: first, leave_type_id, effective_from: '2026-06-01', policy: null },
      { employee_id: second, ...given },
    ])
    assert.deepEqual(await listAssignments(teamroom.db, []), [])
  })
})
