import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { atOnce, countStatuses } from '../../../test/accounts.ts'
import {
  adjust,
  type Company,
  hire,
  hireAnn,
  paidTimeOff,
  startCompany,
  TODAY,
  totalsOf,
} from '../../../test/company.ts'
import { type Account, startTeamroom } from '../../../test/harness.ts'

let { teamroom, type, admin, boss, ann, annId } = {} as Company

before(async () => {
  ;({ teamroom, type, admin } = await startCompany())
  await teamroom.account('admin')
})
after(() => teamroom.stop())
beforeEach(async () => {
  ;({ boss, ann, annId } = await hireAnn(teamroom, { allowance: 1_000 }))
})

const ask = (body: object, as = ann) => as.send('POST', '/api/time-off/requests', { leave_type_id: type, ...body })
const held = async () => (await totalsOf(teamroom.db, annId, type)).total / 60

describe('POST /api/time-off/requests', () => {
  it('books each working day', async () => {
    const { status, body, headers } = await ask({ start: '2026-06-05', end: '2026-06-08' })
    assert.equal(status, 201, JSON.stringify(body))
    assert.deepEqual(
      [body.cost_hours, body.status, headers.location],
      [16, 'pending', `/api/time-off/requests/${body.id}`],
    )
    assert.equal(await held(), 64)
  })

  it('says balance, cost and shortfall when it is more than there is', async () => {
    const { status, body } = await ask({ start: '2026-06-01', end: '2026-06-15' })
    assert.equal(status, 409)
    assert.equal(body.message, 'This costs 88 h, but on 2026-06-15 there would only be 80 h: 8 h short.')
    assert.deepEqual(body.errors.shortfall.hours, ['8'])
    assert.equal(await held(), 80)
  })

  it('lets ten of two hundred single days at once through when there are ten', async () => {
    const days = Array.from(
      { length: 200 },
      (_, i) => `2026-${String(4 + (i % 8)).padStart(2, '0')}-${String(1 + (i % 27)).padStart(2, '0')}`,
    )
    const answers = await atOnce(200, (i) => ask({ start: days[i], hours: 8 }))
    const statuses = countStatuses(answers)
    assert.equal(statuses[201], 10, JSON.stringify(statuses))
    assert.deepEqual(await totalsOf(teamroom.db, annId, type), { ledger: 0, total: 0 })
  })

  it('refuses an overlap, also of halves and hours', async () => {
    assert.equal((await ask({ start: '2026-06-05', start_half: 'afternoon' })).status, 201)
    assert.equal((await ask({ start: '2026-06-05' })).status, 409)
    assert.equal((await ask({ start: '2026-06-05', hours: 5 })).status, 409)
    assert.equal((await ask({ start: '2026-06-05', hours: 4 })).status, 201)
    assert.equal((await ask({ start: '2026-06-05', hours: 1 })).status, 409)
  })
})

describe('decisions', () => {
  it('approve, and refund what is rejected or cancelled', async () => {
    const one = (await ask({ start: '2026-06-05' })).body
    const approved = await boss.send('POST', `/api/time-off/requests/${one.id}/approval`, { note: 'Enjoy!' })
    assert.deepEqual([approved.status, approved.body.status, approved.body.decision_note], [201, 'approved', 'Enjoy!'])
    assert.equal((await boss.send('POST', `/api/time-off/requests/${one.id}/approval`)).status, 409)
    const two = (await ask({ start: '2026-06-08' })).body
    assert.equal((await boss.send('POST', `/api/time-off/requests/${two.id}/rejection`, {})).status, 201)
    assert.equal(await held(), 72)
    assert.equal((await ann.send('POST', `/api/time-off/requests/${one.id}/cancellation`)).status, 201)
    assert.equal(await held(), 80)
    const back = await boss.send('DELETE', `/api/time-off/requests/${two.id}/rejection`)
    assert.deepEqual([back.status, back.body.status], [200, 'pending'])
    assert.equal(await held(), 72)
  })

  it('are nobody’s own', async () => {
    const { body } = await ask({ start: '2026-06-05' })
    const url = `/api/time-off/requests/${body.id}/approval`
    assert.equal((await ann.send('POST', url)).status, 403)
    assert.equal((await (await teamroom.account('manager')).send('POST', url)).status, 404)
    assert.equal((await admin.send('POST', url)).status, 201)
  })
})

