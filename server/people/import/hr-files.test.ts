import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { atOnce, countStatuses } from '../../../test/accounts.ts'
import { type Account, startTeamroom, type Teamroom } from '../../../test/harness.ts'
import type { ImportResult } from './schema.ts'

let teamroom: Teamroom
let admin: Account

before(async () => {
  teamroom = await startTeamroom({}, { now: '2026-03-02T09:00Z' })
  admin = await teamroom.account('admin')
})
after(() => teamroom.stop())
beforeEach(async () => {
  await teamroom.db.deleteFrom('employees').execute()
})

const send = (file: string | Buffer, query = '') =>
  admin.send('POST', `/api/employees/import${query}`, file, { 'content-type': 'text/csv' })
const tryOut = async (file: string | Buffer, query = ''): Promise<ImportResult> => {
  const { status, body, text } = await send(file, `?dry_run=true${query}`)
  assert.equal(status, 200, text)
  return body
}
const people = async () => (await admin.send('GET', '/api/employees?limit=200')).body
const fieldsOf = ({ columns }: ImportResult) => columns.map(({ field }) => field)
const statesOf = ({ rows }: ImportResult) => rows.map(({ state }) => state)
const weekOf = async (name: string) =>
  (await people()).find((one: { name: string }) => one.name === name).working_patterns.at(-1).hours

async function add(fields: object = {}): Promise<string> {
  const { body, text } = await admin.send('POST', '/api/employees', {
    name: 'Ann',
    start_date: '2019-04-01',
    ...fields,
  })
  assert.ok(body.id, text)
  return body.id
}

