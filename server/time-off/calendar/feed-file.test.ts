import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import ICAL from 'ical.js'
import { bearer, givePassword, PASSWORD } from '../../../test/accounts.ts'
import { hire, TODAY } from '../../../test/company.ts'
import { calendarProblems } from '../../../test/feeds/calendar-checker.ts'
import { type Account, startTeamroom, type Teamroom } from '../../../test/harness.ts'
import { addLeaveType } from '../../../test/time-off.ts'
import { listFeed } from './store.ts'

const NOW = `${TODAY}T09:00:00.000Z`
/** What events are called: by nothing that is known of a request. */
const NAME = /^[\w-]{43}@teamroom$/

let teamroom: Teamroom
let type: { id: string; name: string }
let admin: Account
let boss: Account
let ann: Account
let ben: Account
let annId: string
let team: string

before(async () => {
  teamroom = await startTeamroom({}, { now: NOW })
  admin = await teamroom.account('admin')
  type = await addLeaveType(admin, { name: 'Sick, or; not', floor_hours: null })
})
after(() => teamroom.stop())
beforeEach(async () => {
  const { db, account, clock } = teamroom
  clock.now = new Date(NOW)
  boss = await account('member')
  ann = await account('member')
  ben = await account('member')
  team = ann.id
  const bossId = await hire(db, { account: boss, name: 'Bo' })
  annId = await hire(db, { account: ann, name: 'Ann', team, manager: bossId })
  await hire(db, { account: ben, name: 'Ben', team })
})

async function ask(as: Account, wanted: object): Promise<string> {
  const { status, body, text } = await as.send('POST', '/api/time-off/requests', { leave_type_id: type.id, ...wanted })
  assert.equal(status, 201, text)
  return body.id
}

const decide = async (id: string, verb: string) => {
  const { status, text } = await admin.send('POST', `/api/time-off/requests/${id}/${verb}`)
  assert.equal(status, 201, text)
}

async function takeOff(as: Account, wanted: object): Promise<string> {
  const id = await ask(as, wanted)
  await decide(id, 'approval')
  return id
}

/** Makes a feed; gives the path that a calendar program reads. */
async function feed(as: Account, scope: string): Promise<string> {
  const { status, body, text } = await as.send('POST', '/api/time-off/feeds', { scope })
  assert.equal(status, 201, text)
  return new URL(body.url).pathname
}

async function fileOf(path: string): Promise<string> {
  const { status, text, headers } = await teamroom.send('GET', path)
  assert.equal(status, 200, text)
  assert.equal(headers['content-type'], 'text/calendar; charset=utf-8')
  assert.deepEqual(calendarProblems(Buffer.from(text)), [], text)
  return text
}

/** The feed's events as a calendar program reads them. */
async function eventsOf(path: string) {
  const calendar = new ICAL.Component(ICAL.parse(await fileOf(path)))
  return calendar.getAllSubcomponents('vevent').map((component) => {
    const { uid, summary, startDate, endDate, sequence } = new ICAL.Event(component)
    const isAllDay = startDate.isDate && endDate.isDate
    const status = component.getFirstPropertyValue('status')
    return { uid, summary, start: startDate.toString(), end: endDate.toString(), status, sequence, isAllDay }
  })
}

const summaries = async (path: string) => (await eventsOf(path)).map(({ summary }) => summary).sort()
const showTypes = (shows_leave_types: boolean) => admin.send('PATCH', '/api/company', { shows_leave_types })

