import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { hire } from '../../../test/company.ts'
import { type Account, startTeamroom, type Teamroom } from '../../../test/harness.ts'
import { walk } from '../../../test/pages.ts'
import { addLeaveType, addPolicy, NOBODY } from '../../../test/time-off.ts'

const URL = '/api/time-off/policies'

let teamroom: Teamroom
let admin: Account
let member: Account
let leave_type_id: string

before(async () => {
  teamroom = await startTeamroom()
  admin = await teamroom.account('admin')
  member = await teamroom.account('member')
  leave_type_id = (await addLeaveType(admin)).id
})
after(() => teamroom.stop())

const plain = () => ({ name: '25 days', leave_type_id, unit: 'days', allowance: 25, accrual: 'yearly' })
const make = (body: object, headers?: Record<string, string>) => admin.send('POST', URL, body, headers)
const assign = async (id: string) => {
  const employee_ids = [await hire(teamroom.db)]
  const { status } = await admin.send('POST', `${URL}/${id}/assignments`, {
    employee_ids,
    effective_from: '2026-03-01',
  })
  assert.equal(status, 201)
}

describe('POST /api/time-off/policies', () => {
  it('makes one of calendar years that hands nothing on, unless told otherwise', async () => {
    const { status, headers, body } = await make(plain())
    assert.equal(status, 201)
    assert.equal(headers.location, `${URL}/${body.id}`)
    const at = teamroom.clock.now.toISOString()
    assert.deepEqual(body, {
      id: body.id,
      ...plain(),
      year_start: '01-01',
      carry_over: { cap: 0, expires_after_months: null },
      assigned_employees: 0,
      can: ['edit', 'edit_terms', 'assign', 'delete'],
      version: 1,
      created_at: at,
      updated_at: at,
    })
    const read = await admin.send('GET', `${URL}/${body.id}`)
    assert.deepEqual([read.body, read.headers.etag], [body, headers.etag])
  })

  it('keeps everything that it is told', async () => {
    const kept = [
      { unit: 'days', allowance: 20.83, carry_over: { cap: 2.5, expires_after_months: 12 }, year_start: 'hire_date' },
      { unit: 'hours', allowance: 187.55, carry_over: { cap: null, expires_after_months: 1 }, year_start: '02-29' },
      { unit: 'hours', allowance: 0, carry_over: { cap: 0.05, expires_after_months: null }, year_start: '04-06' },
    ]
    for (const fields of kept) {
      const { id } = await addPolicy(admin, { leave_type_id, accrual: 'monthly', ...fields })
      const { body } = await member.send('GET', `${URL}/${id}`)
      const { unit, allowance, accrual, year_start, carry_over } = body
      assert.deepEqual({ unit, allowance, carry_over, year_start }, fields)
      assert.equal(accrual, 'monthly')
    }
    const half = await addPolicy(admin, { leave_type_id, carry_over: { expires_after_months: 3 } })
    assert.deepEqual(half.carry_over, { cap: 0, expires_after_months: 3 })
  })

  it('makes one for a retry', async () => {
    const send = () => make({ ...plain(), name: 'Retried' }, { 'idempotency-key': 'once' })
    const [first, again] = [await send(), await send()]
    assert.deepEqual([again.status, again.text], [201, first.text])
  })

  it('is 409 when the name is taken, even of another leave type', async () => {
    await make({ ...plain(), name: 'Full time' })
    const other = await addLeaveType(admin)
    for (const name of ['Full time', 'FULL  TIME ']) {
      const { status, body } = await make({ ...plain(), leave_type_id: other.id, name })
      assert.deepEqual([status, body.message], [409, 'Another policy has this name.'])
    }
  })

  it('names what is wrong', async () => {
    const wrong = { name: '', leave_type_id: 'x', unit: 'weeks', allowance: -1, accrual: 'daily', year_start: '1-1' }
    const carry_over = { cap: '5', expires_after_months: 13, more: 1 }
    const { status, body } = await make({ ...wrong, carry_over, assigned_employees: 3 })
    assert.equal(status, 422)
    assert.deepEqual(Object.keys(body.errors.json).sort(), [
      'accrual',
      'allowance',
      'assigned_employees',
      'carry_over.cap',
      'carry_over.expires_after_months',
      'carry_over.more',
      'leave_type_id',
      'name',
      'unit',
      'year_start',
    ])
  })

  it('refuses a leave year that begins on no day, an amount too fine, and a leave type that is not there', async () => {
    const refusals: [object, Record<string, string[]>][] = [
      [{ year_start: '04-31' }, { year_start: ['No year has a 04-31.'] }],
      [{ year_start: '02-30' }, { year_start: ['No year has a 02-30.'] }],
      [{ allowance: 1.005 }, { allowance: ['Must be a multiple of 0.01 days.'] }],
      [{ carry_over: { cap: 367 } }, { 'carry_over.cap': ['Must be less than or equal to 366 days.'] }],
      [{ leave_type_id: NOBODY }, { leave_type_id: ['There is no such leave type.'] }],
    ]
    for (const [fields, said] of refusals) {
      const { status, body } = await make({ ...plain(), name: 'Refused', ...fields })
      assert.deepEqual([status, body.errors], [422, { json: said }])
    }
  })

  it('is for administrators', async () => {
    const manager = await teamroom.account('manager')
    assert.equal((await manager.send('POST', URL, plain())).status, 403)
  })
})

