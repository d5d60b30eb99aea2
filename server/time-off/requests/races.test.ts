import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { atOnce, countStatuses } from '../../../test/accounts.ts'
import { type Company, hireAnn, startCompany, TODAY, totalsOf } from '../../../test/company.ts'
import type { Account, Answer } from '../../../test/harness.ts'
import { waitForNoDisk } from '../../../test/time-off-history.ts'
import { addDays } from '../days.ts'

const ROUNDS = 200
const HOLIDAY_ROUNDS = 40
const TEN_DAYS = 4_800

let { teamroom, type, admin, boss, ann, annId } = {} as Company

before(async () => {
  ;({ teamroom, type, admin } = await startCompany())
  await waitForNoDisk(teamroom.db)
})
after(() => teamroom.stop())
beforeEach(async () => {
  ;({ boss, ann, annId } = await hireAnn(teamroom, { allowance: 1_000 }))
})

const ask = (body: object) => ann.send('POST', '/api/time-off/requests', { leave_type_id: type, ...body })
const act = (who: Account, id: string, verb: string) => who.send('POST', `/api/time-off/requests/${id}/${verb}`)

describe('two at once', () => {
  it('of which one approves and one cancels leave the request in one state, and the ledger with what it then holds', async () => {
    const ends: Record<string, number> = {}
    for (let round = 0; round < ROUNDS; round++) {
      // What is approved for today, one cannot cancel oneself any more.
      const { body } = await ask({ start: TODAY })
      const approves = () => act(boss, body.id, 'approval')
      const cancels = () => act(ann, body.id, 'cancellation')
      const both = round % 2 === 0 ? [approves(), cancels()] : [cancels(), approves()].reverse()
      const [approved, cancelled] = (await Promise.all(both)) as [Answer, Answer]
      const end = (await ann.send('GET', `/api/time-off/requests/${body.id}`)).body
      // Whoever came first decided: one of them was told 201, the other why not.
      const answers = `${end.status} ${approved.status} ${cancelled.status}`
      assert.match(answers, /^(approved 201 403|cancelled 409 201)$/)
      ends[end.status] = (ends[end.status] ?? 0) + 1
      const held = end.status === 'approved' ? 480 : 0
      assert.deepEqual(await standing(), { ledger: TEN_DAYS - held, total: TEN_DAYS - held, halves: held })
      if (held > 0) assert.equal((await act(boss, body.id, 'cancellation')).status, 201)
    }
    assert.deepEqual(await standing(), { ledger: TEN_DAYS, total: TEN_DAYS, halves: 0 })
  })

  it('of which one approves and one rejects decide it once', async () => {
    for (let round = 0; round < 30; round++) {
      const { body } = await ask({ start: '2026-06-15' })
      const answers = await Promise.all([act(boss, body.id, 'approval'), act(admin, body.id, 'rejection')])
      assert.deepEqual(countStatuses(answers), { 201: 1, 409: 1 })
      const { status } = (await ann.send('GET', `/api/time-off/requests/${body.id}`)).body
      const held = status === 'approved' ? 480 : 0
      assert.deepEqual(await standing(), { ledger: TEN_DAYS - held, total: TEN_DAYS - held, halves: held })
      if (held > 0) assert.equal((await act(ann, body.id, 'cancellation')).status, 201)
    }
  })

  it('that cancel give back once', async () => {
    for (let round = 0; round < 20; round++) {
      const { body } = await ask({ start: '2026-06-15' })
      const answers = await atOnce(4, () => act(ann, body.id, 'cancellation'))
      assert.deepEqual(countStatuses(answers), { 201: 1, 409: 3 })
      assert.deepEqual(await standing(), { ledger: TEN_DAYS, total: TEN_DAYS, halves: 0 })
    }
  })

  it('that overlap are one', async () => {
    for (let round = 0; round < 10; round++) {
      const start = addDays('2026-06-15', 7 * round)
      const answers = await Promise.all([
        ask({ start: addDays(start, -3), end: start, end_half: 'morning' }),
        ask({ start }),
        ask({ start, hours: 2 }),
        ask({ start, end: addDays(start, 1) }),
      ])
      assert.deepEqual(countStatuses(answers), { 201: 1, 409: 3 })
      const made = answers.find(({ status }) => status === 201)?.body
      assert.equal((await standing()).ledger, TEN_DAYS - made.cost_hours * 60)
      assert.equal((await act(ann, made.id, 'cancellation')).status, 201)
    }
  })

  it('that change one request book one of the changes', async () => {
    const { body } = await ask({ start: '2026-06-15' })
    const url = `/api/time-off/requests/${body.id}`
    const ends = ['2026-06-16', '2026-06-17', '2026-06-18', '2026-06-19']
    const answers = await atOnce(4, (i) => ann.send('PATCH', url, { end: ends[i] }, { 'if-match': '"1"' }))
    assert.deepEqual(countStatuses(answers), { 200: 1, 412: 3 })
    const cost = (await ann.send('GET', url)).body.cost_hours * 60
    assert.deepEqual(await standing(), { ledger: TEN_DAYS - cost, total: TEN_DAYS - cost, halves: cost })
  })
})

