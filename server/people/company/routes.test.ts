import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { atOnce, countStatuses } from '../../../test/accounts.ts'
import { type Account, type Answer, startTeamroom, type Teamroom } from '../../../test/harness.ts'
import { today } from './rules.ts'

let teamroom: Teamroom
let admin: Account
let member: Account
/** What the settings were before any test changed them. */
let untouched: Answer

before(async () => {
  teamroom = await startTeamroom()
  admin = await teamroom.account('admin')
  member = await teamroom.account('member')
  untouched = await member.send('GET', '/api/company')
})
after(() => teamroom.stop())

const change = (body: unknown, headers = {}) => admin.send('PATCH', '/api/company', body, headers)

/** The change is refused, with these fields named. */
async function refuse(body: object, ...fields: string[]): Promise<void> {
  const { status, body: answer } = await change(body)
  assert.deepEqual([status, Object.keys(answer.errors?.json ?? {})], [422, fields], JSON.stringify(body))
}

describe('GET /api/company', () => {
  it('shows every account the settings, with their ETag', () => {
    const { status, headers, body } = untouched
    assert.deepEqual([status, headers.etag], [200, '"1"'])
    const { updated_at, ...settings } = body
    assert.match(updated_at, /Z$/)
    assert.deepEqual(settings, {
      name: 'Our company',
      time_zone: 'UTC',
      first_day_of_week: 1,
      holiday_region: null,
      holiday_kinds: null,
      locale: 'en',
      shows_leave_types: false,
      version: 1,
    })
  })
})

describe('PATCH /api/company', () => {
  it('changes what is sent, and leaves the rest', async () => {
    const settings = {
      name: 'Example & Söhne',
      time_zone: 'Europe/Berlin',
      first_day_of_week: 7,
      holiday_region: 'DE-BY',
      locale: 'de-AT',
      shows_leave_types: true,
    }
    const { version } = (await member.send('GET', '/api/company')).body
    const { status, headers, body } = await change(settings)
    assert.equal(status, 200)
    assert.deepEqual({ ...body, ...settings, version: version + 1, touched_requests: [] }, body)
    const read = await member.send('GET', '/api/company')
    assert.equal(headers.etag, read.headers.etag)
    const { touched_requests: _touched, ...company } = body
    assert.deepEqual(read.body, company)
    assert.equal((await change({ holiday_region: null })).body.name, settings.name)
  })

  it('writes names of time zones and languages as they are properly written', async () => {
    const { body } = await change({ time_zone: 'europe/madrid', locale: 'EN-gb' })
    assert.deepEqual([body.time_zone, body.locale], ['Europe/Madrid', 'en-GB'])
  })

  it('keeps the name of a time zone that was given, where the zone has several', async () => {
    for (const time_zone of [
      'Asia/Kolkata',
      'Asia/Calcutta',
      'Europe/Kyiv',
      'America/Argentina/Buenos_Aires',
      'Etc/UTC',
    ]) {
      assert.equal((await change({ time_zone })).body.time_zone, time_zone)
      assert.equal((await member.send('GET', '/api/company')).body.time_zone, time_zone)
    }
    assert.equal((await change({ time_zone: 'ASIA/KATHMANDU' })).body.time_zone, 'Asia/Kathmandu')
  })

  it('refuses time zones, languages and regions that there are not', async () => {
    for (const time_zone of ['Mars/Olympus', '+02:00', 'Europe/', ' ', 'UTC\u0000', 'T00:00[Europe/Berlin]', 'Z']) {
      await refuse({ time_zone }, 'time_zone')
    }
    for (const locale of ['no such language', 'e', '-']) await refuse({ locale }, 'locale')
    for (const holiday_region of ['XX', 'de', 'DE-XX', 'DE-BY-XX', 'DE-', 'DE-BY-A-A']) {
      await refuse({ holiday_region }, 'holiday_region')
    }
  })

  it('refuses fields of another kind, and none at all', async () => {
    await refuse(
      { first_day_of_week: 0, name: '  ', shows_leave_types: 1 },
      'name',
      'first_day_of_week',
      'shows_leave_types',
    )
    await refuse({ first_day_of_week: 8 }, 'first_day_of_week')
    await refuse({ id: 2, version: 7 }, 'id', 'version')
    await refuse({}, '_schema')
  })

  it('changes nothing as a dry run', async () => {
    const { body: before } = await member.send('GET', '/api/company')
    const { status, body } = await admin.send('PATCH', '/api/company?dry_run=true', { name: 'X', holiday_region: 'FR' })
    assert.deepEqual([status, body.name, body.touched_requests], [200, 'X', []])
    assert.deepEqual((await member.send('GET', '/api/company')).body, before)
  })

  it('lets one of ten changes to the same version through', async () => {
    const { headers } = await member.send('GET', '/api/company')
    const answers = await atOnce(10, () => change({ name: 'Ten' }, { 'if-match': headers.etag }))
    assert.deepEqual(countStatuses(answers), { 200: 1, 412: 9 })
  })

  it('is for administrators', async () => {
    assert.equal((await member.send('PATCH', '/api/company', { name: 'Mine' })).status, 403)
    assert.equal((await teamroom.send('PATCH', '/api/company', { name: 'Mine' })).status, 401)
  })
})

describe('today', () => {
  it('is the day where the company is', () => {
    const now = new Date('2026-03-01T11:30:00Z')
    const days = ['Pacific/Kiritimati', 'Europe/Berlin', 'Pacific/Pago_Pago'].map((time_zone) =>
      today({ time_zone }, now),
    )
    assert.deepEqual(days, ['2026-03-02', '2026-03-01', '2026-03-01'])
    assert.equal(today({ time_zone: 'America/New_York' }, new Date('2026-03-01T04:59:00Z')), '2026-02-28')
  })
})
