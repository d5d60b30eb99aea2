import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { assign, hire, makePolicy, paidTimeOff, totalsOf } from '../../test/company.ts'
import { examineWith } from '../../test/doctor.ts'
import { type Account, startTeamroom, type Teamroom } from '../../test/harness.ts'
import { balances } from './doctor/actions.ts'

let teamroom: Teamroom
let type: string
let admin: Account
let ann: Account
let annId: string
let employee: string

before(async () => {
  teamroom = await startTeamroom({}, { now: '2026-03-02T09:00Z' })
  type = await paidTimeOff(teamroom.db)
  admin = await teamroom.account('admin')
})
after(() => teamroom.stop())
beforeEach(async () => {
  ann = await teamroom.account('member')
  annId = await hire(teamroom.db, { account: ann })
  employee = `/api/employees/${annId}`
  await assign(teamroom, annId, await makePolicy(teamroom.db, { unit: 'hours', allowance: 40 * 60 }))
})

const hours = async () => (await totalsOf(teamroom.db, annId, type)).total / 60
const approved = async (body: object) => {
  const request = (await ann.send('POST', '/api/time-off/requests', { leave_type_id: type, ...body })).body
  return (await admin.send('POST', `/api/time-off/requests/${request.id}/approval`)).body
}
const cost = async ({ id }: { id: string }) => (await ann.send('GET', `/api/time-off/requests/${id}`)).body.cost_hours
const holiday = (date: string, off = 'day') =>
  admin.send('POST', '/api/company/holidays', { date, name: 'Our day', off, region: null })
const doctor = () => examineWith(balances, teamroom.db)

describe('a holiday added after an approval', () => {
  it('lists the requests that it touches, and refunds what they no longer cost', async () => {
    const request = await approved({ start: '2026-04-14', end: '2026-04-16' })
    assert.equal(await hours(), 16)
    const { status, body } = await holiday('2026-04-15')
    assert.equal(status, 201, JSON.stringify(body))
    assert.deepEqual(body.touched_requests, [
      {
        ...{ request_id: request.id, employee_id: annId, employee_name: ann.username, leave_type_id: type },
        ...{ start: '2026-04-14', end: '2026-04-16', status: 'approved', hours_before: 24, hours_after: 16 },
      },
    ])
    assert.deepEqual([await hours(), await cost(request)], [24, 16])
    assert.deepEqual((await doctor()).findings, [])
  })

  it('is half a day where it is half a holiday, and nothing in a dry run', async () => {
    const request = await approved({ start: '2026-04-21', start_half: 'afternoon', end: '2026-04-22' })
    const body = { date: '2026-04-21', name: 'Our afternoon', off: 'afternoon', region: null }
    const rehearsed = await admin.send('POST', '/api/company/holidays?dry_run=true', body)
    assert.equal(rehearsed.body.touched_requests.length, 1)
    assert.deepEqual([await hours(), await cost(request)], [28, 12])
    await admin.send('POST', '/api/company/holidays', body)
    assert.deepEqual([await hours(), await cost(request)], [32, 8])
  })
})

describe('other kinds of holidays', () => {
  const choose = (holiday_kinds: string[] | null, query = '') =>
    admin.send('PATCH', `/api/company${query}`, { holiday_kinds })

  it('are counted from today on for everybody, and show the requests that they touch', async () => {
    await teamroom.db.updateTable('employees').set({ holiday_region: 'DE-BY' }).where('id', '=', annId).execute()
    const request = await approved({ start: '2026-12-23', end: '2026-12-28' })
    assert.deepEqual([await hours(), await cost(request)], [16, 24])
    const rehearsed = await choose(['public', 'bank'], '?dry_run=true')
    assert.deepEqual([rehearsed.status, rehearsed.body.touched_requests.length], [200, 1])
    assert.equal(await cost(request), 24)
    const { status, body } = await choose(['public', 'bank'])
    assert.deepEqual([status, body.holiday_kinds], [200, ['public', 'bank']])
    const [{ hours_before, hours_after }] = body.touched_requests
    assert.deepEqual([hours_before, hours_after], [24, 20])
    assert.deepEqual([await hours(), await cost(request)], [20, 20])
    assert.deepEqual((await choose(null)).body.touched_requests.length, 1)
    assert.deepEqual([await hours(), await cost(request)], [16, 24])
    assert.deepEqual((await doctor()).findings, [])
  })

  it('touch nobody where the custom is the same, and are refused when there are none', async () => {
    await approved({ start: '2026-12-23', end: '2026-12-28' })
    assert.deepEqual((await choose(['public'])).body.touched_requests, [])
    for (const kinds of [[], ['school'], ['bank', 'bank']]) assert.equal((await choose(kinds as string[])).status, 422)
    await choose(null)
  })
})

