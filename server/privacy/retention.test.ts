import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { adjust, type Company, hire, startCompany } from '../../test/company.ts'
import type { Account } from '../../test/harness.ts'
import { openSurvey, reply } from '../../test/surveys.ts'
import { examineOpen } from '../doctor/examine.ts'
import { keepRetention } from './retention-actions.ts'
import { leftBefore } from './retention-rules.ts'

let { teamroom, type, admin } = {} as Company
let gone: string
let recent: string
let here: string
let administrator: string

before(async () => {
  ;({ teamroom, type, admin } = await startCompany())
  const { db } = teamroom
  gone = await hire(db, { name: 'Long Gone', account: await teamroom.account('member'), end_date: '2026-01-31' })
  recent = await hire(db, { name: 'Just Left', end_date: '2026-02-20' })
  here = await hire(db, { name: 'Still Here' })
  const other = await teamroom.account('admin')
  administrator = await hire(db, { name: 'Left But Runs It', account: other, end_date: '2026-01-31' })
  for (const id of [gone, recent, here]) {
    await adjust(teamroom, id, 2_400, '2026-01-01')
    const asked = { employee_id: id, leave_type_id: type, start: '2026-01-20', note: 'Private' }
    assert.equal((await admin.send('POST', '/api/time-off/requests', asked)).status, 201)
  }
})
after(() => teamroom.stop())

const nameOf = async (id: string) => (await admin.send('GET', `/api/employees/${id}`)).body.name
const noteOf = async (id: string) => {
  const { db } = teamroom
  return (await db.selectFrom('time_off_requests').select('note').where('employee_id', '=', id).executeTakeFirst())
    ?.note
}
const keep = () => keepRetention(teamroom.db, teamroom.clock.now)
const set = (change: object, query = '') => admin.send('PATCH', `/api/retention${query}`, change)

describe('retention', () => {
  it('keeps everything until it is told otherwise', async () => {
    const { status, body } = await admin.send('GET', '/api/retention')
    assert.equal(status, 200)
    const off = { leavers_months: null, notes_months: null, session_days: null, named_replies: 'unlink' }
    const { version: _version, updated_at: _at, ...settings } = body
    assert.deepEqual(settings, { ...off, due: { leavers: 0, notes: 0, sessions: 0 } })
    await keep()
    assert.deepEqual([await nameOf(gone), await noteOf(gone)], ['Long Gone', 'Private'])
  })

  it('says beforehand how much that would be, and changes nothing', async () => {
    const change = { leavers_months: 1, notes_months: 1, session_days: 30 }
    const { status, body } = await set(change, '?dry_run=true')
    assert.equal(status, 200)
    assert.deepEqual(body.due, { leavers: 1, notes: 1, sessions: 0 })
    assert.equal((await admin.send('GET', '/api/retention')).body.leavers_months, null)
  })

  it('deletes notes on people who left, and keeps all others', async () => {
    assert.equal((await set({ notes_months: 1 })).body.due.notes, 1)
    await keep()
    assert.deepEqual([await noteOf(gone), await noteOf(recent), await noteOf(here)], [null, 'Private', 'Private'])
    assert.equal((await admin.send('GET', '/api/retention')).body.due.notes, 0)
    assert.equal(await nameOf(gone), 'Long Gone')
  })

  it('erases people who left, but no administrator, once however many servers do it', async () => {
    await set({ leavers_months: 1 })
    await Promise.all([keep(), keep()])
    assert.match(await nameOf(gone), /^Former employee/)
    const names = await Promise.all([recent, here, administrator].map(nameOf))
    assert.deepEqual(names, ['Just Left', 'Still Here', 'Left But Runs It'])
    const receipts = (await admin.send('GET', '/api/erasures')).body
    assert.deepEqual(
      receipts.map((receipt: { way: string; erased_by: string | null }) => [receipt.way, receipt.erased_by]),
      [['retention', null]],
    )
    assert.deepEqual(await examineOpen(teamroom.db, teamroom.deps.config.database), [])
  })

  it('forgets sessions that were not used for long', async () => {
    const idle = await teamroom.account('member')
    teamroom.clock.advance(2 * 86_400_000)
    const busy = await teamroom.account('admin')
    const change = await busy.send('PATCH', '/api/retention', { session_days: 1 })
    assert.ok(change.body.due.sessions >= 1)
    await keep()
    const sessionsOf = ({ id }: Account) =>
      teamroom.db.selectFrom('sessions').select('id').where('user_id', '=', id).execute()
    assert.deepEqual([(await sessionsOf(idle)).length, (await sessionsOf(busy)).length], [0, 1])
    assert.equal((await busy.send('GET', '/api/retention')).body.due.sessions, 0)
  })

  it('refuses what makes no sense, and changes made to another version', async () => {
    const fresh = await teamroom.account('admin')
    const send = (body: object, headers = {}) => fresh.send('PATCH', '/api/retention', body, headers)
    for (const body of [
      {},
      { leavers_months: 0 },
      { notes_months: 1.5 },
      { session_days: 366 },
      { named_replies: 'keep' },
      { days: 1 },
    ])
      assert.equal((await send(body)).status, 422, JSON.stringify(body))
    assert.equal((await send({ session_days: null }, { 'if-match': '"1"' })).status, 412)
    const { headers } = await fresh.send('GET', '/api/retention')
    assert.equal((await send({ session_days: null }, { 'if-match': headers.etag as string })).status, 200)
  })

  it('erases others, and deletes what else is over, where one person cannot be erased', async () => {
    const { db, clock } = teamroom
    // The sessions of before are over.
    const owner = await teamroom.account('admin')
    const account = await teamroom.account('member')
    const broken = await hire(db, { name: 'Cannot Go', account, end_date: '2026-01-30' })
    const next = await hire(db, { name: 'Goes Next', end_date: '2026-01-31' })
    const question = { id: 'lunch', type: 'yes_no', title: 'Lunch?' }
    const survey = await openSurvey(owner, {
      title: 'Lunch',
      anonymous: false,
      audience: 'members',
      questions: [question],
    })
    await reply(account, survey.public_key as string, { lunch: true })
    await db.updateTable('survey_replies').set({ form_version: 99 }).where('survey_id', '=', survey.id).execute()
    await db.deleteFrom('survey_untallied').where('survey_id', '=', survey.id).execute()
    const settings = { leavers_months: 1, session_days: 1, named_replies: 'delete' }
    assert.equal((await owner.send('PATCH', '/api/retention', settings)).status, 200)
    clock.advance(3 * 86_400_000)
    await assert.rejects(keep(), /version 99, which is missing/)
    const names = db.selectFrom('employees').select('name').where('id', 'in', [broken, next]).orderBy('name')
    const [first, second] = await names.execute()
    assert.deepEqual([first?.name, second?.name.slice(0, 15)], ['Cannot Go', 'Former employee'])
    assert.deepEqual(await db.selectFrom('sessions').select('id').execute(), [])
  })
})

describe('leftBefore', () => {
  it('counts months as calendars do', () => {
    assert.equal(leftBefore('2026-03-31', 1), '2026-02-28')
    assert.equal(leftBefore('2026-03-02', 12), '2025-03-02')
  })
})
