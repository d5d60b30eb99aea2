import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Account, startTeamroom, type Teamroom } from '../../../test/harness.ts'
import { walk } from '../../../test/pages.ts'

const UNKNOWN = '0197c0de-5a1e-7c3f-9a41-3f6c2b7d8e90'

let teamroom: Teamroom
let admin: Account
let member: Account

before(async () => {
  teamroom = await startTeamroom({}, { now: '2026-03-02T09:00Z' })
  admin = await teamroom.account('admin')
  member = await teamroom.account('member')
})
after(() => teamroom.stop())

const get = (query: string) => member.send('GET', `/api/holidays?${query}`)
const dates = async (path: string, by = member) =>
  (await by.send('GET', path)).body.map(({ date }: { date: string }) => date.slice(5))

describe('GET /api/holidays', () => {
  it('lists the holidays of a region, of this year unless another is asked for', async () => {
    const { status, body } = await get('region=DE-BY')
    assert.equal(status, 200)
    assert.deepEqual(body[0], { date: '2026-01-01', name: 'Neujahr', off: 'day', kind: 'public' })
    assert.equal(body.length, 12)
    const easter = await dates('/api/holidays?region=DE&from=2027-03-01&to=2027-03-31')
    assert.deepEqual(easter, ['03-26', '03-29'])
  })

  it('lists the company’s without a region', async () => {
    assert.deepEqual((await get('')).body, [])
    await admin.send('PATCH', '/api/company', { holiday_region: 'FR' })
    assert.ok((await dates('/api/holidays')).includes('07-14'))
    await admin.send('PATCH', '/api/company', { holiday_region: null })
  })

  it('is read page by page', async () => {
    const query = '/api/holidays?region=DE-BY&from=2025-01-01&to=2027-12-31'
    const all = (await member.send('GET', query)).body
    assert.deepEqual(await walk(member.send, `${query}&limit=5`), all)
  })

  it('refuses regions that there are not, and days that are none, too many, or in the wrong order', async () => {
    const wrong: [string, string][] = [
      ['region=XX', 'region'],
      ['region=de', 'region'],
      ['from=2026-02-30', 'from'],
      ['from=2026-01-01&to=2029-01-01', 'to'],
      ['from=2026-01-02&to=2026-01-01', 'to'],
      ['year=2026', 'year'],
    ]
    for (const [query, field] of wrong) {
      const { status, body } = await get(query)
      assert.deepEqual([status, Object.keys(body.errors.query)], [422, [field]], query)
    }
  })
})

describe('GET /api/holidays/regions', () => {
  const list = async (query = '') => (await member.send('GET', `/api/holidays/regions?limit=200${query}`)).body

  it('lists countries, and the states and regions of one', async () => {
    assert.ok((await list()).some(({ code, name }: Record<string, string>) => code === 'FR' && name === 'France'))
    const german = await list('&country=DE')
    assert.deepEqual(
      german.filter(({ code }: { code: string }) => /^DE-BY(-A)?$/.test(code)),
      [
        { code: 'DE-BY', name: 'Bayern' },
        { code: 'DE-BY-A', name: 'Bayern, Stadt Augsburg' },
      ],
    )
    assert.deepEqual(await list('&country=MC'), [])
  })

  it('is read page by page', async () => {
    const codes = (await walk(member.send, '/api/holidays/regions?limit=50')).map(({ code }) => code)
    assert.equal(new Set(codes).size, codes.length)
    assert.ok(codes.length > 200)
  })

  it('refuses a country that there is not', async () => {
    for (const country of ['XX', 'de', 'DE-BY', '']) {
      assert.equal((await member.send('GET', `/api/holidays/regions?country=${country}`)).status, 422, country)
    }
  })
})

describe('GET /api/employees/:id/holidays', () => {
  it('lists those of the person’s own region, or the company’s, for those whom they concern', async () => {
    const add = async (fields: object) =>
      (await admin.send('POST', '/api/employees', { name: 'Ann', start_date: '2025-01-01', ...fields })).body.id
    const own = await add({ holiday_region: 'DE-SN', user_id: member.id })
    const none = await add({})
    await admin.send('PATCH', '/api/company', { holiday_region: 'FR' })
    assert.ok((await dates(`/api/employees/${own}/holidays`)).includes('10-31'))
    assert.ok((await dates(`/api/employees/${none}/holidays`, admin)).includes('07-14'))
    assert.equal((await member.send('GET', `/api/employees/${none}/holidays`)).status, 403)
    assert.equal((await admin.send('GET', `/api/employees/${UNKNOWN}/holidays`)).status, 404)
    await admin.send('PATCH', '/api/company', { holiday_region: null })
  })
})