describe('PATCH /api/time-off/requests/:id', () => {
  it('books anew', async () => {
    const { body } = await ask({ start: '2026-06-05' })
    const url = `/api/time-off/requests/${body.id}`
    const changed = await ann.send('PATCH', url, { end: '2026-06-09', note: 'Longer.' }, { 'if-match': '"1"' })
    assert.deepEqual([changed.status, changed.body.cost_hours, changed.body.note], [200, 24, 'Longer.'])
    assert.equal(await held(), 56)
    assert.equal((await ann.send('PATCH', url, { end: '2026-06-30' })).status, 409)
    assert.equal(await held(), 56)
  })
})

describe('a decision', () => {
  it('is refused when the request has changed since it was read', async () => {
    const { body } = await ask({ start: '2026-06-05' })
    const url = `/api/time-off/requests/${body.id}`
    const read = { 'if-match': `"${body.version}"` }
    await ann.send('PATCH', url, { end: '2026-06-09' })
    for (const verb of ['approval', 'rejection', 'cancellation']) {
      assert.equal((await boss.send('POST', `${url}/${verb}`, {}, read)).status, 412, verb)
    }
    const { etag = '' } = (await boss.send('GET', url)).headers
    assert.equal((await boss.send('POST', `${url}/approval`, {}, { 'if-match': etag })).status, 201)
  })
})

describe('a note of a request', () => {
  it('is changed whatever would stand in the way of asking for its days again', async () => {
    const { body } = await ask({ start: '2026-06-05' })
    const holiday = { date: '2026-06-05', name: 'Party' }
    const set = await admin.send('POST', '/api/company/holidays', holiday)
    assert.equal(set.status, 201, set.text)
    const url = `/api/time-off/requests/${body.id}`
    const changed = await ann.send('PATCH', url, { note: 'Never mind.', start: '2026-06-05' })
    assert.deepEqual(
      [changed.status, changed.body.note, changed.body.cost_hours],
      [200, 'Never mind.', 0],
      changed.text,
    )
    assert.equal((await ann.send('PATCH', url, { end_half: 'morning' })).status, 422)
    assert.equal((await admin.send('DELETE', `/api/company/holidays/${set.body.id}`)).status, 200)
    assert.equal(await held(), 72)
  })
})

describe('GET /api/time-off/requests?to_decide=true', () => {
  const waiting = async (as: Account) =>
    (await as.send('GET', '/api/time-off/requests?to_decide=true')).body.map((row: { id: string }) => row.id)

  it('lists what waits for the caller: of their people, and not their own', async () => {
    const { body } = await ask({ start: '2026-06-05' })
    assert.deepEqual(await waiting(boss), [body.id])
    assert.deepEqual(await waiting(ann), [])
    assert.ok(!(await waiting(admin)).includes(body.id), 'that is the manager’s to decide')
    await boss.send('POST', `/api/time-off/requests/${body.id}/approval`)
    assert.deepEqual(await waiting(boss), [])
  })

  it('lists for a stand-in what waits for a manager who is away, but for the stand-in’s own', async () => {
    const [chief, deputy, worker] = [
      await teamroom.account('member'),
      await teamroom.account('member'),
      await teamroom.account('member'),
    ]
    const chiefId = await hire(teamroom.db, { account: chief })
    const deputyId = await hire(teamroom.db, { account: deputy, manager: chiefId })
    await teamroom.db.updateTable('employees').set({ stand_in_id: deputyId }).where('id', '=', chiefId).execute()
    const workerId = await hire(teamroom.db, { account: worker, manager: chiefId })
    for (const id of [chiefId, deputyId, workerId]) await adjust(teamroom, id, 4_800)
    const absence = (await ask({ start: TODAY }, chief)).body
    const asked = (await ask({ start: '2026-06-05' }, worker)).body
    await ask({ start: '2026-06-05' }, deputy)
    assert.deepEqual(await waiting(deputy), [], 'the manager is there')
    await admin.send('POST', `/api/time-off/requests/${absence.id}/approval`)
    assert.deepEqual(await waiting(deputy), [asked.id])
  })

  it('lists no administrator’s own, though they may decide on it when there is no other', async (t) => {
    const alone = await startTeamroom({}, { now: '2026-03-02T09:00Z' })
    t.after(() => alone.stop())
    const only = await alone.account('admin')
    await adjust(alone, await hire(alone.db, { account: only }), 480)
    const body = { leave_type_id: await paidTimeOff(alone.db), start: '2026-06-05' }
    const { body: asked } = await only.send('POST', '/api/time-off/requests', body)
    assert.deepEqual([await waiting(only), asked.can.includes('approve')], [[], true])
    await alone.account('admin')
    assert.deepEqual(await waiting(only), [])
  })
})

