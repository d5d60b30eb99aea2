import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { assign, hire, makePolicy, paidTimeOff } from '../../../test/company.ts'
import { type Account, type Answer, startTeamroom, type Teamroom } from '../../../test/harness.ts'
import { addLeaveType, NOBODY } from '../../../test/time-off.ts'
import { newId } from '../../ids.ts'

/*
 * The clock says 2026-03-02, a Monday. Ann has worked since 2026-01-01 and leaves with 2027; she has 10 days of 8 hours.
 * She holds the afternoon of 8 June, 3 hours of the morning of the 9th, and the whole of the 10th to the 11th.
 */
const URL = '/api/time-off/requests'

let teamroom: Teamroom
let type: string
let archived: string
let closed: string
let admin: Account
let boss: Account
let ann: Account
let annId: string
let stranger: Account
let pending: string
let decided: string

before(async () => {
  teamroom = await startTeamroom({}, { now: '2026-03-02T09:00Z' })
  type = await paidTimeOff(teamroom.db)
  admin = await teamroom.account('admin')
  boss = await teamroom.account('member')
  ann = await teamroom.account('member')
  stranger = await teamroom.account('manager')
  const manager = await hire(teamroom.db, { account: boss })
  annId = await hire(teamroom.db, { account: ann, manager, end_date: '2027-12-31' })
  await hire(teamroom.db, { account: stranger })
  await assign(teamroom, annId, await makePolicy(teamroom.db, { allowance: 1_000 }))
  archived = (await addLeaveType(admin)).id
  await admin.send('PATCH', `/api/time-off/leave-types/${archived}`, { archived: true })
  const blackouts = [{ start: '2026-06-22', end: '2026-06-26', reason: 'Stocktaking.' }]
  closed = (await addLeaveType(admin, { floor_hours: null, blackouts })).id
  pending = (await ask({ start: '2026-06-08', start_half: 'afternoon' })).body.id
  assert.equal((await ask({ start: '2026-06-09', hours: 3 })).status, 201)
  decided = (await ask({ start: '2026-06-10', end: '2026-06-11' })).body.id
  assert.equal((await boss.send('POST', `${URL}/${decided}/approval`)).status, 201)
})
after(() => teamroom.stop())

const ask = (body: object, as = ann) => as.send('POST', URL, { leave_type_id: type, ...body })

type Case = [why: string, body: object | string, status: number, names: RegExp]

describe('POST /api/time-off/requests refuses', () => {
  const day = '2026-06-15'
  const cases: () => Case[] = () => [
    ['an end before the start', { start: day, end: '2026-06-12' }, 422, /end.*not be before the start/],
    [
      'an end half before the start half',
      { start: day, start_half: 'afternoon', end_half: 'morning' },
      422,
      /end_half.*not be before the start/,
    ],
    ['31 February', { start: '2026-02-31' }, 422, /start.*[Nn]ot a valid date/],
    ['29 February of a year without one', { start: '2027-02-29' }, 422, /start.*[Nn]ot a valid date/],
    ['a time of day', { start: '2026-06-15T09:00:00Z' }, 422, /start/],
    ['a year out of the calendar', { start: '9999-01-01' }, 422, /start.*2999/],
    ['a weekend', { start: '2026-06-13', end: '2026-06-14' }, 422, /start.*no working time/],
    ['hours of a weekend', { start: '2026-06-13', hours: 1 }, 422, /start.*no working time/],
    ['no hours', { start: day, hours: 0 }, 422, /hours.*more than 0/],
    ['negative hours', { start: day, hours: -1 }, 422, /hours.*more than 0/],
    ['endless hours', { start: day, hours: 1e308 }, 422, /hours/],
    ['more hours than any number', `{"leave_type_id":"${type}","start":"${day}","hours":1e999}`, 422, /hours/],
    ['hours that are no number', { start: day, hours: 'NaN' }, 422, /hours.*[Nn]ot a valid number/],
    ['a number that JSON does not know', `{"leave_type_id":"${type}","start":"${day}","hours":NaN}`, 400, /JSON/],
    ['a third of an hour', { start: day, hours: 1 / 3 }, 422, /hours.*whole minutes/],
    ['a second', { start: day, hours: 1 / 3_600 }, 422, /hours.*whole minutes/],
    ['hours of several days', { start: day, end: '2026-06-16', hours: 4 }, 422, /hours.*single day/],
    ['more hours than are worked', { start: day, hours: 8.05 }, 422, /hours.*only 8 h/],
    ['more hours than the half has', { start: day, start_half: 'afternoon', hours: 4.5 }, 422, /hours.*only 4 h/],
    ['a day before the employment', { start: '2025-12-31', end: '2026-01-02' }, 422, /start.*begins on 2026-01-01/],
    ['a day after it', { start: '2027-12-30', end: '2028-01-03' }, 422, /end.*ends on 2027-12-31/],
    ['more than 366 days', { start: '2026-06-15', end: '2027-06-16' }, 422, /end.*366 days/],
    ['what is four years ahead', { start: '2030-03-04' }, 422, /start.*not be after 2029-03-04/],
    ['an end that is', { start: '2029-03-04', end: '2029-03-05' }, 422, /end.*not be after 2029-03-04/],
    ['a leave type that is not there', { start: day, leave_type_id: NOBODY }, 422, /leave_type_id.*no such leave type/],
    ['a leave type that is archived', { start: day, leave_type_id: archived }, 422, /leave_type_id.*archived/],
    ['no leave type', { start: day, leave_type_id: undefined }, 422, /leave_type_id.*Missing/],
    ['no start', {}, 422, /start.*Missing/],
    ['fields it does not know', { start: day, cost_hours: 0, status: 'approved' }, 422, /(?=.*cost_hours)(?=.*status)/],
    ['a half that is none', { start: day, start_half: 'evening' }, 422, /start_half.*morning/],
    ['an employee who is not there', { start: day, employee_id: NOBODY }, 422, /employee_id.*no such employee/],
    [
      'a day on which no such time off is taken',
      { start: '2026-06-19', end: '2026-06-22', leave_type_id: closed },
      409,
      /2026-06-22 to 2026-06-26.*Stocktaking/,
    ],
    [
      'more than there is',
      { start: '2026-08-03', end: '2026-08-14' },
      409,
      /costs 80 h, but on 2026-08-14 there would only be 57 h: 23 h short/,
    ],
  ]
  it('each of these, naming what is wrong and changing nothing', async () => {
    for (const [why, body, status, names] of cases()) {
      const content = typeof body === 'string' ? body : { leave_type_id: type, ...body }
      await refused(why, () => ann.send('POST', URL, content), status, names)
    }
  })

  it('more than there is with the balance, the cost and what is missing in numbers', async () => {
    const { body } = await ask({ start: '2026-08-03', end: '2026-08-14' })
    assert.deepEqual(body.errors, {
      balance: { hours: ['57'], on: ['2026-08-14'] },
      cost: { hours: ['80'] },
      shortfall: { hours: ['23'] },
    })
  })

  it('time off of an account without an employee, and of somebody else’s report', async () => {
    const nobody = await teamroom.account('member')
    await refused('no employee', () => ask({ start: day }, nobody), 409, /belongs to no employee/)
    await refused('a stranger', () => ask({ start: day, employee_id: annId }, stranger), 403, /their manager/)
  })
})

