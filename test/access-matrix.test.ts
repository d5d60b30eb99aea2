import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { sql } from 'kysely'
import { CALLERS, type Caller, Cast, FORMER, type Former, type Ready, type Whose } from './cast.ts'
import type { Answer, Teamroom } from './harness.ts'
import { type DeclaredRoute, startWithRoutes } from './routes.ts'
import { sheetOf } from './workbooks.ts'

/*
 * Who may do what with people, holidays and time off. A cell has the status for one's own / Ann's / what is not there;
 * one alone stands for all three, `-` for what is nobody's own, and `none` is a 200 with no rows in it.
 * Peer: a colleague. Manager: Ann's, who is away. Other: somebody else's manager. Stand-in: for Ann's manager.
 * What those get who are no longer what they were follows from these, in `formerly`.
 */
const MATRIX = `
                 anonymous  peer           manager        other          stand-in       admin
/api/company
  GET            401        200            200            200            200            200
  PATCH          401        403            403            403            403            200
/api/company/holidays
  GET            401        200            200            200            200            200
  POST           401        403            403            403            403            201
/api/company/holidays/:id
  GET            401        -/200/404      -/200/404      -/200/404      -/200/404      -/200/404
  PATCH          401        403            403            403            403            -/200/404
  DELETE         401        403            403            403            403            -/200/404
/api/holidays
  GET            401        200            200            200            200            200
/api/holidays/regions
  GET            401        200            200            200            200            200
/api/employees
  GET            401        200            200            200            200            200
  POST           401        403            403            403            403            201
/api/employees/export.csv
  GET            401        403            403            403            403            200
/api/employees/export.xlsx
  GET            401        403            403            403            403            200
/api/employees/import
  POST           401        403            403            403            403            200
/api/employees/me
  GET            401        200            200            200            200            200
/api/employees/:id
  GET            401        200/200/404    200/200/404    200/200/404    200/200/404    200/200/404
  PATCH          401        403            403            403            403            200/200/404
  DELETE         401        403            403            403            403            204/204/404
/api/employees/:id/working-patterns
  GET            401        200/403/404    200/200/404    200/403/404    200/200/404    200/200/404
/api/employees/:id/working-patterns/:effective_from
  PUT            401        403            403            403            403            200/200/404
  DELETE         401        403            403            403            403            200/200/404
/api/employees/:id/holidays
  GET            401        200/403/404    200/200/404    200/403/404    200/200/404    200/200/404
/api/employees/:id/policies
  GET            401        200/403/404    200/200/404    200/403/404    200/200/404    200/200/404
/api/employees/:id/policies/:leave_type_id/:effective_from
  GET            401        200/403/404    200/200/404    200/403/404    200/200/404    200/200/404
  PUT            401        403            403            403            403            200/200/404
  DELETE         401        403            403            403            403            204/204/404
/api/employees/:id/balance
  GET            401        200/403/404    200/200/404    200/403/404    200/200/404    200/200/404
/api/employees/:id/ledger
  GET            401        200/403/404    200/200/404    200/403/404    200/200/404    200/200/404
/api/employees/:id/adjustments
  POST           401        403            403            403            403            201/201/404
/api/time-off/leave-types
  GET            401        200            200            200            200            200
  POST           401        403            403            403            403            201
/api/time-off/leave-types/:id
  GET            401        -/200/404      -/200/404      -/200/404      -/200/404      -/200/404
  PATCH          401        403            403            403            403            -/200/404
  DELETE         401        403            403            403            403            -/204/404
/api/time-off/policies
  GET            401        200            200            200            200            200
  POST           401        403            403            403            403            201
/api/time-off/policies/:id
  GET            401        -/200/404      -/200/404      -/200/404      -/200/404      -/200/404
  PATCH          401        403            403            403            403            -/200/404
  DELETE         401        403            403            403            403            -/204/404
/api/time-off/policies/:id/assignments
  POST           401        403            403            403            403            201/201/404
/api/time-off/balances
  GET            401        200/none/none  200/200/none   200/none/none  200/200/none   200/200/none
/api/time-off/balances.csv
  GET            401        200/none/none  200/200/none   200/none/none  200/200/none   200/200/none
/api/time-off/taken.csv
  GET            401        200/none/none  200/200/none   200/none/none  200/200/none   200/200/none
/api/time-off/balances.xlsx
  GET            401        200/none/none  200/200/none   200/none/none  200/200/none   200/200/none
/api/time-off/taken.xlsx
  GET            401        200/none/none  200/200/none   200/none/none  200/200/none   200/200/none
/api/time-off/year-end
  GET            401        200/none/none  200/200/none   200/none/none  200/200/none   200/200/none
/api/time-off/requests
  GET            401        200/none/none  200/200/none   200/none/none  200/200/none   200/200/none
  POST           401        201/403/422    201/201/422    201/403/422    201/201/422    201/201/422
/api/time-off/requests/preview
  POST           401        200/403/422    200/200/422    200/403/422    200/200/422    200/200/422
/api/time-off/requests/:id
  GET            401        200/404/404    200/200/404    200/404/404    200/200/404    200/200/404
  PATCH          401        200/404/404    200/200/404    200/404/404    200/200/404    200/200/404
/api/time-off/requests/:id/approval
  POST           401        403/404/404    403/201/404    403/404/404    403/201/404    403/201/404
  DELETE         401        403/404/404    403/200/404    403/404/404    403/200/404    403/200/404
/api/time-off/requests/:id/rejection
  POST           401        403/404/404    403/201/404    403/404/404    403/201/404    403/201/404
  DELETE         401        403/404/404    403/200/404    403/404/404    403/200/404    403/200/404
/api/time-off/requests/:id/cancellation
  POST           401        201/404/404    201/201/404    201/404/404    201/201/404    201/201/404
/api/time-off/calendar
  GET            401        200            200            200            200            200
/api/time-off/feeds
  GET            401        200            200            200            200            200
  POST           401        201            201            201            201            201
/api/time-off/feeds/:id
  GET            401        200/404/404    200/404/404    200/404/404    200/404/404    200/404/404
  DELETE         401        204/404/404    204/404/404    204/404/404    204/404/404    204/404/404
/api/time-off/feeds/:token/calendar.ics
  GET            -/200/404  200/200/404    200/200/404    200/200/404    200/200/404    200/200/404
/employees
  GET            401        200            200            200            200            200
  POST           401        403            403            403            403            200
/employees/:id
  PUT            401        403            403            403            403            200/200/404
  DELETE         401        403            403            403            403            200/200/404
/employees/:id/
  PUT            401        403            403            403            403            200/200/404
/pto
  GET            401        200            200            200            200            200
  POST           401        403/404/404    403/200/404    403/404/404    403/200/404    403/200/404
/pto/:id
  DELETE         401        403/404/404    403/200/404    403/404/404    403/200/404    403/200/404
`

