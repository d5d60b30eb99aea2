import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { type Account, type Answer, startTeamroom, type Teamroom } from '../../../test/harness.ts'
import { sheetOf } from '../../../test/workbooks.ts'
import type { ImportResult } from './schema.ts'

const CSV = { 'content-type': 'text/csv' }
const UNKNOWN = '0197c0de-5a1e-7c3f-9a41-3f6c2b7d8e90'

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

const send = (file: string | Buffer, query = '', headers = {}) =>
  admin.send('POST', `/api/employees/import${query}`, file, { ...CSV, ...headers })
const sendLines = (...lines: string[]) => send(lines.join('\r\n'))
/** How many were added and changed, and what became of requests. */
const countsOf = ({ created, changed, touched_requests }: ImportResult) => ({ created, changed, touched_requests })
const people = async () => (await admin.send('GET', '/api/employees?limit=200')).body

async function add(fields: object = {}): Promise<string> {
  const { body } = await admin.send('POST', '/api/employees', { name: 'Ann', start_date: '2025-01-01', ...fields })
  return body.id
}

/** The file was refused with exactly these errors, and nobody was added or changed. */
async function assertRefused({ status, body, text }: Answer, errors: Record<string, string[]>, names: string[] = []) {
  assert.equal(status, 422, text)
  assert.deepEqual(body.errors.json, errors)
  assert.deepEqual(
    (await people()).map(({ name }: { name: string }) => name),
    names,
  )
}

