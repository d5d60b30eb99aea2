import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { atOnce, countStatuses } from '../../../test/accounts.ts'
import { type Account, type Answer, startTeamroom, type Teamroom } from '../../../test/harness.ts'
import { walk } from '../../../test/pages.ts'

const UNKNOWN = '0197c0de-5a1e-7c3f-9a41-3f6c2b7d8e90'
const FULL_WEEK = [8, 8, 8, 8, 8, 0, 0]

let teamroom: Teamroom
let admin: Account
let member: Account

before(async () => {
  teamroom = await startTeamroom({}, { now: '2026-03-02T09:00Z' })
  admin = await teamroom.account('admin')
  member = await teamroom.account('member')
})
after(() => teamroom.stop())

const add = (fields: object = {}) =>
  admin.send('POST', '/api/employees', { name: 'Ann', start_date: '2025-01-01', ...fields })
const change = (id: string, body: object, headers = {}, query = '') =>
  admin.send('PATCH', `/api/employees/${id}${query}`, body, headers)
const read = (id: string, by = admin) => by.send('GET', `/api/employees/${id}`)
const names = async (query: string, by = admin) =>
  (await by.send('GET', `/api/employees?${query}`)).body.map((one: { name: string }) => one.name)

async function addOne(fields: object = {}): Promise<string> {
  const { status, body, text } = await add(fields)
  assert.equal(status, 201, text)
  return body.id
}

function assertRefused({ status, body }: Answer, ...fields: string[]): void {
  assert.deepEqual([status, Object.keys(body.errors?.json ?? {}).sort()], [422, fields.sort()], JSON.stringify(body))
}

/** What an administrator may do with somebody. */
const EVERYTHING = [
  ...['see_details', 'edit', 'remove', 'edit_working_patterns'],
  ...['request_time_off', 'book_time_off', 'adjust_balance', 'assign_policies'],
]

describe('POST /api/employees', () => {
  it('adds an employee who works five days of eight hours', async () => {
    const { status, headers, body } = await add({ name: 'Bea', team: 'Kitchen' })
    assert.equal(status, 201)
    const at = teamroom.clock.now.toISOString()
    const { id, ...fields } = body
    assert.deepEqual(fields, {
      name: 'Bea',
      team: 'Kitchen',
      manager_id: null,
      can: EVERYTHING,
      user_id: null,
      stand_in_id: null,
      personnel_number: null,
      email: null,
      start_date: '2025-01-01',
      end_date: null,
      holiday_region: null,
      working_patterns: [{ effective_from: '2025-01-01', hours: FULL_WEEK }],
      version: 1,
      created_at: at,
      updated_at: at,
    })
    const found = await admin.send('GET', headers.location ?? '')
    assert.deepEqual([found.body, found.headers.etag], [body, headers.etag])
  })

  it('takes every field', async () => {
    const boss = await addOne({ name: 'Boss' })
    const account = await teamroom.account('member')
    const fields = {
      personnel_number: '0042',
      email: 'ann@example.com',
      user_id: account.id,
      manager_id: boss,
      stand_in_id: boss,
      end_date: '2026-12-31',
      holiday_region: 'DE-BY',
    }
    const { body } = await add({ ...fields, working_hours: [7.5, 0, 0, 0, 0, 0, 4.25] })
    assert.deepEqual({ ...body, ...fields }, body)
    assert.deepEqual(body.working_patterns[0].hours, [7.5, 0, 0, 0, 0, 0, 4.25])
  })

  it('refuses hours that no week has', async () => {
    const hours = (first: unknown) => add({ working_hours: [first, 8, 8, 8, 8, 0, 0] })
    for (const wrong of [25, -1, 24.05, '8', null]) assertRefused(await hours(wrong), 'working_hours.0')
    assertRefused(await hours(1 / 3), 'working_hours.0')
    assertRefused(await add({ working_hours: [0, 0, 0, 0, 0, 0, 0] }), 'working_hours')
    assertRefused(await add({ working_hours: [8, 8, 8, 8, 8] }), 'working_hours')
    assert.equal((await hours(24)).status, 201)
  })

  it('refuses days that are none, and an end before the start', async () => {
    for (const start_date of ['2025-02-30', '2025-13-01', '01.02.2025', '1899-12-31', '3000-01-01', '']) {
      assertRefused(await add({ start_date }), 'start_date')
    }
    assertRefused(await add({ end_date: '2024-12-31' }), 'end_date')
    assert.equal((await add({ end_date: '2025-01-01' })).status, 201)
  })

  it('refuses people, accounts and regions that there are not, and names each', async () => {
    assertRefused(
      await add({ manager_id: UNKNOWN, stand_in_id: UNKNOWN, user_id: UNKNOWN }),
      'manager_id',
      'stand_in_id',
      'user_id',
    )
    assertRefused(await add({ holiday_region: 'DE-XX' }), 'holiday_region')
  })

  it('gives an account to one employee only, however many ask at once', async () => {
    const account = await teamroom.account('member')
    const answers = await atOnce(5, () => add({ user_id: account.id }))
    assert.deepEqual(countStatuses(answers), { 201: 1, 409: 4 })
  })

  it('adds one employee for one idempotency key', async () => {
    const body = { name: 'Once', start_date: '2025-01-01' }
    const answers = await atOnce(3, () => admin.send('POST', '/api/employees', body, { 'idempotency-key': 'once' }))
    assert.equal(new Set(answers.map((answer) => answer.body.id)).size, 1)
    assert.equal((await admin.send('GET', '/api/employees?q=once')).body.length, 1)
  })

  it('is for administrators', async () => {
    assert.equal((await member.send('POST', '/api/employees', { name: 'X', start_date: '2025-01-01' })).status, 403)
  })
})

