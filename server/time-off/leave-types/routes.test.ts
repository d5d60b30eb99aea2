import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { hire } from '../../../test/company.ts'
import { type Account, startTeamroom, type Teamroom } from '../../../test/harness.ts'
import { walk } from '../../../test/pages.ts'
import { addLeaveType, addPolicy, NOBODY } from '../../../test/time-off.ts'

const URL = '/api/time-off/leave-types'

let teamroom: Teamroom
let admin: Account
let member: Account

before(async () => {
  teamroom = await startTeamroom()
  admin = await teamroom.account('admin')
  member = await teamroom.account('member')
})
after(() => teamroom.stop())

const make = (body: object, headers?: Record<string, string>) => admin.send('POST', URL, body, headers)

async function defaultType() {
  const { body } = await admin.send('GET', `${URL}?limit=200`)
  return body.find((type: { is_default: boolean }) => type.is_default)
}

describe('POST /api/time-off/leave-types', () => {
  it('makes one that needs approval and lets no balance fall below 0, unless told otherwise', async () => {
    const { status, headers, body } = await make({ name: 'Study leave', colour: '#AABBCC' })
    assert.equal(status, 201)
    assert.equal(headers.location, `${URL}/${body.id}`)
    const at = teamroom.clock.now.toISOString()
    assert.deepEqual(body, {
      id: body.id,
      name: 'Study leave',
      colour: '#aabbcc',
      needs_approval: true,
      floor_hours: 0,
      blackouts: [],
      archived: false,
      is_default: false,
      can: ['edit', 'archive', 'delete'],
      version: 1,
      created_at: at,
      updated_at: at,
    })
    const read = await admin.send('GET', `${URL}/${body.id}`)
    assert.deepEqual([read.body, read.headers.etag], [body, headers.etag])
  })

  it('keeps everything that it is told', async () => {
    const blackouts = [
      { start: '2026-12-20', end: '2026-12-24', reason: 'Stocktaking' },
      { start: '2026-06-30', end: '2026-06-30', reason: 'Ende des Geschäftsjahrs' },
    ]
    const fields = { name: 'Sick leave', colour: '#ff0000', needs_approval: false, floor_hours: -16.25, blackouts }
    const { body } = await make(fields)
    const {
      id: _id,
      archived: _archived,
      is_default: _is,
      can: _can,
      version: _v,
      created_at: _c,
      updated_at: _u,
      ...kept
    } = body
    assert.deepEqual(kept, fields)
    assert.deepEqual((await member.send('GET', `${URL}/${body.id}`)).body, { ...body, can: [] })
    assert.equal((await addLeaveType(admin, { floor_hours: null })).floor_hours, null)
  })

  it('makes one for a retry', async () => {
    const send = () => make({ name: 'Parental leave', colour: '#123456' }, { 'idempotency-key': 'once' })
    const [first, again] = [await send(), await send()]
    assert.deepEqual([again.status, again.text], [201, first.text])
  })

  it('is 409 when the name is taken, whatever its case and spaces', async () => {
    await make({ name: 'Jury duty', colour: '#123456' })
    for (const name of ['Jury duty', 'JURY DUTY', ' jury  duty ', 'Ｊury duty']) {
      const { status, body } = await make({ name, colour: '#123456' })
      assert.deepEqual([status, body.message], [409, 'Another leave type has this name.'], name)
    }
  })

  it('makes one of two that ask for the same name at once', async () => {
    const both = await Promise.all([1, 2].map(() => make({ name: 'Raced', colour: '#123456' })))
    assert.deepEqual(both.map(({ status }) => status).sort(), [201, 409])
  })

  it('names what is wrong', async () => {
    const wrong = { name: ' ', colour: 'red', needs_approval: 1, floor_hours: '0', is_default: true, archived: true }
    const { status, body } = await make({ ...wrong, blackouts: [{ start: '2026-02-30', reason: '' }] })
    assert.equal(status, 422)
    assert.deepEqual(body.errors.json, {
      name: ['Must not be blank.'],
      colour: ['Must be a colour such as #2f9e44.'],
      needs_approval: ['Not a valid boolean.'],
      floor_hours: ['Not a valid number.'],
      is_default: ['Unknown field.'],
      archived: ['Unknown field.'],
      'blackouts.0.start': ['Not a valid date.'],
      'blackouts.0.end': ['Missing data for required field.'],
      'blackouts.0.reason': ['Must not be blank.', 'Length must be between 1 and 100.'],
    })
  })

  it('names every blackout that ends before it begins', async () => {
    const right = { start: '2026-01-01', end: '2026-01-01', reason: 'One day' }
    const wrong = { start: '2026-01-02', end: '2026-01-01', reason: 'No day' }
    const { status, body } = await make({ name: 'X', colour: '#123456', blackouts: [wrong, right, wrong] })
    const said = ['Must not be before the start.']
    assert.deepEqual([status, body.errors.json], [422, { 'blackouts.0.end': said, 'blackouts.2.end': said }])
  })

  it('takes fifty blackouts and no more', async () => {
    const days = (count: number) => Array(count).fill({ start: '2026-01-01', end: '2026-01-01', reason: 'A day' })
    assert.equal((await addLeaveType(admin, { blackouts: days(50) })).blackouts.length, 50)
    assert.equal((await make({ name: 'X', colour: '#123456', blackouts: days(51) })).status, 422)
  })

  it('takes a floor of whole minutes only', async () => {
    for (const floor_hours of [0.33, -0.01, 7.501]) {
      const { status, body } = await make({ name: 'X', colour: '#123456', floor_hours })
      assert.deepEqual([status, Object.keys(body.errors.json)], [422, ['floor_hours']], String(floor_hours))
    }
  })

  it('is for administrators', async () => {
    const manager = await teamroom.account('manager')
    assert.equal((await manager.send('POST', URL, { name: 'X', colour: '#123456' })).status, 403)
  })
})