describe('a holiday that is set while somebody asks for its day', () => {
  it('is counted with the request, or has it recounted', async () => {
    for (let round = 0; round < HOLIDAY_ROUNDS; round++) {
      const date = addDays('2026-06-15', 7 * round)
      const sets = () => admin.send('POST', '/api/company/holidays', { date, name: 'Party', off: 'afternoon' })
      const asks = () => ask({ start: date })
      const both = round % 2 === 0 ? [sets(), asks()] : [asks(), sets()].reverse()
      const [set, asked] = (await Promise.all(both)) as [Answer, Answer]
      assert.deepEqual([set.status, asked.status], [201, 201], set.text + asked.text)
      const { id } = asked.body
      const isRecounted = set.body.touched_requests.some((touched: { request_id: string }) => touched.request_id === id)
      assert.equal(asked.body.cost_hours, isRecounted ? 8 : 4)
      assert.equal((await ann.send('GET', `/api/time-off/requests/${id}`)).body.cost_hours, 4)
      assert.deepEqual(await standing(), { ledger: TEN_DAYS - 240, total: TEN_DAYS - 240, halves: 240 })
      assert.equal((await act(ann, id, 'cancellation')).status, 201)
      assert.equal((await admin.send('DELETE', `/api/company/holidays/${set.body.id}`)).status, 200)
    }
  })

  it('is not taken back while somebody takes the time that it would cost', async () => {
    // Nine days and a half are booked, the half being the morning before the party: its afternoon is what is left. It is no
    // Monday, as those are the other test's.
    const party = { date: '2026-12-16', name: 'Party', off: 'afternoon' }
    const make = async () => (await admin.send('POST', '/api/company/holidays', party)).body.id
    let holiday = await make()
    for (const body of [{ start: '2026-06-15', end: '2026-06-25' }, { start: party.date }]) {
      assert.equal((await ask(body)).status, 201)
    }
    assert.equal((await standing()).total, 240)
    for (let round = 0; round < HOLIDAY_ROUNDS / 2; round++) {
      const [removed, asked] = await Promise.all([
        admin.send('DELETE', `/api/company/holidays/${holiday}`),
        ask({ start: '2026-12-17', end_half: 'morning' }),
      ])
      assert.match(`${removed.status} ${asked.status}`, /^(200 409|409 201)$/, removed.text + asked.text)
      assert.deepEqual(await standing(), { ledger: 0, total: 0, halves: TEN_DAYS })
      if (removed.status === 200) holiday = await make()
      else assert.equal((await act(ann, asked.body.id, 'cancellation')).status, 201)
    }
  })
})

/** What Ann's account comes to, by its entries and by its total, and what the half days that she holds cost. */
async function standing() {
  const rows = await teamroom.db
    .selectFrom('time_off_halves')
    .select('minutes')
    .where('employee_id', '=', annId)
    .execute()
  const halves = rows.reduce((sum, { minutes }) => sum + minutes, 0)
  return { ...(await totalsOf(teamroom.db, annId, type)), halves }
}