describe('an overlap', () => {
  const cases: [body: object, half: string | null][] = [
    [{ start: '2026-06-08' }, 'afternoon of 2026-06-08'],
    [{ start: '2026-06-08', start_half: 'afternoon' }, 'afternoon of 2026-06-08'],
    [{ start: '2026-06-08', end_half: 'morning' }, null],
    [{ start: '2026-06-08', hours: 4 }, null],
    [{ start: '2026-06-08', hours: 4.05 }, 'afternoon of 2026-06-08'],
    [{ start: '2026-06-08', start_half: 'afternoon', hours: 1 }, 'afternoon of 2026-06-08'],
    [{ start: '2026-06-08', end: '2026-06-09' }, 'afternoon of 2026-06-08'],
    [{ start: '2026-06-09' }, 'morning of 2026-06-09'],
    [{ start: '2026-06-09', hours: 1 }, 'morning of 2026-06-09'],
    [{ start: '2026-06-09', end_half: 'morning' }, 'morning of 2026-06-09'],
    [{ start: '2026-06-09', start_half: 'afternoon' }, null],
    [{ start: '2026-06-09', start_half: 'afternoon', hours: 4 }, null],
    [{ start: '2026-06-09', start_half: 'afternoon', end: '2026-06-10', end_half: 'morning' }, 'morning of 2026-06-10'],
    [{ start: '2026-06-11', end: '2026-06-12' }, 'morning of 2026-06-11'],
    [{ start: '2026-06-11', start_half: 'afternoon', end: '2026-06-12' }, 'afternoon of 2026-06-11'],
    [{ start: '2026-06-05', end: '2026-06-08', end_half: 'morning' }, null],
    [{ start: '2026-06-05', end: '2026-06-12' }, 'afternoon of 2026-06-08'],
    [{ start: '2026-06-12' }, null],
  ]
  for (const [body, half] of cases) {
    it(`is ${half ? `on the ${half}` : 'none'}: ${JSON.stringify(body)}`, async () => {
      const preview = await ann.send('POST', `${URL}/preview`, { leave_type_id: type, ...body })
      assert.equal(preview.body.possible, half === null, preview.text)
      if (half) return refused('', () => ask(body), 409, new RegExp(`overlaps with another request on the ${half}`))
      // What is free is taken, and given back for the next one.
      const made = await ask(body)
      assert.equal(made.status, 201, made.text)
      assert.equal((await ann.send('POST', `${URL}/${made.body.id}/cancellation`)).status, 201)
    })
  }
})