describe('GET /api/employees', () => {
  before(async () => {
    const boss = await addOne({ name: 'Zoë Lister', team: 'Lists', start_date: '2026-01-01' })
    await addOne({ name: 'Émile Lister', team: 'Lists', manager_id: boss, end_date: '2026-02-28' })
    await addOne({ name: 'eva Lister', team: 'Lists', manager_id: boss, start_date: '2026-04-01' })
    await addOne({ name: 'Eva Lister', team: 'Other', manager_id: boss })
  })

  it('lists people by name, whatever its case and accents, page by page', async () => {
    assert.deepEqual(await names('team=Lists'), ['Émile Lister', 'eva Lister', 'Zoë Lister'])
    const all = await names('limit=200')
    for (const limit of [1, 3]) {
      const rows = await walk(admin.send, `/api/employees?limit=${limit}`)
      assert.deepEqual(
        rows.map(({ name }) => name),
        all,
      )
    }
  })

  it('lists people beside those whose names begin alike, as people type them, and finds them so', async () => {
    const listed = [
      'Ilse Alike',
      'Łukasz Alike',
      'Luis Alike',
      'Ørsted Alike',
      'Otto Alike',
      'Zita Alike',
      'O’Brien Alike',
    ]
    for (const name of listed)
      assert.equal(
        (await admin.send('POST', '/api/employees', { name, start_date: '2026-01-01', team: 'Alike' })).status,
        201,
      )
    const sorted = ['Ilse', 'Luis', 'Łukasz', 'O’Brien', 'Ørsted', 'Otto', 'Zita'].map((name) => `${name} Alike`)
    assert.deepEqual(await names('team=Alike'), sorted)
    const paged = await walk(admin.send, '/api/employees?team=Alike&limit=2')
    assert.deepEqual(
      paged.map(({ name }) => name),
      sorted,
    )
    assert.deepEqual(await names('team=Alike&q=lukasz'), ['Łukasz Alike'])
    for (const q of ['orst', 'oerst']) assert.deepEqual(await names(`team=Alike&q=${q}`), ['Ørsted Alike'], q)
    assert.deepEqual(await names(`team=Alike&q=${encodeURIComponent("o'brien")}`), ['O’Brien Alike'])
  })

  it('finds people by how their name begins', async () => {
    assert.deepEqual(await names('q=EMILE'), ['Émile Lister'])
    assert.deepEqual(await names('q=zoe%20l'), ['Zoë Lister'])
    for (const q of ['%25', '_', 'lister', "'"]) assert.deepEqual(await names(`q=${encodeURIComponent(q)}`), [])
  })

  it('finds a manager’s people, and those of a day', async () => {
    const [{ id }] = (await admin.send('GET', '/api/employees?q=zoe')).body
    assert.equal((await names(`manager_id=${id}`)).length, 3)
    assert.deepEqual(await names('team=Lists&active_on=2026-02-28'), ['Émile Lister', 'Zoë Lister'])
    assert.deepEqual(await names('team=Lists&active_on=2026-03-01'), ['Zoë Lister'])
    assert.deepEqual(await names('team=Lists&active_on=2026-04-01'), ['eva Lister', 'Zoë Lister'])
    assert.deepEqual(await names('team=Lists&employed_from=2026-03-01'), ['eva Lister', 'Zoë Lister'])
  })

  it('tells a colleague who is there today, and nobody’s dates', async () => {
    for (const day of ['1990-01-01', '2026-02-28', '2026-03-02', '2026-04-01']) {
      assert.deepEqual(await names(`team=Lists&active_on=${day}`, member), ['Zoë Lister'])
    }
    const { body } = await member.send('GET', '/api/employees?team=Lists')
    for (const one of body) assert.deepEqual(Object.keys(one), ['id', 'name', 'team', 'manager_id', 'can'])
  })

  it('shows all about those who report to the reader, and about the reader', async () => {
    const manager = await teamroom.account('member')
    const boss = await addOne({ name: 'Own', team: 'Mine', user_id: manager.id, end_date: '2030-01-01' })
    await addOne({ name: 'Report', team: 'Mine', manager_id: boss, start_date: '2027-01-01' })
    await addOne({ name: 'Other', team: 'Mine' })
    const { body } = await manager.send('GET', '/api/employees?team=Mine')
    assert.deepEqual(
      body.map((one: { start_date?: string; working_patterns?: object[] }) => [
        one.start_date,
        one.working_patterns?.length,
      ]),
      [
        [undefined, undefined],
        ['2025-01-01', 1],
        ['2027-01-01', 1],
      ],
    )
    assert.deepEqual(await names('team=Mine&active_on=2031-01-01', manager), ['Other', 'Report'])
  })

  it('refuses filters that are none', async () => {
    for (const query of ['active_on=today', 'manager_id=1', 'team=', 'q=', 'name=Ann', 'limit=201']) {
      assert.equal((await admin.send('GET', `/api/employees?${query}`)).status, 422, query)
    }
  })
})

