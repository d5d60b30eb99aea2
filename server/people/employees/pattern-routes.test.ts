import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { type Account, startTeamroom, type Teamroom } from '../../../test/harness.ts'

const FULL_WEEK = [8, 8, 8, 8, 8, 0, 0]
const PART_WEEK = [6, 6, 6, 0, 0, 0, 0]

let teamroom: Teamroom
let admin: Account
let id: string
let path: string

before(async () => {
  teamroom = await startTeamroom()
  admin = await teamroom.account('admin')
})
after(() => teamroom.stop())
beforeEach(async () => {
  ;({ id } = (await admin.send('POST', '/api/employees', { name: 'Ann', start_date: '2025-01-01' })).body)
  path = `/api/employees/${id}/working-patterns`
})

const put = (day: string, hours: unknown, headers = {}, query = '') =>
  admin.send('PUT', `${path}/${day}${query}`, { hours }, headers)
const list = async () => (await admin.send('GET', path)).body

describe('GET /api/employees/:id/working-patterns', () => {
  it('lists them by their days, to those whom they concern', async () => {
    await put('2026-06-01', PART_WEEK)
    await put('2026-02-01', [4, 4, 4, 4, 4, 0, 0])
    assert.deepEqual(
      (await list()).map((one: { effective_from: string }) => one.effective_from),
      ['2025-01-01', '2026-02-01', '2026-06-01'],
    )
    const { status, body } = await (await teamroom.account('manager')).send('GET', path)
    assert.deepEqual([status, body.message], [403, 'Only the person, their manager and administrators may see this.'])
  })
})

describe('PUT /api/employees/:id/working-patterns/:effective_from', () => {
  it('creates a pattern, and replaces it', async () => {
    const first = { effective_from: '2025-01-01', hours: FULL_WEEK }
    const { status, body, headers } = await put('2026-04-01', PART_WEEK)
    assert.equal(status, 200)
    assert.deepEqual(body, {
      working_patterns: [first, { effective_from: '2026-04-01', hours: PART_WEEK }],
      touched_requests: [],
    })
    const employee = await admin.send('GET', `/api/employees/${id}`)
    assert.deepEqual([headers.etag, employee.body.version], ['"2.0"', 2])
    assert.match(employee.headers.etag ?? '', /^"2\.0\./)
    await put('2026-04-01', FULL_WEEK)
    assert.deepEqual(await list(), [first, { effective_from: '2026-04-01', hours: FULL_WEEK }])
    await put('2025-01-01', PART_WEEK)
    assert.deepEqual((await list())[0].hours, PART_WEEK)
  })

  it('refuses days before the employment, and days that are none', async () => {
    const { status, body } = await put('2024-12-31', FULL_WEEK)
    assert.deepEqual([status, Object.keys(body.errors.path)], [422, ['effective_from']])
    for (const day of ['2026-02-30', 'today']) assert.equal((await put(day, FULL_WEEK)).status, 404)
  })

  it('refuses hours that no week has', async () => {
    const wrong: [unknown, string][] = [
      [[25, 8, 8, 8, 8, 0, 0], 'hours.0'],
      [[8, 0.01, 8, 8, 8, 0, 0], 'hours.1'],
      [[0, 0, 0, 0, 0, 0, 0], 'hours'],
      [[8], 'hours'],
      ['8 8 8', 'hours'],
    ]
    for (const [hours, field] of wrong) {
      const { status, body } = await put('2026-04-01', hours)
      assert.deepEqual([status, Object.keys(body.errors.json)], [422, [field]], JSON.stringify(hours))
    }
  })

  it('changes nothing as a dry run, or for another version', async () => {
    assert.equal((await put('2026-04-01', PART_WEEK, {}, '?dry_run=true')).body.working_patterns.length, 2)
    assert.equal((await put('2026-04-01', PART_WEEK, { 'if-match': '"0"' })).status, 412)
    assert.equal((await list()).length, 1)
  })

  it('keeps to a hundred of them', async () => {
    const start = Temporal.PlainDate.from('2025-01-01')
    for (let days = 1; days < 100; days++) {
      assert.equal((await put(start.add({ days }).toString(), FULL_WEEK)).status, 200)
    }
    assert.equal((await put('2026-01-01', FULL_WEEK)).status, 409)
    assert.equal((await put('2025-01-05', PART_WEEK)).status, 200)
  })
})

describe('DELETE /api/employees/:id/working-patterns/:effective_from', () => {
  const remove = (day: string, query = '') => admin.send('DELETE', `${path}/${day}${query}`)

  it('deletes a pattern, and the one before it goes on', async () => {
    await put('2026-04-01', PART_WEEK)
    assert.equal((await remove('2026-04-01', '?dry_run=true')).body.working_patterns.length, 1)
    assert.equal((await list()).length, 2)
    const { status, body } = await remove('2026-04-01')
    assert.equal(status, 200)
    assert.deepEqual(body, {
      working_patterns: [{ effective_from: '2025-01-01', hours: FULL_WEEK }],
      touched_requests: [],
    })
    assert.equal((await remove('2026-04-01')).status, 404)
  })

  it('keeps the first', async () => {
    assert.equal((await remove('2025-01-01')).status, 409)
    assert.equal((await list()).length, 1)
  })
})