describe('a holiday that takes a part of the day', () => {
  const places: [region: string, start: string, end: string, hours: number][] = [
    ['AU-SA', '2026-12-24', '2026-12-24', 8],
    ['AU-QLD', '2026-12-24', '2026-12-24', 8],
    ['IS', '2026-12-24', '2026-12-24', 4],
    ['TR', '2026-03-19', '2026-03-20', 4],
    ['TR', '2026-05-25', '2026-05-29', 12],
    ['TR', '2026-10-28', '2026-10-30', 12],
    ['SE', '2026-12-23', '2026-12-31', 32],
    ['FI', '2026-12-23', '2026-12-31', 40],
    ['CN', '2027-03-08', '2027-03-08', 8],
  ]
  for (const [region, start, end, hours] of places) {
    it(`costs ${hours} h in ${region} from ${start} to ${end}`, async () => {
      await teamroom.db.updateTable('employees').set({ holiday_region: region }).where('id', '=', annId).execute()
      const body = { leave_type_id: type, start, end }
      const preview = await ann.send('POST', '/api/time-off/requests/preview', body)
      assert.deepEqual([preview.status, preview.body.cost_hours], [200, hours])
    })
  }
})

describe('half a day off beside half a holiday', () => {
  before(() => admin.send('PATCH', '/api/company', { holiday_kinds: ['public', 'bank'] }))
  after(() => admin.send('PATCH', '/api/company', { holiday_kinds: null }))
  const cases: [halves: object, hours: number | null][] = [
    [{ start: '2026-12-24' }, 4],
    [{ start: '2026-12-24', start_half: 'morning', end_half: 'morning' }, 4],
    [{ start: '2026-12-24', start_half: 'afternoon' }, null],
    [{ start: '2026-12-21', end: '2026-12-27' }, 28],
    // The half day at its end falls on a holiday, and changes nothing of what the other days cost.
    [{ start: '2026-12-23', end: '2026-12-25', end_half: 'morning' }, 12],
    [{ start: '2026-12-25', start_half: 'afternoon', end: '2026-12-28' }, 8],
  ]
  for (const [halves, hours] of cases) {
    it(`costs ${hours ?? 'nothing'}: ${JSON.stringify(halves)}`, async () => {
      await teamroom.db.updateTable('employees').set({ holiday_region: 'DE-BY' }).where('id', '=', annId).execute()
      const body = { leave_type_id: type, end: '2026-12-24', ...halves }
      const { status, body: made } = await ann.send('POST', '/api/time-off/requests', body)
      assert.deepEqual([status, made.cost_hours ?? null], hours === null ? [422, null] : [201, hours])
    })
  }
})

describe('a holiday taken out again', () => {
  it('books what the requests cost once more', async () => {
    const request = await approved({ start: '2026-05-05' })
    const added = (await holiday('2026-05-05')).body
    assert.deepEqual([await hours(), await cost(request)], [40, 0])
    const { status, body } = await admin.send('DELETE', `/api/company/holidays/${added.id}`)
    assert.ok(status === 200 || status === 204, JSON.stringify(body))
    assert.deepEqual([await hours(), await cost(request)], [32, 8])
  })

  it('is refused when somebody has not enough left, by name and number, and changes nothing', async () => {
    const request = await approved({ start: '2026-05-12' })
    const added = (await holiday('2026-05-12')).body
    await approved({ start: '2026-06-01', end: '2026-06-05' })
    assert.equal(await hours(), 0)
    const { status, body } = await admin.send('DELETE', `/api/company/holidays/${added.id}`)
    assert.equal(status, 409)
    assert.match(
      body.message,
      new RegExp(`${ann.username}: This costs 8 h, but on 2026-\\d\\d-\\d\\d there would only be 0 h: 8 h short`),
    )
    assert.deepEqual([await hours(), await cost(request)], [0, 0])
    assert.equal((await admin.send('GET', `/api/company/holidays/${added.id}`)).status, 200)
  })
})

describe('a changed working pattern', () => {
  it('counts from its day on, for requests as for what is due', async () => {
    const early = await approved({ start: '2026-05-27' })
    const late = await approved({ start: '2026-07-01' })
    const { status, body } = await admin.send('PUT', `${employee}/working-patterns/2026-06-01`, {
      hours: [4, 4, 4, 4, 4, 0, 0],
    })
    assert.equal(status, 200, JSON.stringify(body))
    assert.deepEqual(
      body.touched_requests.map((row: { request_id: string; hours_after: number }) => [
        row.request_id,
        row.hours_after,
      ]),
      [[late.id, 4]],
    )
    assert.deepEqual([await cost(early), await cost(late), await hours()], [8, 4, 28])
    assert.deepEqual((await doctor()).findings, [])
  })
})

describe('leaving', () => {
  it('keeps the history, gives back what lies behind the last day, and grants no more than was worked for', async () => {
    const request = await approved({ start: '2026-06-29', end: '2026-07-02' })
    const { status, body } = await admin.send('PATCH', employee, { end_date: '2026-06-30' })
    assert.equal(status, 200, JSON.stringify(body))
    assert.equal(body.touched_requests[0].hours_after, 16)
    assert.equal(await cost(request), 16)
    // 181 of 365 days of 40 hours are 19 h 50 min.
    assert.equal(await hours(), (Math.round((40 * 60 * 181) / 365) - 16 * 60) / 60)
    assert.deepEqual((await doctor()).findings, [])
  })
})

describe('another region', () => {
  it('counts from today on', async () => {
    const { body: request } = await ann.send('POST', '/api/time-off/requests', {
      ...{ leave_type_id: type, start: '2026-05-01' },
    })
    const { status, body } = await admin.send('PATCH', employee, { holiday_region: 'DE-BE' })
    assert.equal(status, 200, JSON.stringify(body))
    assert.deepEqual([body.touched_requests.length, await cost(request), await hours()], [1, 0, 40])
  })
})