describe('GET /api/time-off/policies', () => {
  it('lists them by name to every member, those of one leave type where asked for', async () => {
    const { id } = await addLeaveType(admin)
    for (const name of ['zz', 'Bb', 'aa']) await addPolicy(admin, { leave_type_id: id, name })
    await addPolicy(admin, { leave_type_id })
    const rows = await walk(member.send, `${URL}?limit=2&leave_type_id=${id}`)
    assert.deepEqual(
      rows.map(({ name }) => name),
      ['aa', 'Bb', 'zz'],
    )
    const { body } = await member.send('GET', `${URL}?limit=200`)
    assert.ok(body.length > 3)
    assert.deepEqual((await member.send('GET', `${URL}?leave_type_id=${NOBODY}`)).body, [])
  })

  it('counts the people who have each, however often they were given it', async () => {
    const { id } = await addLeaveType(admin)
    const policy = await addPolicy(admin, { leave_type_id: id })
    const employee_ids = [await hire(teamroom.db), await hire(teamroom.db)]
    for (const effective_from of ['2026-01-01', '2027-01-01']) {
      await admin.send('POST', `${URL}/${policy.id}/assignments`, { employee_ids, effective_from })
    }
    const { body } = await member.send('GET', `${URL}?leave_type_id=${id}`)
    assert.deepEqual(body, [{ ...policy, assigned_employees: 2, can: [] }])
    assert.deepEqual((await admin.send('GET', `${URL}/${policy.id}`)).body.can, ['edit', 'assign'])
  })
})

describe('GET /api/time-off/policies/:id', () => {
  it('has another ETag once more people have it', async () => {
    const { id } = await addPolicy(admin, { leave_type_id })
    const before = await member.send('GET', `${URL}/${id}`)
    await assign(id)
    const after = await member.send('GET', `${URL}/${id}`, undefined, { 'if-none-match': before.headers.etag ?? '' })
    assert.deepEqual([after.status, after.body.assigned_employees], [200, 1])
  })

  it('is 404 for what is not there', async () => {
    assert.equal((await member.send('GET', `${URL}/${NOBODY}`)).status, 404)
  })
})

describe('PATCH /api/time-off/policies/:id', () => {
  const change = (id: string, body: object, headers?: Record<string, string>) =>
    admin.send('PATCH', `${URL}/${id}`, body, headers)

  it('changes what it names and nothing else, as long as nobody has it', async () => {
    const before = await addPolicy(admin, { leave_type_id, carry_over: { cap: 5, expires_after_months: 3 } })
    const first = await change(before.id, { allowance: 28, carry_over: { cap: null } })
    const carry_over = { cap: null, expires_after_months: 3 }
    assert.deepEqual(first.body, { ...before, allowance: 28, carry_over, version: 2 })
    const other = await addLeaveType(admin)
    const terms = { leave_type_id: other.id, unit: 'hours', accrual: 'monthly', year_start: '07-01' }
    const second = await change(before.id, terms)
    assert.deepEqual(second.body, { ...first.body, ...terms, version: 3 })
    const read = await admin.send('GET', `${URL}/${before.id}`)
    assert.deepEqual([read.body, read.headers.etag], [second.body, second.headers.etag])
  })

  it('changes its name alone once somebody has it', async () => {
    const { id } = await addPolicy(admin, { leave_type_id })
    await assign(id)
    const { body: before } = await member.send('GET', `${URL}/${id}`)
    const other = await addLeaveType(admin)
    const terms = [
      ...[{ leave_type_id: other.id }, { unit: 'hours' }, { allowance: 26 }, { accrual: 'monthly' }],
      ...[{ year_start: '04-01' }, { carry_over: { cap: 1 } }, { carry_over: { expires_after_months: 1 } }],
    ]
    for (const fields of terms) {
      const { status, body } = await change(id, { name: 'Refused', ...fields })
      assert.deepEqual(
        [status, body.message],
        [409, 'People have this policy, so only its name may change: make another policy and assign it from a date.'],
      )
    }
    const { leave_type_id: _type, id: _id, assigned_employees: _n, can: _can, version: _v, ...rest } = before
    const { created_at: _c, updated_at: _u, ...same } = rest
    const { status, body } = await change(id, { ...same, name: `${before.name} (old)` })
    assert.deepEqual(
      [status, body],
      [200, { ...before, name: `${before.name} (old)`, version: 2, can: ['edit', 'assign'] }],
    )
  })

  it('is 409 for a name that is taken, 412 for another version, 422 and 404 for what is not there', async () => {
    const [one, other] = [await addPolicy(admin, { leave_type_id }), await addPolicy(admin, { leave_type_id })]
    assert.equal((await change(one.id, { name: other.name })).status, 409)
    assert.equal((await change(one.id, { allowance: 1 }, { 'if-match': '"none"' })).status, 412)
    assert.equal((await change(one.id, { leave_type_id: NOBODY })).status, 422)
    assert.equal((await change(one.id, { year_start: '04-31' })).status, 422)
    assert.equal((await change(one.id, {})).status, 422)
    assert.equal((await change(NOBODY, { allowance: 1 })).status, 404)
  })
})

describe('DELETE /api/time-off/policies/:id', () => {
  it('deletes one that nobody has', async () => {
    const { id } = await addPolicy(admin, { leave_type_id })
    assert.equal((await admin.send('DELETE', `${URL}/${id}`, undefined, { 'if-match': '"none"' })).status, 412)
    assert.equal((await admin.send('DELETE', `${URL}/${id}`)).status, 204)
    assert.equal((await admin.send('DELETE', `${URL}/${id}`)).status, 404)
  })

  it('is 409 once somebody has it', async () => {
    const { id } = await addPolicy(admin, { leave_type_id })
    await assign(id)
    const { status, body } = await admin.send('DELETE', `${URL}/${id}`)
    assert.deepEqual([status, body.message], [409, 'People have this policy, or have had it: it cannot be deleted.'])
  })
})