describe('GET /api/employees/me', () => {
  it('is the employee that the account belongs to', async () => {
    const account = await teamroom.account('member')
    assert.equal((await account.send('GET', '/api/employees/me')).status, 404)
    const id = await addOne({ user_id: account.id })
    const { body, headers } = await account.send('GET', '/api/employees/me')
    assert.deepEqual([body.id, body.user_id, body.working_patterns.length], [id, account.id, 1])
    assert.equal(headers.etag, (await read(id, account)).headers.etag)
    assert.deepEqual(body.can, ['see_details', 'request_time_off'])
  })
})

describe('GET /api/employees/:id', () => {
  it('has an ETag that tells colleagues of nothing but what they see', async () => {
    const boss = await addOne({ name: 'Boss' })
    const id = await addOne({ name: 'Cid', team: 'A', manager_id: boss })
    const tags = async () => [(await read(id, member)).headers.etag, (await read(id)).headers.etag]
    const [seen, whole] = await tags()
    assert.equal((await change(id, { holiday_region: 'DE-BY', end_date: '2030-01-01' })).status, 200)
    const [seenAfter, wholeAfter] = await tags()
    assert.equal(seenAfter, seen)
    assert.notEqual(wholeAfter, whole)
    assert.equal((await change(id, { team: 'B' })).status, 200)
    assert.notEqual((await tags())[0], seen)
  })

  it('shows people to colleagues from their first day on, and before it to those whom it concerns', async () => {
    const manager = await teamroom.account('member')
    const boss = await addOne({ name: 'Boss', user_id: manager.id })
    const id = await addOne({ name: 'Nina', team: 'Soon', manager_id: boss, start_date: '2026-03-03' })
    const report = await addOne({ name: 'Rob', team: 'Soon', manager_id: id })
    const seen = async (as: Account) => [(await read(id, as)).status, await names('team=Soon', as)]
    for (const account of [manager, admin]) assert.deepEqual(await seen(account), [200, ['Nina', 'Rob']])
    assert.deepEqual(await seen(member), [404, ['Rob']])
    assert.equal((await read(report, member)).body.manager_id, null, 'nor is she named as a manager')
    for (const path of ['balance', 'ledger', 'policies', 'holidays', 'working-patterns']) {
      assert.equal((await member.send('GET', `/api/employees/${id}/${path}`)).status, 404, path)
    }
    const { db } = teamroom
    const { id: leave_type_id } = await db.selectFrom('leave_types').select('id').executeTakeFirstOrThrow()
    const wanted = { employee_id: id, leave_type_id, start: '2026-03-09' }
    const refused = await member.send('POST', '/api/time-off/requests', wanted)
    assert.deepEqual(refused.body.errors, { json: { employee_id: ['There is no such employee.'] } })
    assert.equal((await change(id, { start_date: '2026-03-02' })).status, 200)
    assert.deepEqual(await seen(member), [200, ['Nina', 'Rob']])
    assert.equal((await read(report, member)).body.manager_id, id)
  })

  it('shows colleagues the directory, and the rest to those whom it concerns', async () => {
    const [self, manager, standIn] = [
      await teamroom.account('member'),
      await teamroom.account('member'),
      await teamroom.account('manager'),
    ]
    const deputy = await addOne({ name: 'Deputy', user_id: standIn.id })
    const boss = await addOne({ name: 'Boss', user_id: manager.id, stand_in_id: deputy })
    const id = await addOne({ name: 'Cid', team: 'A', manager_id: boss, user_id: self.id })
    for (const account of [self, manager, admin]) assert.equal((await read(id, account)).body.start_date, '2025-01-01')
    for (const account of [member, standIn]) {
      assert.deepEqual((await read(id, account)).body, { id, name: 'Cid', team: 'A', manager_id: boss, can: [] })
    }
    await holdDay(boss, 'pending')
    assert.equal((await read(id, standIn)).body.start_date, undefined)
    await teamroom.db.updateTable('time_off_requests').set({ status: 'approved' }).execute()
    assert.equal((await read(id, standIn)).body.start_date, '2025-01-01')
    assert.deepEqual((await standIn.send('GET', '/api/employees?team=A')).body[0].start_date, '2025-01-01')
    teamroom.clock.advance(86_400_000)
    assert.equal((await read(id, standIn)).body.start_date, undefined)
    teamroom.clock.advance(-86_400_000)
  })

  /** A request that holds this morning. */
  async function holdDay(employee_id: string, status: 'pending' | 'approved'): Promise<void> {
    const { db } = teamroom
    const { id: leave_type_id } = await db.selectFrom('leave_types').select('id').executeTakeFirstOrThrow()
    const at = teamroom.clock.now.toISOString()
    const date = at.slice(0, 10)
    await db
      .insertInto('time_off_requests')
      .values({
        ...{ id: UNKNOWN, employee_id, leave_type_id, status, cost_minutes: 240, version: 1 },
        ...{ start_date: date, start_half: 'morning', end_date: date, end_half: 'morning', minutes: null, note: null },
        ...{ requested_by: null, decided_at: null, decided_by: null, decision_note: null },
        ...{ created_at: at, updated_at: at },
      })
      .execute()
    await db
      .insertInto('time_off_halves')
      .values({ employee_id, date, half: 'morning', request_id: UNKNOWN, minutes: 240 })
      .execute()
  }

  it('has another ETag once the account is deleted', async () => {
    const account = await teamroom.account('member')
    const id = await addOne({ user_id: account.id })
    const { etag } = (await read(id)).headers
    await admin.send('DELETE', `/api/users/${account.id}`)
    const after = await admin.send('GET', `/api/employees/${id}`, undefined, { 'if-none-match': etag ?? '' })
    assert.deepEqual([after.status, after.body.user_id], [200, null])
  })

  it('is 404 where there is none', async () => {
    for (const id of [UNKNOWN, 'x', 'import']) assert.equal((await read(id)).status, 404)
  })
})