describe('GET /api/time-off/leave-types', () => {
  it('lists them by name, to every member, and begins with the one that every company has', async () => {
    const fresh = await startTeamroom()
    const boss = await fresh.account('admin')
    for (const name of ['zebra', 'Élan', 'Apple', 'banana']) await addLeaveType(boss, { name })
    const names = async (query: string) =>
      (await walk((await fresh.account('member')).send, `${URL}?${query}`)).map(({ name }) => name)
    const all = ['Apple', 'banana', 'Paid time off', 'zebra', 'Élan']
    assert.deepEqual(await names(''), all)
    assert.deepEqual(await names('limit=2'), all)
    await fresh.stop()
  })

  it('leaves the archived ones out, or lists them alone', async () => {
    const { id } = await addLeaveType(admin)
    await admin.send('PATCH', `${URL}/${id}`, { archived: true })
    const has = async (query: string) =>
      (await member.send('GET', `${URL}?limit=200${query}`)).body.some((type: { id: string }) => type.id === id)
    assert.deepEqual([await has(''), await has('&archived=true'), await has('&archived=false')], [true, true, false])
  })
})

describe('GET /api/time-off/leave-types/:id', () => {
  it('is 404 for what is not there', async () => {
    assert.equal((await member.send('GET', `${URL}/${NOBODY}`)).status, 404)
    assert.equal((await member.send('GET', `${URL}/x`)).status, 404)
  })
})

