import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { countStatuses } from '../../test/accounts.ts'
import {
  adjust,
  assign,
  type Company,
  hire,
  hireAnn,
  makePolicy,
  startCompany,
  TODAY,
  totalsOf,
} from '../../test/company.ts'
import type { Account } from '../../test/harness.ts'
import { walk } from '../../test/pages.ts'
import { addLeaveType, NOBODY } from '../../test/time-off.ts'

let { teamroom, type, admin, boss, ann, annId } = {} as Company

before(async () => {
  ;({ teamroom, type, admin } = await startCompany())
})
after(() => teamroom.stop())
beforeEach(async () => {
  ;({ boss, ann, annId } = await hireAnn(teamroom))
})

const book = (hours: unknown, as = boss, employee_id: unknown = annId) =>
  as.send('POST', '/pto', { hours, employee_id })
const entries = async (as = ann): Promise<{ id: string; hours: number; employee_id: string }[]> => walk(as.send, '/pto')
const remove = (id: string, as = boss) => as.send('DELETE', `/pto/${id}`)
const minutesLeft = async () => {
  const { ledger, total } = await totalsOf(teamroom.db, annId, type)
  assert.equal(ledger, total)
  return total
}

describe('POST /pto', () => {
  it('books hours on this day', async () => {
    await adjust(teamroom, annId, 600)
    const { status, body } = await book(7.35)
    assert.deepEqual([status, body], [200, { message: 'PTO entry added successfully!' }])
    const [entry] = await entries()
    assert.deepEqual(entry, { id: entry?.id, hours: 7.35, employee_id: annId })
    const { body: ledger } = await ann.send('GET', `/api/employees/${annId}/ledger?limit=1`)
    const { id, kind, hours, date, created_by } = ledger[0]
    assert.deepEqual([id, kind, hours, date, created_by], [entry?.id, 'booking', -7.35, TODAY, boss.id])
  })

  it('refuses what is more than there is, and says what is missing', async () => {
    await adjust(teamroom, annId, 300)
    const { status, body } = await book(8)
    const message = `This costs 8 h, but on ${TODAY} there would only be 5 h: 3 h short.`
    assert.deepEqual([status, body.message], [409, message])
    assert.deepEqual(body.errors, {
      balance: { hours: ['5'], on: [TODAY] },
      cost: { hours: ['8'] },
      shortfall: { hours: ['3'] },
    })
    assert.equal((await book(5)).status, 200)
    assert.equal((await book(0.05)).status, 409)
    assert.equal(await minutesLeft(), 0)
  })

  it('goes down to the floor of the leave type, or without end', async (t) => {
    const floor = (floor_hours: number | null) =>
      admin.send('PATCH', `/api/time-off/leave-types/${type}`, { floor_hours })
    t.after(() => floor(0))
    await floor(-10)
    assert.deepEqual([(await book(10)).status, (await book(0.05)).status], [200, 409])
    await floor(null)
    assert.equal((await book(1_000)).status, 200)
    assert.equal(await minutesLeft(), -60_600)
  })

  it('leaves what is booked for later', async () => {
    await adjust(teamroom, annId, 960)
    const request = { leave_type_id: type, start: '2026-03-09' }
    assert.equal((await ann.send('POST', '/api/time-off/requests', request)).status, 201)
    const { status, body } = await book(8.05)
    assert.deepEqual([status, body.errors?.balance], [409, { hours: ['8'], on: ['2026-03-09'] }])
    assert.equal((await book(8)).status, 200)
    assert.deepEqual(
      (await entries()).map(({ hours }) => hours),
      [8],
      'what a request booked is not among them',
    )
  })

  it('counts what is granted by today, be it posted or not', async () => {
    await assign(teamroom, annId, await makePolicy(teamroom.db, { allowance: 100 }))
    assert.deepEqual([(await book(8)).status, (await book(0.05)).status], [200, 409])
    const late = await hire(teamroom.db)
    const policy = await makePolicy(teamroom.db, { allowance: 100 })
    await assign(teamroom, late, policy, '2026-03-01')
    await teamroom.db.deleteFrom('policy_assignments').where('employee_id', '=', annId).execute()
    assert.equal((await book(0.05, admin, late)).status, 200)
  })

  it('is for those who decide on the person’s time off, and not for the person', async () => {
    await adjust(teamroom, annId, 600)
    for (const account of [boss, admin]) assert.equal((await book(1, account)).status, 200)
    const own = await book(80, ann)
    assert.deepEqual([own.status, own.body.message], [403, 'Nobody decides on their own time off.'])
    for (const peer of [await teamroom.account('manager'), await teamroom.account('member')]) {
      const { status, body } = await book(1, peer)
      assert.deepEqual([status, body.message], [404, 'Employee not found'])
    }
    const boss2 = await book(1, ann, (await boss.send('GET', '/api/employees/me')).body.id)
    assert.equal(boss2.status, 404)
    assert.equal(await minutesLeft(), 480)
  })

  it('is refused on a day that the leave type keeps free, also to those who decide', async (t) => {
    await adjust(teamroom, annId, 600)
    const keepFree = (blackouts: object[]) => admin.send('PATCH', `/api/time-off/leave-types/${type}`, { blackouts })
    t.after(() => keepFree([]))
    await keepFree([{ start: TODAY, end: TODAY, reason: 'Stocktaking' }])
    const { status, body } = await book(1, admin)
    assert.deepEqual([status, body.message], [409, `From ${TODAY} to ${TODAY} no such time off is taken: Stocktaking`])
    await keepFree([{ start: '2026-03-03', end: '2026-03-04', reason: 'Stocktaking' }])
    assert.equal((await book(1, admin)).status, 200)
    assert.equal(await minutesLeft(), 540)
  })

  it('is for whoever is there, and employed', async () => {
    const nobody = await book(1, admin, NOBODY)
    assert.deepEqual([nobody.status, nobody.body.message], [404, 'Employee not found'])
    const to = await hire(teamroom.db, { start_date: '2026-03-03' })
    assert.equal((await book(1, admin, to)).body.message, 'The employment begins on 2026-03-03.')
    const from = await hire(teamroom.db, { end_date: '2026-03-01' })
    assert.equal((await book(1, admin, from)).body.message, 'The employment ended on 2026-03-01.')
  })

  for (const [name, hours, said] of [
    ['nothing', 0, /^hours: Must be greater than or equal to 0.05/],
    ['less than nothing', -1, /^hours: Must be greater/],
    ['a third of an hour', 1 / 3, /^hours: Must come to whole minutes/],
    ['more than ten years', 1e308, /^hours: Must be greater.* and less than or equal to 100000/],
    ['text', '8', /^hours: Not a valid number/],
    ['null', null, /^hours: Field may not be null/],
  ] as const) {
    it(`refuses ${name} in a message`, async () => {
      await adjust(teamroom, annId, 600)
      const { status, body } = await book(hours)
      assert.equal(status, 422)
      assert.match(body.message, said)
      assert.equal(await minutesLeft(), 600)
    })
  }

  it('names every broken field', async () => {
    const { status, body } = await boss.send('POST', '/pto', { id: 1, employee_id: 7 })
    assert.deepEqual([status, Object.keys(body.errors.json).sort()], [422, ['employee_id', 'hours', 'id']])
    assert.match(body.message, /hours: Missing data for required field\./)
  })

  it('books once for a retry', async () => {
    await adjust(teamroom, annId, 600)
    const send = (hours: number) =>
      boss.send('POST', '/pto', { hours, employee_id: annId }, { 'idempotency-key': 'once' })
    const answers = await Promise.all([send(1), send(1), send(1)])
    assert.deepEqual(countStatuses(answers), { 200: 3 })
    assert.equal((await send(2)).status, 422)
    assert.equal(await minutesLeft(), 540)
  })

  it('spends ten hours ten times, however many ask at once', async () => {
    await adjust(teamroom, annId, 600)
    const answers = await Promise.all(Array.from({ length: 50 }, (_, i) => book(1, [boss, admin][i % 2] as Account)))
    assert.deepEqual(countStatuses(answers), { 200: 10, 409: 40 })
    assert.equal(await minutesLeft(), 0)
    assert.equal((await entries()).length, 10)
  })
})