describe('PATCH /api/employees/:id', () => {
  it('changes what is sent, and leaves the rest', async () => {
    const id = await addOne({ name: 'Before', team: 'A' })
    const { status, body, headers } = await change(id, { name: 'Ünder', team: null, end_date: '2027-01-31' })
    assert.equal(status, 200)
    assert.deepEqual([body.name, body.team, body.end_date, body.version], ['Ünder', null, '2027-01-31', 2])
    assert.deepEqual(body.touched_requests, [])
    const { touched_requests: _touched, ...employee } = body
    const found = await read(id)
    assert.deepEqual([found.body, found.headers.etag], [employee, headers.etag])
    assert.equal((await admin.send('GET', '/api/employees?q=under')).body.length, 1)
  })

  it('moves the first working pattern with the first day, and drops those that were over by then', async () => {
    const id = await addOne({ start_date: '2025-03-01' })
    const patterns = async () =>
      (await read(id)).body.working_patterns.map((one: { effective_from: string; hours: number[] }) => [
        one.effective_from,
        one.hours[0],
      ])
    const put = (day: string, first: number) =>
      admin.send('PUT', `/api/employees/${id}/working-patterns/${day}`, { hours: [first, 8, 8, 8, 8, 0, 0] })
    await put('2025-06-01', 6)
    await put('2025-09-01', 4)
    await change(id, { start_date: '2025-01-01' })
    assert.deepEqual(await patterns(), [
      ['2025-01-01', 8],
      ['2025-06-01', 6],
      ['2025-09-01', 4],
    ])
    await change(id, { start_date: '2025-07-01' })
    assert.deepEqual(await patterns(), [
      ['2025-07-01', 6],
      ['2025-09-01', 4],
    ])
    await change(id, { start_date: '2025-09-01' })
    assert.deepEqual(await patterns(), [['2025-09-01', 4]])
  })

  it('refuses an end before the start, on the day that was sent', async () => {
    const id = await addOne({ end_date: '2025-06-30' })
    assertRefused(await change(id, { start_date: '2025-07-01' }), 'start_date')
    assertRefused(await change(id, { end_date: '2024-07-01' }), 'end_date')
    assertRefused(await change(id, { start_date: '2026-02-01', end_date: '2026-01-01' }), 'end_date')
  })

  it('refuses oneself as manager or stand-in, those who are not there, and nothing', async () => {
    const id = await addOne()
    assertRefused(await change(id, { manager_id: id, stand_in_id: id }), 'manager_id', 'stand_in_id')
    assertRefused(await change(id, { manager_id: UNKNOWN, user_id: UNKNOWN }), 'manager_id', 'user_id')
    assertRefused(await change(id, { name: null, start_date: null }), 'name', 'start_date')
    assertRefused(await change(id, { working_hours: FULL_WEEK }), 'working_hours')
    assertRefused(await change(id, {}), '_schema')
    assert.equal((await change(UNKNOWN, { team: 'A' })).status, 404)
  })

  it('refuses a circle of managers, and names it', async () => {
    const a = await addOne({ name: 'Ada' })
    const b = await addOne({ name: 'Bob', manager_id: a })
    const c = await addOne({ name: 'Cyd', manager_id: b })
    const { status, body } = await change(a, { manager_id: c })
    assert.equal(status, 409)
    assert.match(body.message, /: Ada → Cyd → Bob → Ada\.$/)
    assert.equal((await read(a)).body.manager_id, null)
  })

  it('lets no circle come about when two changes cross', async () => {
    for (let round = 0; round < 5; round++) {
      const [a, b] = [await addOne({ name: 'A' }), await addOne({ name: 'B' })]
      const answers = await Promise.all([change(a, { manager_id: b }), change(b, { manager_id: a })])
      assert.deepEqual(countStatuses(answers), { 200: 1, 409: 1 })
    }
  })

  it('leaves no one with a manager who is removed meanwhile', async () => {
    for (let round = 0; round < 5; round++) {
      const [boss, id] = [await addOne(), await addOne()]
      await Promise.all([change(id, { manager_id: boss }), admin.send('DELETE', `/api/employees/${boss}`)])
      assert.equal((await read(id)).body.manager_id, null)
    }
  })

  it('changes nothing as a dry run', async () => {
    const id = await addOne()
    const before = (await read(id)).text
    const { status, body } = await change(id, { start_date: '2025-02-01', team: 'B' }, {}, '?dry_run=true')
    assert.deepEqual([status, body.team, body.working_patterns[0].effective_from], [200, 'B', '2025-02-01'])
    assert.equal((await read(id)).text, before)
    assertRefused(await change(id, { manager_id: id }, {}, '?dry_run=true'), 'manager_id')
  })

  it('lets one of ten changes to the same version through', async () => {
    const id = await addOne()
    const { etag } = (await read(id)).headers
    const answers = await atOnce(10, (i) => change(id, { team: `Team ${i}` }, { 'if-match': etag }))
    assert.deepEqual(countStatuses(answers), { 200: 1, 412: 9 })
  })

  it('is for administrators, not for managers', async () => {
    const manager = await teamroom.account('manager')
    const boss = await addOne({ user_id: manager.id })
    const id = await addOne({ manager_id: boss })
    assert.equal((await manager.send('PATCH', `/api/employees/${id}`, { team: 'A' })).status, 403)
  })
})

