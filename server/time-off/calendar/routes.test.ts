import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { pino } from 'pino'
import { hire, TODAY } from '../../../test/company.ts'
import { type Account, clientOf, startTeamroom, type Teamroom } from '../../../test/harness.ts'
import { addLeaveType } from '../../../test/time-off.ts'
import { buildApp } from '../../app.ts'
import type { Db } from '../../db/connect.ts'

let teamroom: Teamroom
let type: { id: string; name: string; colour: string }
let admin: Account
let boss: Account
let standIn: Account
let ann: Account
let ben: Account
let annId: string
let benId: string

before(async () => {
  teamroom = await startTeamroom({}, { now: '2026-03-02T09:00Z' })
  const { db, account } = teamroom
  admin = await account('admin')
  ;[boss, standIn, ann, ben] = [
    await account('member'),
    await account('member'),
    await account('member'),
    await account('member'),
  ]
  const { id, name, colour } = await addLeaveType(admin, { floor_hours: null })
  type = { id, name, colour }
  const standInId = await hire(db, { account: standIn, name: 'Stan' })
  const bossId = await hire(db, { account: boss, name: 'Bo', stand_in: standInId })
  annId = await hire(db, { account: ann, name: 'Ann', team: 'Kitchen', manager: bossId })
  benId = await hire(db, { account: ben, name: 'Ben', team: 'Bakery' })
})
after(() => teamroom.stop())

interface Wanted {
  start: string
  [field: string]: unknown
}

/** Asks for time off; gives the request's id. */
async function ask(as: Account, wanted: Wanted): Promise<string> {
  const { status, body, text } = await as.send('POST', '/api/time-off/requests', { leave_type_id: type.id, ...wanted })
  assert.equal(status, 201, text)
  return body.id
}

async function takeOff(as: Account, wanted: Wanted): Promise<string> {
  const id = await ask(as, wanted)
  const { status, text } = await admin.send('POST', `/api/time-off/requests/${id}/approval`)
  assert.equal(status, 201, text)
  return id
}

async function calendar(as: Account, from: string, to = from, more = '') {
  const { status, body, text } = await as.send('GET', `/api/time-off/calendar?from=${from}&to=${to}${more}`)
  assert.equal(status, 200, text)
  return body
}

const whole = (start: string, end = start) => ({ start, start_half: 'morning', end, end_half: 'afternoon' })
const showTypes = (shows_leave_types: boolean) => admin.send('PATCH', '/api/company', { shows_leave_types })