describe('PATCH /api/time-off/leave-types/:id', () => {
  it('changes what it names and nothing else', async () => {
    const before = await addLeaveType(admin, { floor_hours: -1.5, needs_approval: false })
    const blackouts = [{ start: '2026-01-01', end: '2026-01-02', reason: 'Closed' }]
    const { status, body, headers } = await admin.send('PATCH', `${URL}/${before.id}`, { floor_hours: null, blackouts })
    assert.equal(status, 200)
    assert.deepEqual(body, { ...before, floor_hours: null, blackouts, version: 2 })
    const read = await admin.send('GET', `${URL}/${before.id}`)
    assert.deepEqual([read.body, read.headers.etag], [body, headers.etag])
    const named = await admin.send('PATCH', `${URL}/${before.id}`, { needs_approval: true, colour: '#ABCDEF' })
    assert.deepEqual(named.body, { ...body, needs_approval: true, colour: '#abcdef', version: 3 })
  })

  it('says what can be done with it, which is less once it is in use', async () => {
    const { id } = await addLeaveType(admin)
    const can = async (as = admin) => (await as.send('GET', `${URL}/${id}`)).body.can
    assert.deepEqual([await can(), await can(member)], [['edit', 'archive', 'delete'], []])
    await addPolicy(admin, { leave_type_id: id })
    assert.deepEqual(await can(), ['edit', 'archive'])
    const { body } = await admin.send('GET', `${URL}?limit=200`)
    const listed = body.map((one: { id: string; can: string[] }) => [one.id, one.can])
    assert.deepEqual(Object.fromEntries(listed)[id], ['edit', 'archive'])
    assert.deepEqual(Object.fromEntries(listed)[(await defaultType()).id], ['edit'])
  })

  it('archives, and takes it back', async () => {
    const { id } = await addLeaveType(admin)
    for (const archived of [true, true, false]) {
      assert.equal((await admin.send('PATCH', `${URL}/${id}`, { archived })).body.archived, archived)
    }
  })

  it('keeps the default one from being archived', async () => {
    const { id, name } = await defaultType()
    const { status, body } = await admin.send('PATCH', `${URL}/${id}`, { archived: true })
    assert.deepEqual(
      [status, body.message],
      [409, 'This is the default leave type: it can be neither archived nor deleted.'],
    )
    assert.equal((await admin.send('PATCH', `${URL}/${id}`, { archived: false, name })).status, 200)
  })

  it('is 409 when the name is another’s, and not when it is its own', async () => {
    const [one, other] = [await addLeaveType(admin), await addLeaveType(admin)]
    assert.equal((await admin.send('PATCH', `${URL}/${one.id}`, { name: other.name.toUpperCase() })).status, 409)
    assert.equal((await admin.send('PATCH', `${URL}/${one.id}`, { name: one.name.toUpperCase() })).status, 200)
  })

  it('is 412 for another version than the present one', async () => {
    const { id } = await addLeaveType(admin)
    const change = (etag: string) => admin.send('PATCH', `${URL}/${id}`, { colour: '#000000' }, { 'if-match': etag })
    assert.equal((await change('"9"')).status, 412)
    assert.equal((await change('"1"')).status, 200)
    assert.equal((await change('"1"')).status, 412)
  })

  it('lets one of several with the same version through at once', async () => {
    const { id } = await addLeaveType(admin)
    const change = () => admin.send('PATCH', `${URL}/${id}`, { colour: '#000000' }, { 'if-match': '"1"' })
    const answers = await Promise.all([change(), change(), change(), change()])
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 412, 412, 412])
  })

  it('names what is wrong, and asks for at least one field', async () => {
    const { id } = await addLeaveType(admin)
    const blackouts = [{ start: '2026-01-02', end: '2026-01-01', reason: 'No day' }]
    const wrong = await admin.send('PATCH', `${URL}/${id}`, { blackouts })
    assert.deepEqual(wrong.body.errors.json, { 'blackouts.0.end': ['Must not be before the start.'] })
    assert.equal((await admin.send('PATCH', `${URL}/${id}`, {})).status, 422)
    assert.equal((await admin.send('PATCH', `${URL}/${NOBODY}`, { name: 'X' })).status, 404)
  })
})

describe('DELETE /api/time-off/leave-types/:id', () => {
  it('deletes one that nothing refers to', async () => {
    const { id } = await addLeaveType(admin)
    assert.equal((await admin.send('DELETE', `${URL}/${id}`, undefined, { 'if-match': '"2"' })).status, 412)
    assert.equal((await admin.send('DELETE', `${URL}/${id}`)).status, 204)
    assert.equal((await admin.send('DELETE', `${URL}/${id}`)).status, 404)
  })

  it('is 409 for the default one', async () => {
    assert.equal((await admin.send('DELETE', `${URL}/${(await defaultType()).id}`)).status, 409)
  })

  it('is 409 once anything refers to it', async () => {
    const employee_id = await hire(teamroom.db)
    const users: ((leave_type_id: string) => Promise<unknown>)[] = [
      (leave_type_id) => addPolicy(admin, { leave_type_id }),
      (leave_type_id) =>
        admin.send('PUT', `/api/employees/${employee_id}/policies/${leave_type_id}/2026-01-01`, { policy_id: null }),
      (leave_type_id) =>
        teamroom.db
          .insertInto('leave_accounts')
          .values({ employee_id, leave_type_id, total_minutes: 0, settled_through: null })
          .execute(),
    ]
    for (const use of users) {
      const { id } = await addLeaveType(admin)
      await use(id)
      const { status, body } = await admin.send('DELETE', `${URL}/${id}`)
      assert.deepEqual(
        [status, body.message],
        [409, 'There are policies or time off of this leave type: archive it instead.'],
      )
    }
  })
})

describe('a leave type that is deleted and put to use at once', () => {
  it('is one or the other, and no request fails', async () => {
    const employee = await hire(teamroom.db)
    const terms = { unit: 'days', allowance: 25, accrual: 'yearly' }
    for (let round = 0; round < 10; round++) {
      const { id } = await addLeaveType(admin)
      const [deleted, policy, assignment] = await Promise.all([
        admin.send('DELETE', `${URL}/${id}`),
        admin.send('POST', '/api/time-off/policies', { ...terms, name: `Round ${round}`, leave_type_id: id }),
        admin.send('PUT', `/api/employees/${employee}/policies/${id}/2026-01-01`, { policy_id: null }),
      ])
      const statuses = [deleted, policy, assignment].map(({ status }) => status)
      assert.deepEqual(statuses, deleted.status === 204 ? [204, 422, 404] : [409, 201, 200])
    }
  })
})