interface Row {
  method: string
  url: string
  /** What each caller gets. */
  cells: Record<(typeof CALLERS)[number], string>
}

const ROWS = rowsOf(MATRIX)
const WHOSE = ['own', 'foreign', 'missing'] as const

let teamroom: Teamroom
let routes: DeclaredRoute[]
let cast: Cast

before(async () => {
  ;({ teamroom, routes } = await startWithRoutes({}, { now: '2026-03-02T09:00Z' }))
  cast = await Cast.meet(teamroom)
})
after(() => teamroom.stop())

describe('who may do what', () => {
  it('is said of every route of people, holidays and time off', () => {
    const served = routes.filter(({ url }) => /^\/(api\/)?(company|employees|holidays|pto|time-off)\b/.test(url))
    const said = ROWS.map(({ method, url }) => `${method} ${url}`)
    assert.deepEqual(said.sort(), served.map(({ method, url }) => `${method} ${url}`).sort())
  })

  for (const row of ROWS) {
    it(`${row.method} ${row.url}`, async () => {
      await cast.hire()
      const attempts = await prepare(row)
      const isRefused = ({ expected }: Attempt) => Number(expected) >= 400
      const untouched = await everything()
      for (const attempt of attempts.filter(isRefused)) await send(row, attempt)
      assert.deepEqual(await everything(), untouched)
      for (const attempt of attempts.filter((one) => !isRefused(one))) await send(row, attempt)
      assert.deepEqual(cellsOf(attempts, 'status'), cellsOf(attempts, 'expected'))
    })
  }

  for (const row of ROWS) {
    it(`${row.method} ${row.url}, for those who are no longer what they were`, async () => {
      await cast.hire()
      const attempts: Attempt[] = []
      for (const caller of FORMER) {
        for (const [whose, expected] of formerly(caller, row)) {
          attempts.push({ caller, whose, ready: await cast.ready(row.method, row.url, caller, whose), expected })
        }
      }
      for (const attempt of attempts) await send(row, attempt)
      assert.deepEqual(cellsOf(attempts, 'status'), cellsOf(attempts, 'expected'))
    })
  }

  it('shows of an employee the name alone to those whom the rest is not for', async () => {
    await cast.hire()
    const seen: Record<string, boolean> = {}
    for (const caller of CALLERS.filter((one) => one !== 'anonymous')) {
      const { body } = await cast.clientOf(caller)('GET', `/api/employees/${await cast.about(caller, 'foreign')}`)
      assert.ok(body.name)
      seen[caller] = body.start_date !== undefined
    }
    assert.deepEqual(seen, { peer: false, manager: true, other: false, 'stand-in': true, admin: true })
  })
})