describe('DELETE /pto/:id', () => {
  const booked = async () => {
    await adjust(teamroom, annId, 600)
    await book(2)
    return (await entries()).at(-1)?.id as string
  }

  it('posts the refund', async () => {
    const id = await booked()
    const { status, body } = await remove(id)
    assert.deepEqual([status, body], [200, { message: 'PTO entry removed successfully!' }])
    assert.equal(await minutesLeft(), 600)
    assert.deepEqual(await entries(), [])
    const { body: ledger } = await ann.send('GET', `/api/employees/${annId}/ledger`)
    assert.deepEqual(
      ledger.map(({ kind, hours }: { kind: string; hours: number }) => [kind, hours]),
      [
        ['refund', 2],
        ['booking', -2],
        ['adjustment', 10],
      ],
    )
  })

  it('posts one, however many ask at once', async () => {
    const id = await booked()
    const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => remove(id, [boss, admin][i % 2])))
    assert.deepEqual(countStatuses(answers), { 200: 1, 404: 19 })
    const refused = answers.find(({ status }) => status === 404)
    assert.equal(refused?.body.message, 'PTO entry not found')
    assert.equal(await minutesLeft(), 600)
  })

  it('posts it on the day of the booking', async (t) => {
    const id = await booked()
    teamroom.clock.advance(86_400_000)
    t.after(() => teamroom.clock.advance(-86_400_000))
    assert.equal((await remove(id, await teamroom.account('admin'))).status, 200)
    const rows = await teamroom.db.selectFrom('ledger_entries').selectAll().where('refunds_id', '=', id).execute()
    assert.deepEqual(
      rows.map(({ date, minutes }) => [date, minutes]),
      [[TODAY, 120]],
    )
  })

  it('is for those who may book, of a booking that no request made', async () => {
    const id = await booked()
    assert.equal((await remove(id, await teamroom.account('manager'))).status, 404)
    const own = await remove(id, ann)
    assert.deepEqual([own.status, own.body.message], [403, 'Nobody decides on their own time off.'])
    for (const account of [boss, admin]) {
      assert.equal((await remove((await entries(account)).at(-1)?.id as string, account)).status, 200)
      await book(1)
    }
    await ann.send('POST', '/api/time-off/requests', { leave_type_id: type, start: '2026-03-09', hours: 1 })
    const { body } = await ann.send('GET', `/api/employees/${annId}/ledger?limit=1`)
    for (const other of [body[0].id, NOBODY, '7', '%00']) {
      const { status, body } = await remove(other, admin)
      assert.deepEqual([status, body.message], [404, 'PTO entry not found'], other)
    }
  })

  it('takes an If-Match', async () => {
    const id = await booked()
    assert.equal((await boss.send('DELETE', `/pto/${id}`, undefined, { 'if-match': '"0"' })).status, 412)
    assert.equal((await boss.send('DELETE', `/pto/${id}`, undefined, { 'if-match': '*' })).status, 200)
  })
})