describe('GET /api/time-off/requests?of_others=true', () => {
  it('lists those of the people one decides for, decided ones too, and not one’s own', async () => {
    const { body } = await ask({ start: '2026-06-05' })
    await boss.send('POST', `/api/time-off/requests/${body.id}/approval`)
    const listed = async (as: Account) =>
      (await as.send('GET', '/api/time-off/requests?of_others=true')).body.map(({ id }: { id: string }) => id)
    assert.ok((await listed(boss)).includes(body.id))
    assert.deepEqual(await listed(ann), [])
  })
})

describe('GET /api/time-off/requests?holds_days=true', () => {
  it('lists what is pending or approved', async () => {
    const ids: string[] = []
    for (const start of ['2026-06-09', '2026-06-10', '2026-06-11', '2026-06-12'])
      ids.push((await ask({ start })).body.id)
    const [pending, approved, rejected, cancelled] = ids
    await boss.send('POST', `/api/time-off/requests/${approved}/approval`)
    await boss.send('POST', `/api/time-off/requests/${rejected}/rejection`)
    await ann.send('POST', `/api/time-off/requests/${cancelled}/cancellation`)
    const { body } = await ann.send('GET', '/api/time-off/requests?holds_days=true&from=2026-06-09&to=2026-06-12')
    assert.deepEqual(
      body.map(({ id }: { id: string }) => id),
      [approved, pending],
    )
  })
})

describe('a single day', () => {
  it('stays one when it is moved', async () => {
    const { body } = await ask({ start: '2026-06-05' })
    const moved = await ann.send('PATCH', `/api/time-off/requests/${body.id}`, { start: '2026-06-09' })
    assert.deepEqual([moved.status, moved.body.start, moved.body.end], [200, '2026-06-09', '2026-06-09'])
  })
})

describe('POST /api/time-off/requests/preview', () => {
  it('says day by day what it would cost, and why not', async () => {
    await adjust(teamroom, annId, -60 * 60)
    const { status, body } = await ann.send('POST', '/api/time-off/requests/preview', {
      ...{ leave_type_id: type, start: '2026-06-04', end: '2026-06-08', end_half: 'morning' },
    })
    assert.equal(status, 200, JSON.stringify(body))
    assert.deepEqual(
      body.days.map((day: { hours: number; why: string }) => [day.hours, day.why]),
      [
        [8, 'working'],
        [8, 'working'],
        [0, 'not_working'],
        [0, 'not_working'],
        [4, 'working'],
      ],
    )
    assert.deepEqual([body.cost_hours, body.balance_hours, body.balance_after_hours, body.possible], [20, 20, 0, true])
  })

  it('counts as free what the request holds that it would replace, and knows of no request of somebody else', async () => {
    const { body } = await ask({ start: '2026-06-05', end: '2026-06-08' })
    const wish = { leave_type_id: type, start: '2026-06-08', end: '2026-06-09' }
    const preview = (more: object, as = ann) => as.send('POST', '/api/time-off/requests/preview', { ...wish, ...more })
    assert.equal((await preview({})).body.obstacle, 'It overlaps with another request on the morning of 2026-06-08.')
    const replaced = await preview({ request_id: body.id })
    assert.deepEqual([replaced.body.possible, replaced.body.balance_after_hours], [true, 64], replaced.text)
    const other = await preview({ request_id: body.id }, boss)
    assert.deepEqual(other.body.errors, { json: { request_id: ['There is no such request.'] } })
  })
})