/** Decisions on time off, and what is as good as one. */
const DECISIONS = /^(POST|DELETE) \/(api\/time-off\/requests\/:id\/(approval|rejection)|pto(\/:id)?)$/

/**
 * Who has left, or been made a member, gets what a peer gets, and who is disabled gets in nowhere. An administrator gets
 * all that administrators get, but decides on nobody whose account was theirs.
 */
function formerly(caller: Former, { method, url, cells }: Row): [Whose, string][] {
  const cellsOf = (cell: string) => WHOSE.map((_, i) => cell.split('/')[i] ?? (cell.split('/')[0] as string))
  const isPublic = url.endsWith('.ics')
  const [, foreign, missing] = cellsOf(caller === 'unlinked' ? cells.admin : cells.peer) as [string, string, string]
  if (caller === 'disabled' && !isPublic) return [['foreign', '401']]
  // Nobody has made any for these, and only an administrator sees those of others.
  if (method === 'GET' && (url === '/api/time-off/feeds' || (url === '/pto' && caller !== 'unlinked'))) {
    return [['foreign', 'none']]
  }
  if (caller === 'unlinked' && DECISIONS.test(`${method} ${url}`)) return [['foreign', '403']]
  return [
    ['foreign', foreign],
    ['missing', missing],
  ]
}

/** One request of one caller, what is expected of it, and, once it was sent, what came back. */
interface Attempt {
  caller: Caller
  whose: Whose
  ready: Ready
  expected: string
  status?: string
}

/** All requests that a row is about; each of them would succeed if its sender were the right one. */
async function prepare({ method, url, cells }: Row): Promise<Attempt[]> {
  const attempts: Attempt[] = []
  for (const caller of CALLERS) {
    const expected = cells[caller].split('/')
    for (const [i, whose] of WHOSE.entries()) {
      const status = expected[i] ?? (expected[0] as string)
      if (status === '-') continue
      attempts.push({ caller, whose, ready: await cast.ready(method, url, caller, whose), expected: status })
    }
  }
  return attempts
}

async function send({ method }: Row, attempt: Attempt): Promise<void> {
  const [path, body, headers] = attempt.ready
  const answer = await cast.clientOf(attempt.caller)(method, path, body, headers)
  attempt.status = (await isEmptyList(answer)) ? 'none' : String(answer.status)
}

/** A list without a row, or a file with a header alone. */
async function isEmptyList({ status, body, text, bytes, headers }: Answer): Promise<boolean> {
  if (status !== 200) return false
  const type = headers['content-type'] ?? ''
  if (type.includes('spreadsheetml')) return (await sheetOf(bytes)).length === 1
  return type.startsWith('text/csv') ? text.trim().split('\n').length === 1 : body?.length === 0
}

function cellsOf(attempts: readonly Attempt[], what: 'expected' | 'status'): Record<string, string | undefined> {
  return Object.fromEntries(attempts.map((one) => [`${one.caller}, ${one.whose}`, one[what]]))
}

const TABLES = [
  ...['company', 'company_holidays', 'employees', 'working_patterns', 'leave_types', 'leave_policies', 'users'],
  ...['policy_assignments', 'time_off_requests', 'time_off_halves', 'leave_accounts', 'ledger_entries'],
  ...['idempotency_keys', 'calendar_feeds'],
]

/** All there is of people, holidays and time off. */
async function everything(): Promise<Record<string, string[]>> {
  const tables = await Promise.all(TABLES.map((name) => sql`select * from ${sql.table(name)}`.execute(teamroom.db)))
  return Object.fromEntries(tables.map(({ rows }, i) => [TABLES[i], rows.map((row) => JSON.stringify(row)).sort()]))
}

function rowsOf(matrix: string): Row[] {
  let url = ''
  return matrix.split('\n').flatMap((line) => {
    const [first = '', ...cells] = line.trim().split(/ +/)
    if (first.startsWith('/')) url = first
    if (!/^[A-Z]+$/.test(first)) return []
    assert.equal(cells.length, CALLERS.length, line)
    return [
      { method: first, url, cells: Object.fromEntries(CALLERS.map((caller, i) => [caller, cells[i]])) as Row['cells'] },
    ]
  })
}