describe('GET /pto', () => {
  it('lists bookings as they were made, of those whom one may see, page by page', async () => {
    const other = await hire(teamroom.db)
    for (const id of [annId, other]) await adjust(teamroom, id, 1_200)
    for (let i = 1; i <= 5; i++) {
      await book(i / 2)
      await book(i, admin, other)
    }
    const hoursOf = (rows: { hours: number }[]) => rows.map(({ hours }) => hours).sort()
    for (const account of [ann, boss]) assert.deepEqual(hoursOf(await entries(account)), [0.5, 1, 1.5, 2, 2.5])
    const all = await entries(admin)
    const ids = all.map(({ id }) => id)
    assert.deepEqual(ids, ids.toSorted())
    const theirs = all.filter(({ employee_id }) => [annId, other].includes(employee_id))
    assert.deepEqual(hoursOf(theirs), [0.5, 1, 1, 1.5, 2, 2, 2.5, 3, 4, 5])
    for (const limit of [1, 3]) assert.deepEqual(await walk(admin.send, `/pto?limit=${limit}`), all)
    assert.deepEqual(await entries(await teamroom.account('manager')), [])
  })

  it('leaves out those of people who are removed', async () => {
    await adjust(teamroom, annId, 600)
    await book(1)
    const [entry] = await entries()
    await admin.send('DELETE', `/api/employees/${annId}`)
    assert.ok(!(await entries(admin)).some(({ id }) => id === entry?.id))
    assert.equal((await remove(entry?.id ?? '', admin)).status, 404)
  })

  it('lists the default leave type alone', async () => {
    const { id } = await addLeaveType(admin)
    await adjust(teamroom, annId, 60, TODAY, id)
    assert.deepEqual(await entries(), [])
    assert.equal((await book(1)).status, 409)
  })
})