describe('a file as payroll has it', () => {
  const german = [
    'Personalnummer;Name;Vorname;E-Mail;Eintritt;Austritt;Abteilung;Vorgesetzter;Wochenstunden;Kostenstelle',
    '0007;Müller;Jörg;joerg@example.com;01.04.2019;;Küche;;40;4711',
    '0008;Öztürk;Zoë;zoe@example.com;1.7.2021;31.12.2027;Küche;Jörg Müller;38,5;4711',
    ';;;;;;;;;',
  ].join('\r\n')

  it('is imported as it is: its columns are guessed, its dates and hours read', async () => {
    const tried = await tryOut(german)
    assert.deepEqual(fieldsOf(tried), [
      ...['personnel_number', 'last_name', 'first_name', 'email', 'start_date', 'end_date', 'team', 'manager'],
      ...['working_hours', null],
    ])
    assert.deepEqual([tried.created, tried.wrong, statesOf(tried)], [2, 0, ['new', 'new']])
    assert.deepEqual(await people(), [])
    assert.equal((await send(german)).status, 200)
    const [joerg, zoe] = await people()
    assert.deepEqual(
      [joerg.name, joerg.personnel_number, joerg.email, joerg.start_date, joerg.team],
      ['Jörg Müller', '0007', 'joerg@example.com', '2019-04-01', 'Küche'],
    )
    assert.deepEqual([zoe.name, zoe.manager_id, zoe.end_date], ['Zoë Öztürk', joerg.id, '2027-12-31'])
    assert.deepEqual(await weekOf('Jörg Müller'), [8, 8, 8, 8, 8, 0, 0])
    assert.deepEqual(await weekOf('Zoë Öztürk'), [7.7, 7.7, 7.7, 7.7, 7.7, 0, 0])
  })

  it('is the same in every encoding that Excel saves', async () => {
    await send(german)
    const utf16 = Buffer.from(`\ufeff${german.replaceAll(';', '\t')}`, 'utf16le')
    const western = Buffer.from(german, 'latin1')
    for (const file of [utf16, western, Buffer.from(`\ufeff${german}`)]) {
      assert.deepEqual(statesOf(await tryOut(file)), ['unchanged', 'unchanged'])
    }
  })

  it('has its columns named in English, too, and each field once', async () => {
    const titles = 'Employee ID,First Name,Surname,Work Email,Hire Date,Department,Reports to,Hours per week,Email'
    assert.deepEqual(fieldsOf(await tryOut(`${titles}\r\n`)), [
      ...[
        'personnel_number',
        'first_name',
        'last_name',
        'email',
        'start_date',
        'team',
        'manager',
        'working_hours',
        null,
      ],
    ])
    const days = 'Name,Start,Mo,Di,Mi,Do,Fr,Sa,So\r\nAnn,2026-01-01,8,8,"7,5",8:30,,0,\r\n'
    assert.equal((await send(days)).status, 200)
    assert.deepEqual(await weekOf('Ann'), [8, 8, 7.5, 8.5, 0, 0, 0])
    assert.deepEqual(fieldsOf(await tryOut('ID,Name,Beginn\r\n17,Ann,01.01.2026\r\n')), [
      ...['personnel_number', 'name', 'start_date'],
    ])
  })

  it('is read by the mapping that is sent', async () => {
    const file = 'A;B;C\r\nAnn;x;01.01.2026\r\n'
    assert.deepEqual(statesOf(await tryOut(file)), ['wrong'])
    const tried = await tryOut(file, '&columns=name,,start_date')
    assert.deepEqual([fieldsOf(tried), statesOf(tried)], [['name', null, 'start_date'], ['new']])
    for (const [columns, sentence] of [
      ['name,nonsense', /^Must be one of: id, name,/],
      ['name,name', /^Two columns cannot both be name\.$/],
      ['name,,start_date,team', /^The file has 3 columns\.$/],
    ] as const) {
      const { status, body } = await send(file, `?columns=${columns}`)
      assert.equal(status, 422)
      assert.match(body.errors.query.columns[0], sentence)
    }
  })

  it('asks which comes first, day or month, where nothing shows it', async () => {
    const file = (...dates: string[]) =>
      `Name,Start\r\n${dates.map((date, i) => `Person ${i},${date}`).join('\r\n')}\r\n`
    const open = await tryOut(file('03/04/2026', '05/05/2026', '2026-01-31'))
    assert.deepEqual([open.date_format, statesOf(open)], [null, ['wrong', 'new', 'new']])
    assert.deepEqual(open.rows[0]?.problems, { start_date: ['Day or month first? Choose a date format.'] })
    const startsOf = async (format: string, ...dates: string[]) => {
      await teamroom.db.deleteFrom('employees').execute()
      const { status, text } = await send(file(...dates), format)
      assert.equal(status, 200, text)
      return (await people()).map(({ start_date }: { start_date: string }) => start_date)
    }
    assert.deepEqual(await startsOf('?date_format=dmy', '03/04/2026'), ['2026-04-03'])
    assert.deepEqual(await startsOf('?date_format=mdy', '03/04/2026'), ['2026-03-04'])
    assert.deepEqual(await startsOf('', '03/04/2026', '31/12/2025'), ['2026-04-03', '2025-12-31'])
    assert.deepEqual(await startsOf('', '3/4/26', '12/31/25 00:00'), ['2026-03-04', '2025-12-31'])
    assert.deepEqual(await startsOf('', '2026/4/3', '03.04.99', '2026-04-03 00:00:00'), [
      ...['2026-04-03', '1999-04-03', '2026-04-03'],
    ])
    const both = await tryOut(file('31/12/2025', '12/31/2025', '03/04/2026'))
    assert.deepEqual([both.date_format, statesOf(both)], [null, ['new', 'new', 'wrong']])
    assert.deepEqual(statesOf(await tryOut(file('31/12/2025'), '&date_format=mdy')), ['wrong'])
  })

  it('says everything that is wrong with a line at once, and imports nothing of it', async () => {
    const file = [
      'Name,Start,Email,Manager,Account,Hours,End',
      'Ann,2026-02-30,nobody,Ghost,ghost,lots,2025-01-01',
      'Bea,2026-01-01,bea@example.com,,,40,',
    ].join('\n')
    const { rows, created, wrong } = await tryOut(file)
    assert.deepEqual([created, wrong], [1, 1])
    assert.deepEqual(rows[0]?.problems, {
      start_date: ['Not a valid date.'],
      email: ['Not a valid email address.'],
      working_hours: ['Length must be 7.', 'Not a valid number.'],
      account: ['There is no such account.'],
      manager: ['There is no such employee.'],
    })
    const { status, body } = await send(file)
    assert.equal(status, 422)
    assert.deepEqual(
      Object.keys(body.errors.json),
      Object.keys(rows[0]?.problems ?? {}).map((field) => `line 2.${field}`),
    )
    assert.deepEqual(await people(), [])
  })
})

