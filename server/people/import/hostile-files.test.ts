import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { cpuMsOf } from '../../../test/cpu.ts'
import { during } from '../../../test/during.ts'
import { type Account, startTeamroom, type Teamroom } from '../../../test/harness.ts'
import { headerKey } from '../../tables/header-rules.ts'
import { readTable } from '../../tables/reading.ts'
import { hoursIn, hoursOf } from './hours-rules.ts'
import { readLines } from './lines.ts'
import { mapColumns } from './parse.ts'
import { Problems } from './problems.ts'

/** As large as a request may be, in bytes. */
const LARGEST = 256 * 1024
/** So many that what grows by their square takes seconds. */
const MANY = 40_000
/** What a machine that is busy with much else may take; in milliseconds of work. */
const LINEAR_MS = 500

/** What is wrong with a file, once it is read. */
function problemsIn(file: string): Problems {
  const problems = new Problems()
  readLines(mapColumns(readTable(file, { trim: true }), undefined).lines, undefined, problems)
  return problems
}

describe('a file as large as a request may be', () => {
  const header = 'name,start_date,working_hours\nAnn,2026-01-01,'

  it('is read in time whatever stands in a cell for hours', () => {
    for (const cell of [`8${' '.repeat(MANY)}8`, '8 '.repeat(LARGEST / 2), '8h'.repeat(LARGEST / 2)]) {
      let problems: Problems | undefined
      assert.ok(cpuMsOf(() => (problems = problemsIn(`${header}${cell}\n`))) < LINEAR_MS)
      assert.ok(problems?.has(2, 'working_hours'))
    }
    for (const text of [`8${' '.repeat(MANY)}8`, `8${' '.repeat(MANY)}h`]) {
      assert.ok(cpuMsOf(() => hoursOf(text)) < LINEAR_MS)
    }
    assert.deepEqual([hoursOf('8   h'), hoursOf('7,5 Std.'), hoursIn('8h 8h')], [8, 7.5, [8, 8]])
  })

  it('is refused in time for more columns than there may be, and has a title that is too long for none', () => {
    const sentence = 'The file has more than 200 columns.'
    for (const title of ['id', 'x']) {
      const file = `${`${title},`.repeat(25_000)}x\n${'x\n'.repeat(1_000)}`
      const refused = () => assert.throws(() => problemsIn(file), { kind: 'invalid', message: sentence })
      assert.ok(cpuMsOf(refused) < LINEAR_MS)
    }
    assert.equal(readTable(`${'x,'.repeat(199)}x`)[0]?.cells.length, 200)
    assert.equal(headerKey('E-Mail'), 'email')
    assert.equal(headerKey(`E-Mail${' '.repeat(LARGEST)}`), '')
  })
})

describe('an import', () => {
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

  it('of somebody whose account is deleted meanwhile leaves them without one', async () => {
    const { id: user_id } = await teamroom.account('member')
    const { body: ann } = await admin.send('POST', '/api/employees', { name: 'Ann', start_date: '2026-01-01', user_id })
    const file = 'name,start_date,team\nAnn,2026-01-01,Kitchen\n'
    const { status, body, text } = await during(
      teamroom.db,
      (trx) => trx.deleteFrom('users').where('id', '=', user_id).execute(),
      () => admin.send('POST', '/api/employees/import', file, { 'content-type': 'text/csv' }),
    )
    assert.deepEqual([status, body.changed], [200, 1], text)
    const { body: now } = await admin.send('GET', `/api/employees/${ann.id}`)
    assert.deepEqual([now.team, now.user_id], ['Kitchen', null])
  })
})
