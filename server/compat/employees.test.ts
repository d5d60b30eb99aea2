import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { countStatuses } from '../../test/accounts.ts'
import { adjust, assign, hire, makePolicy, paidTimeOff, totalsOf } from '../../test/company.ts'
import { type Account, startTeamroom, type Teamroom } from '../../test/harness.ts'
import { walk } from '../../test/pages.ts'
import { NOBODY } from '../../test/time-off.ts'

interface Listed {
  id: string
  name: string
  hours_balance: number
  pto_entries: { id: string; hours: number; employee_id: string }[]
}

let teamroom: Teamroom
let type: string
let admin: Account
let names = 0

before(async () => {
  teamroom = await startTeamroom({}, { now: '2026-03-02T09:00Z' })
  type = await paidTimeOff(teamroom.db)
  admin = await teamroom.account('admin')
})
after(() => teamroom.stop())

const list = async (as = admin): Promise<Listed[]> => walk(as.send, '/employees')
const find = async (id: string) => (await list()).find((row) => row.id === id)
const set = (id: string, hours_balance: unknown, slash = '/') =>
  admin.send('PUT', `/employees/${id}${slash}`, { hours_balance })

/** Adds an employee by these paths; gives their id. */
async function add(hours_balance?: number): Promise<string> {
  const name = `Added ${++names}`
  const { status, body } = await admin.send('POST', '/employees', { name, hours_balance })
  assert.deepEqual([status, body], [200, { message: 'Employee added successfully!' }])
  return (await list()).find((row) => row.name === name)?.id as string
}

describe('POST /employees', () => {
  it('adds somebody who starts today, with what they begin with', async () => {
    const id = await add(40)
    assert.deepEqual(await find(id), { id, name: `Added ${names}`, hours_balance: 40, pto_entries: [] })
    const { body } = await admin.send('GET', `/api/employees/${id}`)
    assert.equal(body.start_date, '2026-03-02')
    const { body: ledger } = await admin.send('GET', `/api/employees/${id}/ledger`)
    assert.deepEqual([ledger.length, ledger[0].kind, ledger[0].note], [1, 'adjustment', 'Set to 40 h.'])
  })

  it('adds no entry where there is nothing to begin with', async () => {
    for (const hours of [undefined, 0]) {
      const id = await add(hours)
      assert.equal((await find(id))?.hours_balance, 0)
      assert.deepEqual((await admin.send('GET', `/api/employees/${id}/ledger`)).body, [])
    }
  })

  it('takes a debt where the leave type does, and adds nobody where it does not', async (t) => {
    const send = () => admin.send('POST', '/employees', { name: 'In debt', hours_balance: -5 })
    const { status, body } = await send()
    assert.equal(status, 409)
    assert.match(body.message, /5 h short/)
    assert.ok(!(await list()).some(({ name }) => name === 'In debt'))
    const floor = (floor_hours: number) => admin.send('PATCH', `/api/time-off/leave-types/${type}`, { floor_hours })
    t.after(() => floor(0))
    await floor(-5)
    assert.equal((await send()).status, 200)
    assert.equal((await list()).find(({ name }) => name === 'In debt')?.hours_balance, -5)
  })

  it('refuses what it does not know, in a message', async () => {
    for (const body of [{}, { name: '' }, { name: 'X', id: 1 }, { name: 'X', hours_balance: 1 / 3 }]) {
      const answer = await admin.send('POST', '/employees', body)
      assert.deepEqual([answer.status, typeof answer.body.message], [422, 'string'], JSON.stringify(body))
    }
  })

  it('adds one for a retry, and is for administrators', async () => {
    const send = () => admin.send('POST', '/employees', { name: 'Once' }, { 'idempotency-key': 'once' })
    await Promise.all([send(), send()])
    assert.equal((await list()).filter(({ name }) => name === 'Once').length, 1)
    const manager = await teamroom.account('manager')
    assert.equal((await manager.send('POST', '/employees', { name: 'X' })).status, 403)
  })
})

