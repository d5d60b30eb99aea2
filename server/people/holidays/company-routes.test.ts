import assert from 'node:assert/strict'
import { after, afterEach, before, describe, it } from 'node:test'
import { atOnce, countStatuses } from '../../../test/accounts.ts'
import { type Account, startTeamroom, type Teamroom } from '../../../test/harness.ts'
import { walk } from '../../../test/pages.ts'

let teamroom: Teamroom
let admin: Account
let member: Account

before(async () => {
  teamroom = await startTeamroom({}, { now: '2026-03-02T09:00Z' })
  admin = await teamroom.account('admin')
  member = await teamroom.account('member')
})
after(() => teamroom.stop())

const add = (body: object, query = '', headers = {}) =>
  admin.send('POST', `/api/company/holidays${query}`, body, headers)
const dates = async (region: string) =>
  (await member.send('GET', `/api/holidays?region=${region}`)).body.map(({ date }: { date: string }) => date.slice(5))

/** Adds a company holiday and gives its address. */
async function addOne(body: object): Promise<string> {
  const { status, headers, text } = await add(body)
  assert.equal(status, 201, text)
  return headers.location ?? ''
}

afterEach(async () => {
  await teamroom.db.deleteFrom('company_holidays').execute()
})

describe('GET /api/company/holidays', () => {
  it('lists them by their days, page by page', async () => {
    for (const [date, region] of [
      ['2026-03-03', 'FR'],
      ['2026-03-03', null],
      ['2026-03-01', 'DE'],
      ['2026-03-02', null],
    ]) {
      await addOne({ date, name: 'Off', region })
    }
    const rows = await walk(member.send, '/api/company/holidays?limit=1')
    assert.deepEqual(
      rows.map(({ date, region }) => `${date.slice(8)} ${region}`),
      ['01 DE', '02 null', '03 null', '03 FR'],
    )
  })
})

describe('POST /api/company/holidays', () => {
  it('gives a day off', async () => {
    const { status, headers, body } = await add({ date: '2026-12-24', name: 'Christmas Eve', off: 'afternoon' })
    assert.equal(status, 201)
    const { touched_requests, ...holiday } = body
    assert.deepEqual([touched_requests, holiday.region, holiday.version], [[], null, 1])
    const found = await admin.send('GET', headers.location ?? '')
    assert.deepEqual([found.body, found.headers.etag], [holiday, headers.etag])
    assert.deepEqual(holiday.can, ['edit', 'delete'])
    assert.deepEqual((await member.send('GET', headers.location ?? '')).body, { ...holiday, can: [] })
    assert.ok((await dates('FR')).includes('12-24'))
  })

  it('takes a public holiday out', async () => {
    await addOne({ date: '2026-01-06', name: 'We work', off: 'nothing', region: 'DE-BY' })
    assert.ok(!(await dates('DE-BY-A')).includes('01-06'))
    assert.ok((await dates('DE-BW')).includes('01-06'))
  })

  it('gives one a day and region, however many ask at once', async () => {
    const answers = await atOnce(5, () => add({ date: '2026-08-01', name: 'Outing' }))
    assert.deepEqual(countStatuses(answers), { 201: 1, 409: 4 })
    await addOne({ date: '2026-08-01', name: 'Outing', region: 'DE' })
  })

  it('changes nothing as a dry run, and keeps no idempotency key for it', async () => {
    const body = { date: '2026-08-02', name: 'Outing' }
    const dry = await add(body, '?dry_run=true', { 'idempotency-key': 'dry' })
    assert.deepEqual([dry.status, dry.body.touched_requests, dry.headers.location], [200, [], undefined])
    assert.equal((await add(body, '', { 'idempotency-key': 'dry' })).status, 201)
    assert.equal((await add(body, '?dry_run=true')).status, 409)
  })

  it('refuses fields that are wrong, and names each', async () => {
    const { status, body } = await add({ date: '2026-02-29', name: ' ', off: 'evening', region: 'X' })
    assert.deepEqual([status, Object.keys(body.errors.json)], [422, ['date', 'name', 'off', 'region']])
    const unknown = await add({ date: '2026-08-03', name: 'Off', region: 'XX' })
    assert.deepEqual([unknown.status, Object.keys(unknown.body.errors.json)], [422, ['region']])
  })

  it('is for administrators', async () => {
    assert.equal((await member.send('POST', '/api/company/holidays', { date: '2026-08-03', name: 'Off' })).status, 403)
  })
})

describe('PATCH /api/company/holidays/:id', () => {
  it('changes what is sent, and leaves the rest', async () => {
    const path = await addOne({ date: '2026-12-24', name: 'Christmas Eve', off: 'afternoon' })
    const { headers, body } = await admin.send('PATCH', path, { off: 'day', region: 'DE' })
    assert.deepEqual([body.name, body.off, body.region, body.version], ['Christmas Eve', 'day', 'DE', 2])
    assert.equal((await admin.send('GET', path)).headers.etag, headers.etag)
    assert.ok((await dates('DE-BY')).includes('12-24'))
    assert.ok(!(await dates('FR')).includes('12-24'))
  })

  it('refuses another’s day and region, another version, and nothing', async () => {
    await addOne({ date: '2026-08-01', name: 'Outing' })
    const path = await addOne({ date: '2026-08-01', name: 'Outing', region: 'DE' })
    assert.equal((await admin.send('PATCH', path, { region: null })).status, 409)
    assert.equal((await admin.send('PATCH', path, { off: 'day' }, { 'if-match': '"0"' })).status, 412)
    assert.equal((await admin.send('PATCH', path, {})).status, 422)
    assert.equal((await admin.send('PATCH', path, { region: 'XX' })).status, 422)
  })

  it('changes nothing as a dry run', async () => {
    const path = await addOne({ date: '2026-08-01', name: 'Outing' })
    assert.equal((await admin.send('PATCH', `${path}?dry_run=true`, { name: 'Other' })).body.name, 'Other')
    assert.equal((await member.send('GET', path)).body.name, 'Outing')
  })
})

describe('DELETE /api/company/holidays/:id', () => {
  it('takes it away', async () => {
    const path = await addOne({ date: '2026-08-01', name: 'Outing' })
    assert.equal((await admin.send('DELETE', `${path}?dry_run=true`)).status, 200)
    assert.equal((await admin.send('DELETE', path, undefined, { 'if-match': '"0"' })).status, 412)
    const { status, body } = await admin.send('DELETE', path)
    assert.deepEqual([status, body], [200, { touched_requests: [] }])
    assert.equal((await member.send('GET', path)).status, 404)
    assert.equal((await admin.send('DELETE', path)).status, 404)
  })
})