describe('DELETE /api/employees/:id', () => {
  it('takes a person out of every list, and out of the fields of others', async () => {
    const account = await teamroom.account('member')
    const id = await addOne({ name: 'Goner', user_id: account.id })
    const other = await addOne({ manager_id: id, stand_in_id: id })
    const { etag } = (await read(other)).headers
    assert.equal((await admin.send('DELETE', `/api/employees/${id}`)).status, 204)
    assert.equal((await read(id)).status, 404)
    assert.equal((await account.send('GET', '/api/employees/me')).status, 404)
    assert.deepEqual((await admin.send('GET', '/api/employees?q=goner')).body, [])
    const { body, headers } = await read(other)
    assert.deepEqual([body.manager_id, body.stand_in_id], [null, null])
    assert.notEqual(headers.etag, etag)
    assert.equal((await admin.send('DELETE', `/api/employees/${id}`)).status, 404)
    assertRefused(await change(other, { manager_id: id }), 'manager_id')
    assert.equal((await add({ user_id: account.id })).status, 201)
  })

  it('keeps the row, for the history that hangs on it', async () => {
    const id = await addOne()
    await admin.send('DELETE', `/api/employees/${id}`)
    const row = await teamroom.db.selectFrom('employees').selectAll().where('id', '=', id).executeTakeFirst()
    assert.equal(row?.removed_at, teamroom.clock.now.toISOString())
  })

  it('refuses to delete another version than the one meant', async () => {
    const id = await addOne()
    assert.equal((await admin.send('DELETE', `/api/employees/${id}`, undefined, { 'if-match': '"0"' })).status, 412)
    assert.equal((await member.send('DELETE', `/api/employees/${id}`)).status, 403)
  })
})