describe('PUT /employees/:id', () => {
  it('sets a balance by the difference, with the slash and without', async () => {
    const id = await add(40)
    for (const [hours, slash] of [
      [52.5, '/'],
      [0.05, ''],
      [0, '/'],
    ] as const) {
      const { status, body } = await set(id, hours, slash)
      assert.deepEqual([status, body], [200, { message: 'Employee PTO balance updated successfully' }])
      assert.equal((await find(id))?.hours_balance, hours)
    }
    const { body: ledger } = await admin.send('GET', `/api/employees/${id}/ledger`)
    assert.deepEqual(
      ledger.map(({ hours }: { hours: number }) => hours),
      [-0.05, -52.45, 12.5, 40],
    )
  })

  it('takes back the number that was read, whatever it is, and changes nothing', async () => {
    const id = await hire(teamroom.db)
    await assign(teamroom, id, await makePolicy(teamroom.db, { unit: 'hours', allowance: 1_000, accrual: 'monthly' }))
    const { hours_balance = 0 } = (await find(id)) ?? {}
    assert.ok(hours_balance > 2 && !Number.isInteger(hours_balance * 20), String(hours_balance))
    const { total } = await totalsOf(teamroom.db, id, type)
    assert.equal((await set(id, hours_balance)).status, 200)
    assert.equal((await totalsOf(teamroom.db, id, type)).total, total)
    assert.equal((await set(id, 8)).status, 200)
    assert.equal((await find(id))?.hours_balance, 8)
  })

  it('refuses what is no balance, and what is below the floor', async () => {
    const id = await add(8)
    const none = await set(id, null)
    assert.deepEqual([none.status, none.body], [400, { message: 'Invalid data provided' }])
    assert.equal((await set(id, -1)).status, 409)
    for (const hours of [undefined, '8', 1 / 3, 1e308]) {
      const { status, body } = await set(id, hours)
      assert.equal(status, 422)
      assert.match(body.message, /^hours_balance: /)
    }
    assert.equal((await find(id))?.hours_balance, 8)
  })

  it('leaves what is booked for later', async () => {
    const id = await add(16)
    const request = { employee_id: id, leave_type_id: type, start: '2026-03-09' }
    assert.equal((await admin.send('POST', '/api/time-off/requests', request)).status, 201)
    assert.equal((await set(id, 7.95)).status, 409)
    assert.equal((await set(id, 8)).status, 200)
  })

  it('is 404 for nobody, 412 for another version, and for administrators', async () => {
    for (const id of [NOBODY, '7']) {
      const { status, body } = await set(id, 8)
      assert.deepEqual([status, body.message], [404, 'Employee not found'])
    }
    const id = await add(8)
    const ifMatch = (tag: string) => admin.send('PUT', `/employees/${id}/`, { hours_balance: 9 }, { 'if-match': tag })
    assert.equal((await ifMatch('"0"')).status, 412)
    const { etag = '' } = (await admin.send('GET', `/api/employees/${id}`)).headers
    const done = await ifMatch(etag)
    assert.equal(done.status, 200)
    assert.equal((await ifMatch(done.headers.etag ?? '')).status, 200)
    const manager = await teamroom.account('manager')
    assert.equal((await manager.send('PUT', `/employees/${id}/`, { hours_balance: 9 })).status, 403)
  })

  it('sets the same balance once, however many ask at once', async () => {
    const id = await add(8)
    const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => set(id, 10 + (i % 2))))
    assert.deepEqual(countStatuses(answers), { 200: 20 })
    const { ledger, total } = await totalsOf(teamroom.db, id, type)
    assert.equal(ledger, total)
    assert.ok(total === 600 || total === 660, String(total))
  })
})

describe('DELETE /employees/:id', () => {
  it('takes somebody out of the list, and leaves the ledger', async () => {
    const id = await add(8)
    const { status, body } = await admin.send('DELETE', `/employees/${id}`)
    assert.deepEqual([status, body], [200, { message: 'Employee removed successfully!' }])
    assert.equal(await find(id), undefined)
    assert.equal((await totalsOf(teamroom.db, id, type)).ledger, 480)
    for (const gone of [id, NOBODY, '7']) {
      const answer = await admin.send('DELETE', `/employees/${gone}`)
      assert.deepEqual([answer.status, answer.body.message], [404, 'Employee not found'])
    }
  })

  it('is for administrators, and takes an If-Match', async () => {
    const id = await add()
    assert.equal((await (await teamroom.account('manager')).send('DELETE', `/employees/${id}`)).status, 403)
    assert.equal((await admin.send('DELETE', `/employees/${id}`, undefined, { 'if-match': '"0"' })).status, 412)
  })
})

describe('GET /employees', () => {
  it('shows oneself and those one decides for, and everybody to administrators', async () => {
    const [boss, ann, peer] = [
      await teamroom.account('member'),
      await teamroom.account('member'),
      await teamroom.account('manager'),
    ]
    const bossId = await hire(teamroom.db, { account: boss })
    const annId = await hire(teamroom.db, { account: ann, manager: bossId })
    await adjust(teamroom, annId, 600)
    await boss.send('POST', '/pto', { hours: 1.5, employee_id: annId })
    const [row] = await list(ann)
    const entry = { id: row?.pto_entries[0]?.id, hours: 1.5, employee_id: annId }
    assert.deepEqual(row, { id: annId, name: ann.username, hours_balance: 8.5, pto_entries: [entry] })
    assert.deepEqual((await list(boss)).map(({ id }) => id).sort(), [bossId, annId].sort())
    assert.deepEqual(await list(peer), [])
    assert.deepEqual(await find(annId), row)
  })

  it('has the latest hundred entries of each, less those taken back', async () => {
    const people = [await add(1_000), await add(1_000)]
    for (const employee_id of people) {
      for (let i = 1; i <= 103; i++) await admin.send('POST', '/pto', { hours: i / 20, employee_id })
    }
    const all = async (id: string) => (await walk(admin.send, '/pto')).filter((entry) => entry.employee_id === id)
    for (const id of people) assert.deepEqual((await find(id))?.pto_entries, (await all(id)).slice(-100))
    const [id = ''] = people
    const last = (await find(id))?.pto_entries.at(-1)
    await admin.send('DELETE', `/pto/${last?.id}`)
    assert.ok(!(await all(id)).some((entry) => entry.id === last?.id))
    assert.deepEqual((await find(id))?.pto_entries, (await all(id)).slice(-100))
  })

  it('is walked page by page', async () => {
    for (let i = 0; i < 6; i++) await add()
    const all = await list()
    assert.ok(all.length > 5)
    assert.deepEqual(await walk(admin.send, '/employees?limit=2'), all)
    assert.equal((await admin.send('GET', '/employees?limit=201')).body.message !== undefined, true)
  })
})