describe('POST /api/employees/import', () => {
  it('adds people with all that a line says', async () => {
    const account = await teamroom.account('member', 'Ann.Account')
    const { status, body } = await sendLines(
      'name,account,manager,team,start_date,end_date,holiday_region,working_hours',
      'Ann,ann.account,Zoe Boss,Kitchen,2025-01-01,2027-12-31,DE-BY,"7,5 8 8 0 0 0 0.25"',
      'Zoe Boss,,,,2024-01-01,,,',
    )
    assert.deepEqual([status, countsOf(body)], [200, { created: 2, changed: 0, touched_requests: [] }])
    const [ann, zoe] = await people()
    assert.deepEqual(
      [ann.user_id, ann.manager_id, ann.team, ann.start_date, ann.end_date, ann.holiday_region],
      [account.id, zoe.id, 'Kitchen', '2025-01-01', '2027-12-31', 'DE-BY'],
    )
    assert.deepEqual(ann.working_patterns, [{ effective_from: '2025-01-01', hours: [7.5, 8, 8, 0, 0, 0, 0.25] }])
    assert.deepEqual(zoe.working_patterns, [{ effective_from: '2024-01-01', hours: [8, 8, 8, 8, 8, 0, 0] }])
  })

  it('changes those with an id, by the columns that there are', async () => {
    const id = await add({ name: 'Before', team: 'Kitchen', end_date: '2027-01-01' })
    const same = await add({ name: 'Same', team: 'Bakery' })
    const { body } = await sendLines('id,name,end_date', `${id},After,`, `${same},Same,`)
    assert.deepEqual(countsOf(body), { created: 0, changed: 1, touched_requests: [] })
    const [after, other] = await people()
    assert.deepEqual([after.name, after.team, after.end_date, after.version], ['After', 'Kitchen', null, 2])
    assert.equal(other.version, 1)
  })

  it('gives other working hours from today on, and moves the first ones with the first day', async () => {
    const id = await add()
    const patterns = async () =>
      (await people())[0].working_patterns.map((one: { effective_from: string; hours: number[] }) => [
        one.effective_from,
        one.hours[0],
      ])
    await sendLines('id,working_hours', `${id},6 8 8 8 8 0 0`)
    assert.deepEqual(await patterns(), [
      ['2025-01-01', 8],
      ['2026-03-02', 6],
    ])
    assert.equal((await sendLines('id,working_hours', `${id},6 8 8 8 8 0 0`)).body.changed, 0)
    await sendLines('id,start_date', `${id},2025-06-01`)
    assert.deepEqual(await patterns(), [
      ['2025-06-01', 8],
      ['2026-03-02', 6],
    ])
    await sendLines('id,start_date,working_hours', `${id},2026-07-01,4 8 8 8 8 0 0`)
    assert.deepEqual(await patterns(), [['2026-07-01', 4]])
  })

  it('reads marks, semicolons, any line ends, quotes and empty lines', async () => {
    for (const [i, end] of ['\n', '\r\n', '\r'].entries()) {
      const file = ['\ufeffName; START_DATE ;team', '', `"P ""${i}""";2025-01-01; A,B `, ''].join(end)
      assert.equal((await send(file)).body.created, 1, JSON.stringify(file))
    }
    assert.deepEqual(
      (await people()).map((one: { name: string; team: string }) => [one.name, one.team]),
      [0, 1, 2].map((i) => [`P "${i}"`, 'A,B']),
    )
  })

  it('passes over blank rows and columns at the end, and takes the line that names the separator', async () => {
    const files = [
      'name,start_date,,\r\nOne,2025-01-01,,\r\n,,,,,,\r\n',
      ';;;\r\nname;start_date\r\nTwo;2025-01-01;;;;\r\n;;\r\n',
      'sep=;\r\nname;start_date\r\nThree;2025-01-01\r\n',
      '\ufeffname\tstart_date\r\nFour\t2025-01-01\r\n',
    ]
    for (const file of files) assert.equal((await send(file)).body.created, 1, JSON.stringify(file))
    assert.equal((await send(Buffer.from(files[3]?.replace('Four', 'Łukasz') ?? '', 'utf16le'))).body.created, 1)
    assert.equal((await send(Buffer.from('name;start_date\r\nJörg;2025-01-01', 'latin1'))).body.created, 1)
    assert.deepEqual(
      (await people()).map(({ name }: { name: string }) => name),
      ['Four', 'Jörg', 'Łukasz', 'One', 'Three', 'Two'],
    )
  })

  it('finds managers and teams however an accent was typed', async () => {
    const [composed, apart] = ['Zoë Löwe', 'Zoë Löwe'.normalize('NFD')]
    assert.notEqual(composed, apart)
    const boss = await add({ name: apart, team: 'Küche'.normalize('NFD') })
    assert.equal((await sendLines('name,manager,start_date', `Ann,${composed},2025-01-01`)).body.created, 1)
    assert.equal((await sendLines('name,manager,start_date', `Bea,${apart},2025-01-01`)).body.created, 1)
    assert.deepEqual(
      (await people()).map((one: { name: string; manager_id: string }) => [one.name, one.manager_id]),
      [
        ['Ann', boss],
        ['Bea', boss],
        [composed, null],
      ],
    )
    for (const team of ['Küche', 'Küche'.normalize('NFD')]) {
      const { body } = await admin.send('GET', `/api/employees?team=${encodeURIComponent(team)}`)
      assert.deepEqual(
        body.map(({ id }: { id: string }) => id),
        [boss],
      )
    }
  })

  it('names every bad line and column at once, by the lines of the file', async () => {
    const boss = await add({ name: 'Boss' })
    await add({ name: 'Twin' })
    await add({ name: 'Twin' })
    const answer = await sendLines(
      'id,name,account,manager,start_date,end_date,holiday_region,working_hours',
      ',Fine,,,2025-01-01,,,',
      '',
      ',,nobody,,2025-02-30,,,8 8 8',
      `${boss},Boss,,Nobody,2025-01-01,2024-01-01,XX,25 0 0 0 0 0 0`,
      `${boss},Boss,nobody,Twin,2025-01-01,2024-01-01,XX,`,
      `${boss},Boss,,${boss},2025-01-01,,,`,
      `${UNKNOWN},Ghost,,,2025-01-01,,,`,
      'x,Y,,,2025-01-01,,,a 0 0 0 0 0 0',
      ',Zed,,Boss,2025-01-01,,,0 0 0 0 0 0 0',
    )
    await assertRefused(
      answer,
      {
        'line 4.name': ['Missing data for required field.'],
        'line 4.account': ['There is no such account.'],
        'line 4.start_date': ['Not a valid date.'],
        'line 4.working_hours': ['Length must be 7.'],
        'line 5.manager': ['There is no such employee.'],
        'line 5.end_date': ['Must not be before the first day of employment.'],
        'line 5.holiday_region': ['Not a known region.'],
        'line 5.working_hours': ['Must be greater than or equal to 0 and less than or equal to 24.'],
        'line 6.id': ['Line 5 is about this employee.'],
        'line 6.account': ['There is no such account.'],
        'line 6.end_date': ['Must not be before the first day of employment.'],
        'line 6.holiday_region': ['Not a known region.'],
        'line 6.manager': ['Several people have this name: the id of one is needed.'],
        'line 7.id': ['Line 5 is about this employee.'],
        'line 7.manager': ['Must be somebody else.'],
        'line 8.id': ['There is no such employee.'],
        'line 9.id': ['Not a valid UUID.'],
        'line 9.working_hours': ['Not a valid number.'],
        'line 10.working_hours': ['A week needs some work in it.'],
      },
      ['Boss', 'Twin', 'Twin'],
    )
  })

  it('does not take a manager for missing whose own line is wrong', async () => {
    const answer = await sendLines('name,manager,start_date', 'Boss,,2025-02-30', 'Ann,Boss,2025-01-01')
    await assertRefused(answer, { 'line 2.start_date': ['Not a valid date.'] })
  })

  it('asks for a name and a first day of those who are new', async () => {
    const missing = ['Missing data for required field.']
    await assertRefused(await sendLines('team', 'Kitchen'), { 'line 2.name': missing, 'line 2.start_date': missing })
  })

  it('refuses circles of managers', async () => {
    const a = await add({ name: 'A' })
    const b = await add({ name: 'B', manager_id: a })
    const answer = await sendLines('id,name,manager,start_date', `${a},A,C,2025-01-01`, `,C,B,2025-01-01`)
    const said = "Nobody can be their own manager's manager: A → C → B → A."
    await assertRefused(answer, { 'line 2.manager': [said] }, ['A', 'B'])
    assert.equal((await sendLines('id,manager', `${a},B`, `${b},`)).body.changed, 2)
  })

  it('gives an account to one person, and can have two people exchange theirs', async () => {
    const [first, second] = [await teamroom.account('member', 'one'), await teamroom.account('member', 'two')]
    const a = await add({ name: 'A', user_id: first.id })
    const b = await add({ name: 'B', user_id: second.id })
    const taken = ['This account belongs to another employee.']
    await assertRefused(await sendLines('id,account', `${a},two`), { 'line 2.account': taken }, ['A', 'B'])
    assert.equal((await sendLines('id,account', `${a},TWO`, `${b},one`)).body.changed, 2)
    assert.deepEqual(
      (await people()).map((one: { user_id: string }) => one.user_id),
      [second.id, first.id],
    )
  })

  it('leaves out columns that it does not know, or that are there twice, and says so', async () => {
    const { status, body } = await sendLines('name,salary,start_date,name', 'A,1,2025-01-01,B')
    assert.deepEqual([status, countsOf(body)], [200, { created: 1, changed: 0, touched_requests: [] }])
    assert.deepEqual(body.columns, [
      { title: 'name', field: 'name', example: 'A' },
      { title: 'salary', field: null, example: '1' },
      { title: 'start_date', field: 'start_date', example: '2025-01-01' },
      { title: 'name', field: null, example: 'B' },
    ])
    assert.equal((await people())[0].name, 'A')
  })

  it('refuses what is no such file', async () => {
    const wrong: (string | Buffer)[] = [
      '',
      '\n\n',
      'name,start_date\n"Ann,2025-01-01\n',
      'name,start_date\nAnn,2025-01-01,more\n',
      Buffer.from('name,start_date\nJ\x81rg,2025-01-01\n', 'latin1'),
      `name,start_date\n${'A,2025-01-01\n'.repeat(2_001)}`,
      'name,start_date\nA\u0000,2025-01-01\n',
    ]
    for (const file of wrong) {
      const { status, body } = await send(file)
      assert.ok(status === 422 && body.errors, `${file.slice(0, 40)} ${status}`)
    }
    assert.equal((await send('x'.repeat(256 * 1024 + 1))).status, 413)
    for (const type of ['application/json', 'text/plain']) {
      assert.equal((await send('name\nA\n', '', { 'content-type': type })).status, 415, type)
    }
    assert.deepEqual(await people(), [])
  })

  it('changes nothing as a dry run', async () => {
    const { body } = await send('name,start_date\nAnn,2025-01-01\n', '?dry_run=true')
    assert.deepEqual(countsOf(body), { created: 1, changed: 0, touched_requests: [] })
    assert.deepEqual(await people(), [])
  })

  it('is done once for one idempotency key', async () => {
    const file = 'name,start_date\nAnn,2025-01-01\n'
    const answers = [await send(file, '', { 'idempotency-key': 'k' }), await send(file, '', { 'idempotency-key': 'k' })]
    assert.deepEqual(answers[1]?.body, answers[0]?.body)
    assert.equal((await people()).length, 1)
    assert.equal((await send(`${file}Bea,2025-01-01\n`, '', { 'idempotency-key': 'k' })).status, 422)
  })

  it('takes a thousand people, and no more', async () => {
    const lines = Array.from({ length: 1_000 }, (_, i) => `Person ${i},${i === 0 ? '' : 'Person 0'},2025-01-01`)
    const { status, body } = await sendLines('name,manager,start_date', ...lines)
    assert.deepEqual([status, body.created], [200, 1_000])
    const refused = await sendLines('name,manager,start_date', ...lines, 'One more,,2025-01-01')
    assert.deepEqual([refused.status, refused.body.message], [422, 'The file has more than 1000 lines.'])
  })

  it('is for administrators', async () => {
    const manager = await teamroom.account('manager')
    assert.equal((await manager.send('POST', '/api/employees/import', 'name\nA\n', CSV)).status, 403)
    assert.equal((await manager.send('GET', '/api/employees/export.csv')).status, 403)
  })
})