describe('GET /api/time-off/calendar', () => {
  it('shows colleagues when somebody is away, and nothing of what for', async () => {
    await takeOff(ann, { ...whole('2026-04-06', '2026-04-07'), note: 'A secret.' })
    assert.deepEqual(await calendar(ben, '2026-04-01', '2026-04-30'), [
      {
        employee: { id: annId, name: 'Ann', team: 'Kitchen' },
        absences: [{ ...whole('2026-04-06', '2026-04-07'), status: 'approved', leave_type: null }],
      },
    ])
  })

  it('shows colleagues the type where the company does, and still neither request nor note', async () => {
    const id = await takeOff(ann, { ...whole('2026-03-23'), note: 'A secret.' })
    await showTypes(true)
    const [{ absences }] = await calendar(ben, '2026-03-23')
    await showTypes(false)
    assert.deepEqual(absences, [{ ...whole('2026-03-23'), status: 'approved', leave_type: type }])
    assert.equal(JSON.stringify(absences).includes(id), false)
  })

  it('shows type and request to the person, their manager and administrators, and what is pending', async () => {
    const approved = await takeOff(ann, { ...whole('2026-05-04'), note: 'A secret.' })
    const pending = await ask(ann, whole('2026-05-05'))
    for (const account of [ann, boss, admin]) {
      const [{ absences }] = await calendar(account, '2026-05-01', '2026-05-31')
      assert.deepEqual(absences, [
        { request_id: approved, ...whole('2026-05-04'), status: 'approved', leave_type: type },
        { request_id: pending, ...whole('2026-05-05'), status: 'pending', leave_type: type },
      ])
    }
    const [{ absences }] = await calendar(ben, '2026-05-01', '2026-05-31')
    assert.deepEqual(absences, [{ ...whole('2026-05-04'), status: 'approved', leave_type: null }])
    assert.deepEqual(await calendar(ben, '2026-05-05'), [])
  })

  it('shows a stand-in what the manager sees, while the manager is away', async () => {
    await ask(ann, whole('2026-06-01'))
    assert.deepEqual(await calendar(standIn, '2026-06-01'), [])
    const absence = await takeOff(boss, whole(TODAY))
    const [{ absences }] = await calendar(standIn, '2026-06-01')
    assert.deepEqual([absences[0].status, absences[0].leave_type], ['pending', type])
    await admin.send('POST', `/api/time-off/requests/${absence}/cancellation`)
    assert.deepEqual(await calendar(standIn, '2026-06-01'), [])
  })

  it('shows what reaches into the period, whole, and nothing beside it', async () => {
    await takeOff(ann, whole('2026-07-06', '2026-07-10'))
    for (const [from, to] of [
      ['2026-07-10', '2026-07-31'],
      ['2026-07-01', '2026-07-06'],
      ['2026-07-08', '2026-07-08'],
    ] as const) {
      const [{ absences }] = await calendar(ben, from, to)
      assert.deepEqual([absences[0].start, absences[0].end], ['2026-07-06', '2026-07-10'])
    }
    assert.deepEqual(await calendar(ben, '2026-07-11', '2026-07-31'), [])
    assert.deepEqual(await calendar(ben, '2026-07-01', '2026-07-05'), [])
  })

  it('shows the longest request there is from its first day to its last', async () => {
    await takeOff(ann, whole('2027-06-01', '2028-05-31'))
    for (const day of ['2027-06-01', '2027-12-01', '2028-05-31']) {
      const [{ absences }] = await calendar(ben, day)
      assert.deepEqual([absences[0].start, absences[0].end], ['2027-06-01', '2028-05-31'], day)
    }
  })

  it('shows half days and hours', async () => {
    await takeOff(ann, { start: '2026-08-03', start_half: 'afternoon' })
    await takeOff(ann, { start: '2026-08-04', hours: 2.5 })
    const [{ absences }] = await calendar(ben, '2026-08-01', '2026-08-31')
    assert.deepEqual(absences, [
      { ...whole('2026-08-03'), start_half: 'afternoon', status: 'approved', leave_type: null },
      { ...whole('2026-08-04'), hours: 2.5, status: 'approved', leave_type: null },
    ])
  })

  it('is in the order of names, and of days', async () => {
    await takeOff(ben, whole('2026-09-01'))
    await takeOff(ann, whole('2026-09-03'))
    await takeOff(ann, { start: '2026-09-02', start_half: 'afternoon' })
    await takeOff(ann, { start: '2026-09-02', end_half: 'morning' })
    const people: { employee: { id: string }; absences: { start: string; start_half: string }[] }[] = await calendar(
      boss,
      '2026-09-01',
      '2026-09-30',
    )
    assert.deepEqual(
      people.map(({ employee, absences }) => [
        employee.id,
        absences.map(({ start, start_half }) => start + start_half),
      ]),
      [
        [annId, ['2026-09-02morning', '2026-09-02afternoon', '2026-09-03morning']],
        [benId, ['2026-09-01morning']],
      ],
    )
  })

  it('shows one team when asked for it', async () => {
    await takeOff(ben, whole('2026-10-01'))
    await takeOff(ann, whole('2026-10-01'))
    const names = async (team: string) =>
      (await calendar(admin, '2026-10-01', '2026-10-01', `&team=${team}`)).map(
        ({ employee }: { employee: { name: string } }) => employee.name,
      )
    assert.deepEqual(await names('Kitchen'), ['Ann'])
    assert.deepEqual(await names('Bakery'), ['Ben'])
    assert.deepEqual(await names('kitchen'), [])
    assert.deepEqual(await names("'%20or%201=1--"), [])
  })

  it('shows a year, and what it shows of a month is in it', async () => {
    const gardener = await teamroom.account('member')
    await hire(teamroom.db, { account: gardener, team: 'Garden' })
    for (const day of ['2027-03-01', '2027-04-01']) await takeOff(gardener, whole(day))
    const [year] = await calendar(ben, '2027-01-01', '2027-12-31', '&team=Garden')
    const [month] = await calendar(ben, '2027-03-01', '2027-03-31', '&team=Garden')
    assert.deepEqual(year.employee, month.employee)
    assert.deepEqual(year.absences.slice(0, month.absences.length), month.absences)
    assert.ok(year.absences.length > month.absences.length)
  })

  it('shows nothing of what is rejected or cancelled, or of somebody removed', async () => {
    const gone = await teamroom.account('member')
    const goneId = await hire(teamroom.db, { account: gone })
    await takeOff(gone, whole('2026-11-02'))
    const rejected = await ask(ann, whole('2026-11-02'))
    await admin.send('POST', `/api/time-off/requests/${rejected}/rejection`)
    const cancelled = await takeOff(ann, whole('2026-11-02'))
    await admin.send('POST', `/api/time-off/requests/${cancelled}/cancellation`)
    assert.equal((await calendar(admin, '2026-11-02')).length, 1)
    await teamroom.db
      .updateTable('employees')
      .set({ removed_at: '2026-03-02T09:00:00.000Z' })
      .where('id', '=', goneId)
      .execute()
    assert.deepEqual(await calendar(admin, '2026-11-02'), [])
  })

  it('refuses a period that ends before it begins, is longer than 366 days, or has days that are none', async () => {
    const refused: [query: string, errors: object][] = [
      ['from=2026-04-02&to=2026-04-01', { to: ['Must not be before the first day.'] }],
      ['from=2026-01-01&to=2027-01-02', { to: ['At most 366 days at once.'] }],
      ['from=2026-02-31&to=2026-03-31', { from: ['Not a valid date.'] }],
      ['from=2026-4-1&to=2026-04-30', { from: ['Not a valid date.'] }],
      ['from=2026-04-01', { to: ['Missing data for required field.'] }],
      ['to=2026-04-01', { from: ['Missing data for required field.'] }],
      ['from=2026-04-01&to=2026-04-01&employee=1', { employee: ['Unknown field.'] }],
      ['from=2026-04-01&to=2026-04-01&limit=1', { limit: ['Unknown field.'] }],
      ['from=2026-04-01&to=2026-04-01&team=', { team: ['Length must be between 1 and 80.'] }],
    ]
    for (const [query, errors] of refused) {
      const { status, body } = await ann.send('GET', `/api/time-off/calendar?${query}`)
      assert.deepEqual([status, body.errors?.query], [422, errors], query)
    }
    await calendar(ann, '2027-01-01', '2028-01-01')
  })

  it('is for accounts, with an employee or without', async () => {
    await takeOff(ann, whole('2026-11-16', '2026-11-17'))
    assert.equal((await teamroom.send('GET', '/api/time-off/calendar?from=2026-11-16&to=2026-11-16')).status, 401)
    const nobody = await teamroom.account('manager')
    const [{ absences }] = await calendar(nobody, '2026-11-16')
    assert.deepEqual(absences, [{ ...whole('2026-11-16', '2026-11-17'), status: 'approved', leave_type: null }])
  })

  it('takes one query beside the company’s, and for more than 62 days one off the event loop', async () => {
    for (const each of [ann, ben]) await takeOff(each, whole('2026-10-15'))
    const queries: string[] = []
    const counted = (db: Db, name: string) =>
      db.withPlugin({
        transformQuery: ({ node }) => {
          queries.push(name)
          return node
        },
        transformResult: async ({ result }) => result,
      })
    const { deps } = teamroom
    const connections = { db: counted(deps.db, 'db'), reader: counted(deps.reader, 'reader') }
    const app = await buildApp({ ...deps, ...connections }, pino({ level: 'silent' }))
    const send = clientOf(app, { authorization: `Bearer ${admin.token}` })
    const queriesOf = async (from: string, to: string) => {
      queries.length = 0
      const { body } = await send('GET', `/api/time-off/calendar?from=${from}&to=${to}`)
      assert.equal(body.length, 2)
      return [...queries]
    }
    // The company's is built by the first request, and does not count from then on.
    await queriesOf('2026-10-15', '2026-10-15')
    assert.deepEqual(await queriesOf('2026-09-01', '2026-11-01'), ['db'])
    assert.deepEqual(await queriesOf('2026-09-01', '2026-11-02'), ['reader'])
    await app.close()
  })

  it('has an ETag that changes with what it shows', async () => {
    const url = '/api/time-off/calendar?from=2026-12-01&to=2026-12-31'
    const { etag = '' } = (await ben.send('GET', url)).headers
    assert.equal((await ben.send('GET', url, undefined, { 'if-none-match': etag })).status, 304)
    await takeOff(ann, whole('2026-12-01'))
    assert.equal((await ben.send('GET', url, undefined, { 'if-none-match': etag })).status, 200)
  })
})