describe('somebody who is there already', () => {
  const NUMBERED = { personnel_number: '0042', email: 'ann@example.com', team: 'Kitchen' }

  it('is recognised by number, then by address, then by name and first day', async () => {
    const id = await add(NUMBERED)
    for (const line of [
      '42,,Anna,2020-01-01,Bakery',
      ',ANN@example.com,Anna,2020-01-01,Bakery',
      ',,ann,2019-04-01,Bakery',
      '42,new@example.com,Ann,2019-04-01,Bakery',
    ]) {
      const { rows } = await tryOut(`personnel_number,email,name,start_date,team\n${line}`)
      assert.deepEqual([rows[0]?.state, rows[0]?.employee_id], ['changed', id], line)
      assert.deepEqual(
        rows[0]?.changes.find(({ field }) => field === 'team'),
        { field: 'team', from: 'Kitchen', to: 'Bakery' },
      )
    }
    const unchanged = await tryOut('personnel_number,name,start_date,email\n42,Ann,2019-04-01,\n')
    assert.deepEqual([unchanged.unchanged, unchanged.rows[0]?.changes], [1, []])
    await send(`personnel_number,team\n42,Bakery`)
    assert.deepEqual(
      (await people()).map((one: Record<string, string>) => [one.personnel_number, one.email, one.team]),
      [['0042', 'ann@example.com', 'Bakery']],
    )
  })

  it('is somebody else who has another number or address', async () => {
    await add(NUMBERED)
    const twin = await tryOut('personnel_number,name,start_date\n43,Ann,2019-04-01')
    assert.deepEqual(statesOf(twin), ['new'])
    const { rows } = await tryOut('personnel_number,email,name,start_date\n43,ann@example.com,Ann,2019-04-01')
    assert.deepEqual(rows[0]?.problems, {
      personnel_number: ['Ann with this email address has another personnel number.'],
    })
  })

  it('is asked for where several could be meant, and is there once in a file', async () => {
    await add()
    await add()
    const { rows } = await tryOut('name,start_date\nAnn,2019-04-01\nBea,2026-01-01\nBEA,2026-01-01')
    assert.deepEqual(
      rows.map(({ problems }) => problems),
      [
        { name: ['Several people have this name and first day: the personnel number or the email address is needed.'] },
        {},
        { name: ['The same person as in line 3.'] },
      ],
    )
    const bea = await add({ name: 'Bea', personnel_number: '7' })
    const twice = await tryOut(`personnel_number,name,start_date\n7,Bea,2019-04-01\n,Bea,2019-04-01`)
    assert.deepEqual(twice.rows[0]?.employee_id, bea)
    assert.deepEqual(twice.rows[1]?.problems, { name: ['Line 2 is about this employee.'] })
  })

  it('keeps the days on which they work when the file has hours a week', async () => {
    await add({ personnel_number: '1', working_hours: [8, 0, 8, 0, 8, 0, 0] })
    assert.deepEqual(statesOf(await tryOut('personnel_number,hours\n1,24')), ['unchanged'])
    await send('personnel_number,hours\n1,20 h')
    assert.deepEqual(await weekOf('Ann'), [6.7, 0, 6.65, 0, 6.65, 0, 0])
    for (const [hours, sentence] of [
      ['0', 'A week needs some work in it.'],
      ['121', 'Must be at most 120 hours a week.'],
      ['38.333', 'Must come to whole minutes: a multiple of 0.05 hours.'],
    ]) {
      const { rows } = await tryOut(`personnel_number,hours\n1,${hours}`)
      assert.deepEqual(rows[0]?.problems, { working_hours: [sentence] })
    }
  })

  it('can exchange numbers with somebody, and nobody has one that another has', async () => {
    await add({ name: 'A', personnel_number: '1', email: 'a@example.com' })
    await add({ name: 'B', personnel_number: '2', email: 'b@example.com' })
    const ids = (await people()).map(({ id }: { id: string }) => id)
    assert.equal((await send(`id,personnel_number\n${ids[0]},2\n${ids[1]},1`)).body.changed, 2)
    const { rows } = await tryOut(`id,personnel_number\n${ids[0]},1`)
    assert.deepEqual(rows[0]?.problems, { personnel_number: ['This personnel number belongs to another employee.'] })
  })
})