describe('PATCH /api/time-off/requests/:id refuses', () => {
  const cases: () => Case[] = () => [
    ['an end before the start', { end: '2026-06-05' }, 422, /end.*not be before the start/],
    ['a start after the end', { start: '2026-06-12', end: '2026-06-11' }, 422, /end.*not be before the start/],
    ['31 February', { start: '2026-02-31' }, 422, /start.*[Nn]ot a valid date/],
    ['no hours', { hours: 0 }, 422, /hours.*more than 0/],
    ['a third of an hour', { hours: 1 / 3 }, 422, /hours.*whole minutes/],
    ['more hours than are worked', { hours: 4.05 }, 422, /hours.*only 4 h/],
    ['hours of several days', { end: '2026-06-09', hours: 1 }, 422, /hours.*single day/],
    ['a weekend', { start: '2026-06-06', end: '2026-06-07' }, 422, /start.*no working time/],
    ['what another request holds', { end: '2026-06-09' }, 409, /overlaps.*morning of 2026-06-09/],
    ['more than there is', { start: '2026-08-03', end: '2026-08-14' }, 409, /there would only be 61 h: 15 h short/],
    ['an archived leave type', { leave_type_id: archived }, 422, /leave_type_id.*archived/],
    ['a leave type that is not there', { leave_type_id: NOBODY }, 422, /leave_type_id.*no such/],
    ['fields that stay as they are', { status: 'approved', employee_id: annId }, 422, /(?=.*status)(?=.*employee_id)/],
    ['nothing at all', {}, 422, /./],
  ]
  it('each of these, naming what is wrong and changing nothing', async () => {
    for (const [why, body, status, names] of cases()) {
      await refused(why, () => ann.send('PATCH', `${URL}/${pending}`, body), status, names)
    }
  })

  it('what is decided, what is not there, and what is not for the caller', async () => {
    const change = { end: '2026-06-12' }
    await refused('decided', () => ann.send('PATCH', `${URL}/${decided}`, change), 409, /is approved/)
    await refused('no request', () => ann.send('PATCH', `${URL}/${newId()}`, change), 404, /Not Found/)
    await refused('no id', () => ann.send('PATCH', `${URL}/7`, change), 404, /Not Found/)
    await refused('another’s', () => stranger.send('PATCH', `${URL}/${pending}`, change), 404, /Not Found/)
    await refused('stale', () => ann.send('PATCH', `${URL}/${pending}`, change, { 'if-match': '"7"' }), 412, /./)
  })
})

describe('a decision is refused', () => {
  it('on one’s own', async () => {
    for (const verb of ['approval', 'rejection']) {
      await refused(verb, () => ann.send('POST', `${URL}/${pending}/${verb}`), 403, /Nobody decides on their own/)
      await refused(verb, () => ann.send('DELETE', `${URL}/${decided}/${verb}`), 403, /Nobody decides on their own/)
    }
  })

  it('on another manager’s report', async () => {
    for (const verb of ['approval', 'rejection', 'cancellation']) {
      await refused(verb, () => stranger.send('POST', `${URL}/${pending}/${verb}`), 404, /Not Found/)
    }
    await refused('back', () => stranger.send('DELETE', `${URL}/${decided}/approval`), 404, /Not Found/)
  })

  it('when it has been made', async () => {
    for (const verb of ['approval', 'rejection']) {
      await refused(verb, () => boss.send('POST', `${URL}/${decided}/${verb}`), 409, /is approved/)
    }
    await refused('back', () => boss.send('DELETE', `${URL}/${pending}/approval`), 409, /is pending/)
    await refused('back', () => boss.send('DELETE', `${URL}/${pending}/rejection`), 409, /is pending/)
  })

  it('of what is cancelled', async () => {
    const { body } = await ask({ start: '2026-06-17' })
    assert.equal((await ann.send('POST', `${URL}/${body.id}/cancellation`)).status, 201)
    await refused('again', () => ann.send('POST', `${URL}/${body.id}/cancellation`), 409, /is cancelled/)
    await refused('approval', () => boss.send('POST', `${URL}/${body.id}/approval`), 409, /is cancelled/)
    await refused('change', () => ann.send('PATCH', `${URL}/${body.id}`, { note: 'Late.' }), 409, /is cancelled/)
  })

  it('with fields it does not know, or no words', async () => {
    await refused('unknown', () => boss.send('POST', `${URL}/${pending}/approval`, { status: 'x' }), 422, /status/)
    await refused('empty', () => boss.send('POST', `${URL}/${pending}/approval`, { note: '' }), 422, /note/)
  })
})

/** It is refused in these words, and the ledger, the totals, the half days and the requests stay as they are. */
async function refused(why: string, send: () => Promise<Answer>, status: number, names: RegExp): Promise<void> {
  const before = await everything()
  const answer = await send()
  assert.equal(answer.status, status, `${why}: ${answer.text}`)
  assert.match(answer.text, names, why)
  assert.deepEqual(await everything(), before, why)
}

function everything() {
  const { db } = teamroom
  return Promise.all([
    db.selectFrom('ledger_entries').selectAll().orderBy('id').execute(),
    db.selectFrom('leave_accounts').selectAll().orderBy('employee_id').orderBy('leave_type_id').execute(),
    db.selectFrom('time_off_halves').selectAll().orderBy('date').orderBy('half').execute(),
    db.selectFrom('time_off_requests').selectAll().orderBy('id').execute(),
  ])
}