describe('GET /api/time-off/feeds/:token/calendar.ics', () => {
  it('has an all-day event for each time off, up to the day after the last', async () => {
    const path = await feed(ann, 'me')
    await takeOff(ann, { start: '2026-04-06', end: '2026-04-10' })
    const [event] = await eventsOf(path)
    assert.match(event?.uid ?? '', NAME)
    assert.deepEqual(event, {
      uid: event?.uid,
      summary: 'Sick, or; not',
      start: '2026-04-06',
      end: '2026-04-11',
      status: 'CONFIRMED',
      sequence: 2,
      isAllDay: true,
    })
    const file = await fileOf(path)
    assert.match(file, /^DTSTART;VALUE=DATE:20260406\r$/m)
    assert.match(file, /^DTEND;VALUE=DATE:20260411\r$/m)
  })

  it('says of the calendar what it is, who made it, and how often to come back', async () => {
    const file = await fileOf(await feed(ann, 'team'))
    assert.match(file, /^BEGIN:VCALENDAR\r\nVERSION:2\.0\r\nPRODID:-\/\/Teamroom\/\/Time off\/\/EN\r\n/)
    assert.match(file, /\r\nX-WR-CALNAME:Away in my team\r\n/)
    assert.match(file, /\r\nREFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n/)
    assert.match(file, /\r\nEND:VCALENDAR\r\n$/)
  })

  it('says which part of a day it is', async () => {
    await takeOff(ann, { start: '2026-04-06', start_half: 'afternoon' })
    await takeOff(ann, { start: '2026-04-07', end_half: 'morning' })
    await takeOff(ann, { start: '2026-04-08', hours: 2.5 })
    await takeOff(ann, { start: '2026-04-09', start_half: 'afternoon', end: '2026-04-13', end_half: 'morning' })
    await takeOff(ann, { start: '2026-04-14', end: '2026-04-15', end_half: 'morning' })
    assert.deepEqual(await summaries(await feed(ann, 'me')), [
      'Sick, or; not (2.5 h)',
      'Sick, or; not (afternoon)',
      'Sick, or; not (from the first afternoon to the last morning)',
      'Sick, or; not (morning)',
      'Sick, or; not (to the last morning)',
    ])
  })

  it('has what is pending in one’s own alone, as tentative', async () => {
    const [mine, ours, bosses] = [await feed(ann, 'me'), await feed(ann, 'team'), await feed(boss, 'team')]
    const id = await ask(ann, { start: '2026-04-06' })
    assert.deepEqual(
      (await eventsOf(mine)).map(({ status }) => status),
      ['TENTATIVE'],
    )
    assert.deepEqual([await eventsOf(ours), await eventsOf(bosses)], [[], []])
    await decide(id, 'approval')
    for (const path of [mine, ours, bosses]) {
      assert.deepEqual(
        (await eventsOf(path)).map(({ status }) => status),
        ['CONFIRMED'],
      )
    }
  })

  it('has one’s own; that of one’s team and reports; or everybody’s', async () => {
    await takeOff(ann, { start: '2026-04-06' })
    await takeOff(ben, { start: '2026-04-07' })
    await takeOff(boss, { start: '2026-04-08' })
    assert.deepEqual(await summaries(await feed(ann, 'me')), ['Sick, or; not'])
    assert.deepEqual(await summaries(await feed(ann, 'team')), ['Ann – away', 'Ben – away'])
    assert.deepEqual(await summaries(await feed(boss, 'team')), ['Ann – away', 'Bo – away'])
    const everybody = await summaries(await feed(await teamroom.account('member'), 'company'))
    for (const one of ['Ann – away', 'Ben – away', 'Bo – away']) assert.ok(everybody.includes(one), one)
  })

  it('says nothing of other people’s types and notes, not even to those who decide', async () => {
    const note = 'Nobody’s business.'
    await takeOff(ann, { start: '2026-04-06', note })
    const paths = [await feed(boss, 'team'), await feed(admin, 'company'), await feed(ben, 'team')]
    for (const path of paths) {
      const file = await fileOf(path)
      assert.match(file, /SUMMARY:Ann – away\r\n/)
      assert.doesNotMatch(file, /Sick|business|DESCRIPTION/)
    }
    await showTypes(true)
    for (const path of paths) {
      assert.ok((await summaries(path)).includes('Ann – Sick, or; not'))
      assert.doesNotMatch(await fileOf(path), /business/)
    }
    await showTypes(false)
    assert.doesNotMatch(await fileOf(await feed(ann, 'me')), /business/)
  })

  it('keeps an event’s name while the event changes, and counts its changes', async () => {
    const path = await feed(ann, 'me')
    const id = await ask(ann, { start: '2026-04-06' })
    const [before] = await eventsOf(path)
    teamroom.clock.advance(60_000)
    await ann.send('PATCH', `/api/time-off/requests/${id}`, { end: '2026-04-07' })
    const [after] = await eventsOf(path)
    assert.deepEqual([before?.sequence, before?.end], [1, '2026-04-07'])
    assert.deepEqual([after?.uid, after?.sequence, after?.end], [before?.uid, 2, '2026-04-08'])
    assert.match(await fileOf(path), /DTSTAMP:20260302T090100Z\r\n[\s\S]*LAST-MODIFIED:20260302T090100Z\r\n/)
  })

  it('does not tell when others asked, nor how often they changed their minds', async () => {
    const [ours, everybodys] = [await feed(ben, 'team'), await feed(ben, 'company')]
    const ids: string[] = []
    for (const start of ['2026-04-20', '2026-04-06', '2026-04-13']) {
      ids.push(await takeOff(ann, { start }))
      teamroom.clock.advance(60_000)
    }
    for (const file of [await fileOf(ours), await fileOf(everybodys)]) {
      for (const id of ids) assert.ok(!file.includes(id.slice(0, 8)), 'an id is made of the moment of asking')
      assert.doesNotMatch(file, /LAST-MODIFIED|SEQUENCE:[1-9]/)
    }
    const [file, events] = [await fileOf(ours), await eventsOf(ours)]
    for (const { uid, start } of events) {
      assert.match(uid, NAME)
      assert.match(file, new RegExp(`UID:${uid}\r\n[^V]*DTSTAMP:${start.replaceAll('-', '')}T000000Z\r\n`))
    }
    const uids = events.map(({ uid }) => uid)
    assert.deepEqual([uids.length, uids], [3, uids.toSorted()], 'the order is that of the names')
  })

  it('names its events so that no feed knows those of another', async () => {
    await takeOff(ann, { start: '2026-04-06' })
    const [[mine], [ours]] = [await eventsOf(await feed(ann, 'me')), await eventsOf(await feed(ann, 'team'))]
    assert.notEqual(mine?.uid, ours?.uid)
  })

  it('has people from their first day on, and before it for those who see them already', async () => {
    const { body: bo } = await boss.send('GET', '/api/employees/me')
    const nina = { name: 'Nina New', team, start_date: '2026-04-01', manager: bo.id }
    await takeOff(admin, { employee_id: await hire(teamroom.db, nina), start: '2026-04-06' })
    const [ours, bosses] = [await feed(ann, 'company'), await feed(boss, 'team')]
    const isIn = async (path: string) => (await summaries(path)).includes('Nina New – away')
    assert.deepEqual([await isIn(ours), await isIn(bosses)], [false, true])
    teamroom.clock.advance(30 * 86_400_000)
    assert.deepEqual([await isIn(ours), await isIn(bosses)], [true, true])
  })

  it('has nothing of what is cancelled or rejected, or of somebody removed', async () => {
    const path = await feed(boss, 'team')
    const id = await takeOff(ann, { start: '2026-04-06' })
    assert.equal((await eventsOf(path)).length, 1)
    await decide(id, 'cancellation')
    assert.deepEqual(await eventsOf(path), [])
    await decide(await ask(ann, { start: '2026-04-06' }), 'rejection')
    await takeOff(ann, { start: '2026-04-07' })
    assert.equal((await eventsOf(path)).length, 1)
    const removed_at = '2026-03-02T09:00:00.000Z'
    await teamroom.db.updateTable('employees').set({ removed_at }).where('id', '=', annId).execute()
    assert.deepEqual(await eventsOf(path), [])
  })

  it('goes from 90 days ago to two years ahead', async () => {
    const path = await feed(ann, 'me')
    await teamroom.db.updateTable('employees').set({ start_date: '2025-01-01' }).where('id', '=', annId).execute()
    await teamroom.db
      .insertInto('working_patterns')
      .values({ employee_id: annId, effective_from: '2025-01-01', minutes: '[480,480,480,480,480,480,480]' as never })
      .execute()
    const days = ['2025-12-01', '2025-12-02', '2028-03-02', '2028-03-03']
    for (const start of days) await takeOff(ann, { start })
    const starts = (await eventsOf(path)).map(({ start }) => start)
    assert.deepEqual(starts.sort(), days.slice(1, 3))
  })

  it('is whole whatever people are called', async () => {
    const names = {
      '2026-04-06': 'Line\r\nBEGIN:VEVENT\nEND:VCALENDAR',
      '2026-04-07': 'a;b,c:d\\e"f^g',
      '2026-04-08': `👩🏽‍🚀 ${'é'.repeat(100)} ${'👩🏽‍🚀'.repeat(30)}`,
      '2026-04-09': `\tTab ${'x'.repeat(300)}`,
      '2026-04-10': 'Bell\u0007 and \u007f',
    }
    const path = await feed(ben, 'team')
    for (const [start, name] of Object.entries(names)) {
      await teamroom.db.updateTable('employees').set({ name }).where('id', '=', annId).execute()
      await takeOff(ann, { start })
      const file = await fileOf(path)
      for (const line of file.split('\r\n')) {
        assert.ok(Buffer.byteLength(line) <= 75 && line.isWellFormed(), line)
        assert.doesNotMatch(line, /[\r\n]/)
      }
      for (const summary of await summaries(path))
        assert.equal(
          summary,
          `${name.replaceAll('\r\n', '\n').replaceAll('\u0007', '').replaceAll('\u007f', '')} – away`,
        )
    }
  })

  it('has a component that nobody sees where there is no time off', async () => {
    for (const scope of ['me', 'team']) {
      const path = await feed(ann, scope)
      const empty = await fileOf(path)
      assert.match(empty, /BEGIN:VTIMEZONE\r\n/)
      assert.deepEqual(await eventsOf(path), [])
    }
    const path = await feed(ann, 'me')
    await takeOff(ann, { start: '2026-04-06' })
    assert.doesNotMatch(await fileOf(path), /VTIMEZONE/)
  })

  it('is the same to the byte until something changes', async () => {
    const path = await feed(boss, 'team')
    const id = await takeOff(ann, { start: '2026-04-06' })
    await takeOff(ann, { start: '2026-03-03' })
    const { headers, text } = await teamroom.send('GET', path)
    assert.match(headers['cache-control'] ?? '', /^private/)
    const known = { 'if-none-match': headers.etag ?? '' }
    teamroom.clock.advance(3 * 86_400_000)
    assert.equal(await fileOf(path), text)
    assert.equal((await teamroom.send('GET', path, undefined, known)).status, 304)
    teamroom.clock.advance(-3 * 86_400_000)
    await decide(id, 'cancellation')
    assert.equal((await teamroom.send('GET', path, undefined, known)).status, 200)
  })

  it('is 404 with one answer for whatever is no address, or no longer one', async () => {
    const gone = await teamroom.account('member')
    const paths = {
      revoked: await feed(ann, 'me'),
      disabled: await feed(ben, 'me'),
      deleted: await feed(gone, 'company'),
    }
    const [{ id }] = (await ann.send('GET', '/api/time-off/feeds')).body
    assert.equal((await ann.send('DELETE', `/api/time-off/feeds/${id}`)).status, 204)
    assert.equal((await admin.send('PATCH', `/api/users/${ben.id}`, { disabled: true })).status, 200)
    assert.equal((await admin.send('DELETE', `/api/users/${gone.id}`)).status, 204)
    const token = (text: string) => `/api/time-off/feeds/${text}/calendar.ics`
    const nowhere = [token('x'.repeat(43)), token('x'), token(id), token('%00'), token("'%20or%201=1--")]
    for (const path of [...Object.values(paths), ...nowhere, paths.revoked.toUpperCase()]) {
      const { status, text } = await teamroom.send('GET', path)
      assert.deepEqual([status, text], [404, '{"code":404,"status":"Not Found"}'], path)
    }
    assert.equal((await admin.send('PATCH', `/api/users/${ben.id}`, { disabled: false })).status, 200)
    assert.equal((await teamroom.send('GET', paths.disabled)).status, 404, 'it has ended for good')
  })

  it('ends when the password is reset, and not when its owner chooses another', async () => {
    const path = await feed(ann, 'me')
    await givePassword(teamroom.db, ann.id)
    const chosen = { current_password: PASSWORD, new_password: 'staple the horse again' }
    assert.equal((await ann.send('PUT', '/api/me/password', chosen)).status, 204)
    assert.equal((await teamroom.send('GET', path)).status, 200)
    const { body: link } = await admin.send('POST', `/api/users/${ann.id}/password-reset`)
    const token = link.url.split('#token=')[1]
    const reset = await teamroom.send('POST', '/api/auth/password-reset', { token, password: PASSWORD })
    assert.equal(reset.status, 200, reset.text)
    assert.equal((await teamroom.send('GET', path)).status, 404)
    const { body } = await teamroom.send('GET', '/api/time-off/feeds', undefined, bearer(reset.body.access_token))
    assert.deepEqual(body, [])
  })

  it('is empty once the account has no employee any more', async () => {
    const path = await feed(ann, 'team')
    await takeOff(ben, { start: '2026-04-06' })
    assert.equal((await eventsOf(path)).length, 1)
    await teamroom.db.updateTable('employees').set({ user_id: null }).where('id', '=', annId).execute()
    assert.deepEqual(await eventsOf(path), [])
  })
})

describe('a feed with too much in it', () => {
  it('leaves out what is over, and then what is furthest ahead', async () => {
    for (const start of ['2026-06-01', '2026-02-02', TODAY, '2026-02-27', '2026-04-01']) await takeOff(ann, { start })
    const kept = async (limit: number) => {
      const owner = { scope: 'me', employee: { id: annId, team } } as const
      const viewer = { id: ann.id, role: 'member', today: TODAY } as const
      const rows = await listFeed(teamroom.db, viewer, owner, { from: '2026-01-01', to: '2026-12-31' }, limit)
      return rows.map(({ start_date }) => start_date).sort()
    }
    const ahead = [TODAY, '2026-04-01', '2026-06-01']
    assert.deepEqual(await kept(5), ['2026-02-02', '2026-02-27', ...ahead])
    assert.deepEqual(await kept(3), ahead)
    assert.deepEqual(await kept(2), ahead.slice(0, 2))
  })
})
