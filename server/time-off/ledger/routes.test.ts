import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it, type TestContext } from 'node:test'
import { adjust, assign, type Company, hireAnn, makePolicy, startCompany, totalsOf } from '../../../test/company.ts'
import { transact } from '../../db/transact.ts'
import { lockEmployees } from '../../people/employees/store.ts'
import { settle } from './actions.ts'

let { teamroom, type, admin, boss, ann, annId } = {} as Company

before(async () => {
  ;({ teamroom, type, admin } = await startCompany())
})
after(() => teamroom.stop())
beforeEach(async () => {
  ;({ boss, ann, annId } = await hireAnn(teamroom))
})

const policy = (terms = {}) => makePolicy(teamroom.db, { allowance: 2_400, carry_over_cap: 500, ...terms })
const balance = (query = '', as = ann) => as.send('GET', `/api/employees/${annId}/balance${query}`)
const ask = (start: string, end = start) =>
  ann.send('POST', '/api/time-off/requests', { leave_type_id: type, start, end })
/** Moves the clock for one test; tokens from before are no good then. */
const advanceDays = (t: TestContext, days: number) => {
  teamroom.clock.advance(days * 86_400_000)
  t.after(() => teamroom.clock.advance(-days * 86_400_000))
}
const kinds = (lines: { kind: string; hours: number }[]) => lines.map(({ kind, hours }) => [kind, hours])

describe('GET /api/employees/:id/balance', () => {
  it('answers the number and every line behind it', async () => {
    await assign(teamroom, annId, await policy())
    const { body: request } = await ask('2026-03-09', '2026-03-10')
    await adjust(teamroom, annId, 90)
    const { status, body } = await balance('?on=2026-03-09')
    assert.equal(status, 200)
    assert.deepEqual(body.leave_year, { start: '2026-01-01', end: '2026-12-31' })
    assert.equal(body.hours, 185.5)
    assert.deepEqual(kinds(body.lines), [
      ['carry_over', 0],
      ['grant', 192],
      ['adjustment', 1.5],
      ['booking', -8],
    ])
    assert.deepEqual(
      [body.lines[3].request_id, body.lines[3].balance_hours, body.lines[3].posted],
      [request.id, 185.5, true],
    )
  })

  it('looks ahead: what will be granted, and what will expire', async () => {
    await assign(teamroom, annId, await policy({ accrual: 'monthly', carry_over_months: 3 }))
    assert.equal((await balance('?on=2026-07-01')).body.hours, 6 * 16)
    const { body } = await balance('?on=2027-04-01')
    assert.deepEqual(kinds(body.lines), [
      ['carry_over', 192],
      ['expiry', -152],
      ['accrual', 16],
      ['accrual', 16],
      ['accrual', 16],
      ['expiry', -40],
    ])
    assert.deepEqual([body.hours, body.lines[1].posted], [48, false])
  })

  it('looks back: what there was then', async () => {
    await assign(teamroom, annId, await policy({ accrual: 'monthly' }))
    assert.equal((await balance('?on=2026-01-30')).body.hours, 0)
    assert.equal((await balance('?on=2026-01-31')).body.hours, 16)
    assert.equal((await balance()).body.hours, 32)
  })

  it('is right however late what is due is posted', async (t) => {
    await assign(teamroom, annId, await policy({ accrual: 'monthly' }))
    advanceDays(t, 400)
    const { body } = await balance('?on=2027-03-31', await teamroom.account('admin'))
    assert.equal(body.hours, 40 + 48)
    assert.equal((await totalsOf(teamroom.db, annId, type)).total, 32 * 60, 'and reading posts nothing')
  })

  it('is 0 where there is nothing', async () => {
    const { body } = await balance()
    assert.deepEqual([body.hours, body.leave_year, kinds(body.lines)], [0, null, [['carry_over', 0]]])
  })

  it('is for the person, their manager and administrators', async () => {
    for (const account of [ann, boss, admin]) assert.equal((await balance('', account)).status, 200)
    const peer = await teamroom.account('manager')
    assert.equal((await balance('', peer)).status, 403)
    assert.equal((await admin.send('GET', '/api/employees/0197c0de-5a1e-7c3f-9a41-3f6c2b7d8e90/balance')).status, 404)
  })

  it('refuses a day that is none, or too far ahead, and a type that is none', async () => {
    for (const query of ['?on=2026-02-31', '?on=2099-01-01', `?type=${annId}`, '?type=x']) {
      assert.equal((await balance(query)).status, 422, query)
    }
  })
})