describe('what other systems were reported to lose', () => {
  it('is kept: zeros that a number begins with, outer spaces of every kind, dates of one digit, quotes in names', async () => {
    const file = [
      'Employee No\tName\tEmail\tHired',
      '00123\tAnn "Annie" Lee\t ann@example.com\u00a0\t8/25/2014',
      '4e5\tZoë Müller\tzoe@example.com\t1/2/2015',
    ].join('\n')
    assert.equal((await send(file)).status, 200)
    assert.deepEqual(
      (await people()).map((one: Record<string, string>) => [
        one.personnel_number,
        one.name,
        one.email,
        one.start_date,
      ]),
      [
        ['00123', 'Ann "Annie" Lee', 'ann@example.com', '2014-08-25'],
        ['4e5', 'Zoë Müller', 'zoe@example.com', '2015-01-02'],
      ],
    )
  })
})

describe('a personnel number', () => {
  it('is one person’s, whoever asks at the same time', async () => {
    const body = { name: 'Ann', start_date: '2026-01-01', personnel_number: '42' }
    const answers = await atOnce(8, () => admin.send('POST', '/api/employees', body))
    assert.deepEqual(countStatuses(answers), { 201: 1, 409: 7 })
    const refused = answers.find(({ status }) => status === 409)
    assert.equal(refused?.body.message, 'This personnel number belongs to another employee.')
    const imports = await atOnce(4, (i) => send(`name,start_date,personnel_number\nBea ${i},2026-01-01,43`))
    assert.equal((await people()).filter((one: Record<string, string>) => one.personnel_number === '43').length, 1)
    assert.ok(imports.every(({ status }) => status === 200))
  })

  it('is free again once an employee is removed', async () => {
    const id = await add({ personnel_number: '42' })
    assert.equal((await admin.send('DELETE', `/api/employees/${id}`)).status, 204)
    await add({ personnel_number: '42' })
  })

  it('and address are seen by the person and administrators, not by managers or colleagues', async () => {
    const [boss, ann, peer] = await Promise.all(['boss', 'ann', 'peer'].map((name) => teamroom.account('member', name)))
    const manager_id = await add({ name: 'Boss', user_id: boss?.id })
    const id = await add({ personnel_number: '42', email: 'ann@example.com', user_id: ann?.id, manager_id })
    await add({ name: 'Peer', user_id: peer?.id })
    const seen = async (account: Account | undefined) => {
      const { body } = (await account?.send('GET', `/api/employees/${id}`)) ?? assert.fail()
      const listed = (await account?.send('GET', '/api/employees?limit=200'))?.body.find(
        (one: { id: string }) => one.id === id,
      )
      assert.deepEqual([listed.personnel_number, listed.email], [body.personnel_number, body.email])
      return [body.personnel_number, body.email]
    }
    for (const account of [admin, ann]) assert.deepEqual(await seen(account), ['42', 'ann@example.com'])
    for (const account of [boss, peer]) assert.deepEqual(await seen(account), [undefined, undefined])
  })
})