describe('GET /api/employees/export.csv', () => {
  it('gives exactly what the import takes', async () => {
    await teamroom.account('member', 'Exported')
    await sendLines(
      'name,account,manager,team,start_date,end_date,holiday_region,working_hours',
      '"Ann ""A"", Example",exported,Zoë,"Kitchen; 1",2025-01-01,2027-12-31,DE-BY,7.5 8 8 0 0 0 0.25',
      'Zoë,,,,2027-01-01,,,4 4 4 4 4 0 0',
    )
    const { status, headers, text } = await admin.send('GET', '/api/employees/export.csv')
    assert.equal(status, 200)
    assert.equal(headers['content-type'], 'text/csv; charset=utf-8')
    assert.equal(headers['content-disposition'], 'attachment; filename="Employees 2026-03-02.csv"')
    const before = await people()
    assert.deepEqual(countsOf((await send(text)).body), { created: 0, changed: 0, touched_requests: [] })
    assert.deepEqual(await people(), before)
    const changed = text.replace('"Kitchen; 1"', 'Bakery')
    assert.equal((await send(changed)).body.changed, 1)
    assert.equal((await admin.send('GET', '/api/employees/export.csv')).text, changed)
  })

  it('comes as a workbook, and for the spreadsheet of a locale', async () => {
    await add({ name: '=Ann', team: 'Kitchen; 1', working_hours: [7.5, 8, 8, 8, 8, 0, 0] })
    const { headers, bytes } = await admin.send('GET', '/api/employees/export.xlsx')
    assert.equal(headers['content-disposition'], 'attachment; filename="Employees 2026-03-02.xlsx"')
    const [titles, ann] = await sheetOf(bytes)
    assert.deepEqual([titles?.[1], ann?.[1], ann?.[4]], ['name', '=Ann', 'Kitchen; 1'])
    const german = (await admin.send('GET', '/api/employees/export.csv?locale=de-DE')).text
    assert.ok(german.startsWith('\ufeffid;name;account;'))
    assert.deepEqual(countsOf((await send(german)).body), { created: 0, changed: 0, touched_requests: [] })
    const { status, body } = await admin.send('GET', '/api/employees/export.csv?locale=!')
    assert.deepEqual([status, body.errors.query.locale], [422, ['Not a language tag: one such as en-GB is expected.']])
  })

  it('has no formula that a spreadsheet would run, and takes its marks off again', async () => {
    const names = ['=cmd()', '+1', '-1', '@sum(A1)', "'=1", 'Ann;=1+1', 'Bea, -1', '＝1', ' =1', ' Cal ', '"=1']
    for (const name of names) await add({ name, team: name })
    const { text } = await admin.send('GET', '/api/employees/export.csv')
    for (const cell of text.slice(1).split(/[;,\r\n]+/)) assert.doesNotMatch(cell, /^[\s"]*[=+\-@＝]/)
    assert.equal((await send(text)).body.changed, 0)
    assert.deepEqual((await people()).map(({ name }: { name: string }) => name).sort(), names.sort())
  })
})