describe('POST /api/employees/:id/adjustments', () => {
  const post = (body: object, as = admin) =>
    as.send('POST', `/api/employees/${annId}/adjustments`, { leave_type_id: type, note: 'Because.', ...body })

  it('adds an entry', async () => {
    const { status, body } = await post({ hours: 16 })
    assert.equal(status, 201)
    assert.deepEqual([body.kind, body.hours, body.date, body.created_by], ['adjustment', 16, '2026-03-02', admin.id])
    assert.equal((await balance()).body.hours, 16)
    const { body: entries } = await ann.send('GET', `/api/employees/${annId}/ledger`)
    assert.deepEqual(entries, [body])
  })

  it('adds time that the old system had carried over: it expires with the carry-over, less what is paid out', async () => {
    await assign(teamroom, annId, await policy({ carry_over_cap: 500, carry_over_months: 3 }))
    const { status, body } = await post({ hours: 40, date: '2026-01-01', carried_over: true })
    assert.deepEqual([status, body.kind, body.carried_over], [201, 'adjustment', true])
    await post({ hours: -8, date: '2026-03-02' })
    const lines = (await balance('?on=2026-04-01')).body.lines
    assert.deepEqual(kinds(lines), [
      ['carry_over', 0],
      ['grant', 192],
      ['adjustment', 40],
      ['adjustment', -8],
      ['expiry', -32],
    ])
    assert.deepEqual(
      lines.map(({ carried_over }: { carried_over: boolean }) => carried_over),
      [false, false, true, false, false],
    )
    const refused = await post({ hours: -8, carried_over: true })
    assert.deepEqual(refused.body.errors.json, { carried_over: ['Only time that is added can be carried over.'] })
  })

  it('is kept by the database as it was posted', async () => {
    await post({ hours: 40, carried_over: true })
    const entries = teamroom.db.updateTable('ledger_entries').where('employee_id', '=', annId)
    await assert.rejects(entries.set({ carried_over: 0 }).execute(), /never changed/)
  })

  it('takes no more than there is', async () => {
    await post({ hours: 16 })
    const { status, body } = await post({ hours: -16.5 })
    assert.deepEqual([status, body.errors.shortfall.hours], [409, ['0.5']])
    assert.equal((await post({ hours: -16 })).status, 201)
  })

  it('corrects what follows from an earlier day', async (t) => {
    await assign(teamroom, annId, await policy({ carry_over_cap: 0 }))
    advanceDays(t, 400)
    const later = await teamroom.account('admin')
    await transact(teamroom.db, async (trx) =>
      settle(trx, await lockEmployees(trx, [annId]), '2027-04-06', teamroom.clock.now.toISOString()),
    )
    assert.equal((await post({ hours: 1, date: '2026-12-30' }, later)).status, 201)
    assert.equal((await balance('?on=2026-12-31', later)).body.hours, 193)
    const { body } = await balance('?on=2027-01-01', later)
    assert.deepEqual(kinds(body.lines), [
      ['carry_over', 193],
      ['expiry', -192],
      ['expiry', -1],
      ['grant', 192],
    ])
  })

  for (const [name, body] of [
    ['nothing', { hours: 0 }],
    ['a third of an hour', { hours: 1 / 3 }],
    ['more than ten years', { hours: 1e308 }],
    ['text', { hours: '8' }],
    ['a day before the employment', { hours: 1, date: '2025-12-31' }],
    ['no reason', { hours: 1, note: '' }],
    ['another type', { hours: 1, leave_type_id: '0197c0de-5a1e-7c3f-9a41-3f6c2b7d8e90' }],
  ] as const) {
    it(`refuses ${name}`, async () => {
      assert.equal((await post(body)).status, 422)
      assert.equal((await totalsOf(teamroom.db, annId, type)).ledger, 0)
    })
  }

  it('is for administrators', async () => {
    assert.equal((await post({ hours: 1 }, boss)).status, 403)
  })
})

describe('the reports', () => {
  it('list balances by person', async () => {
    await assign(teamroom, annId, await policy())
    const { status, body } = await ann.send('GET', '/api/time-off/balances')
    assert.equal(status, 200)
    assert.deepEqual(
      body.map((row: { balances: unknown }) => row.balances),
      [[{ leave_type_id: type, hours: 192 }]],
    )
    assert.equal((await boss.send('GET', '/api/time-off/balances')).body.length, 2)
    const { text, headers } = await ann.send('GET', '/api/time-off/balances.csv?on=2026-06-30')
    assert.equal(text, `\uFEFFname,team,on,Paid time off (hours)\r\n${ann.username},,2026-06-30,192\r\n`)
    assert.match(headers['content-disposition'] ?? '', /Balances 2026-06-30\.csv/)
  })

  it('list the balances of those whose names begin so, and who are employed on a day', async () => {
    const admin = await teamroom.account('admin')
    const dates = { start_date: '2026-01-01', end_date: '2026-01-31' }
    await admin.send('POST', '/api/employees', { name: 'Émile', ...dates })
    const list = async (query: string) => {
      const { body } = await admin.send('GET', `/api/time-off/balances?${query}`)
      return body.map((row: { employee: { name: string } }) => row.employee.name)
    }
    assert.deepEqual(await list('q=EMI'), ['Émile'])
    assert.deepEqual(await list('q=emi&active_on=2026-01-31'), ['Émile'])
    assert.deepEqual(await list('q=emi&active_on=2026-02-01'), [])
    assert.deepEqual(await list('q=emi&employed_from=2026-01-31'), ['Émile'])
    assert.deepEqual(await list('q=emi&employed_from=2026-02-01'), [])
    assert.deepEqual(await list('q=mile'), [])
  })

  it('show what the end of the leave year will do, and post nothing', async () => {
    await assign(teamroom, annId, await policy({ carry_over_months: 3 }))
    await ask('2026-03-09', '2026-03-13')
    const { body } = await ann.send('GET', '/api/time-off/year-end')
    assert.deepEqual(
      body.map(({ employee: _, leave_type_id: __, ...numbers }: Record<string, unknown>) => numbers),
      [
        {
          last_day: '2026-12-31',
          balance_hours: 152,
          carried_over_hours: 40,
          expires_hours: 112,
          carried_over_expires_on: '2027-04-01',
        },
      ],
    )
    assert.equal((await totalsOf(teamroom.db, annId, type)).total, 152 * 60)
  })

  it('say what was taken in a period', async () => {
    await assign(teamroom, annId, await policy())
    const { body } = await ask('2026-03-06', '2026-03-10')
    const taken = () => ann.send('GET', '/api/time-off/taken.csv?from=2026-03-01&to=2026-03-09')
    assert.match((await taken()).text, /^[^\n]*\r\n$/, 'nothing is approved yet')
    await boss.send('POST', `/api/time-off/requests/${body.id}/approval`)
    assert.match(
      (await taken()).text,
      new RegExp(`\\n${ann.username},,Paid time off,2026-03-01,2026-03-09,16,2\\r\\n$`),
    )
  })
})
