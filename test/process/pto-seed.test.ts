import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { freshDatabase } from '../databases.ts'
import { call, PASSWORD } from './clients.ts'
import { databaseEnv, type Server, startServer } from './server-process.ts'

/** What Python's `requests` sends by itself, as the tutorial's example does. */
const REQUESTS = { 'user-agent': 'python-requests/2.31.0', accept: '*/*', 'accept-encoding': 'gzip, deflate' }

const CREDENTIALS = { username: 'testuser', password: PASSWORD }

/** An id here is a text, and there a number: only that it is the same everywhere is compared. */
const EMPLOYEE = 'EMPLOYEE'
const ENTRY = 'ENTRY'
const entry = { id: ENTRY, hours: 7.5, employee_id: EMPLOYEE }
const employee = (hours_balance: number, pto_entries: object[] = []) => [
  { id: EMPLOYEE, name: 'Ann', hours_balance, pto_entries },
]

interface Call {
  method: string
  path: string
  body?: object
  status: number
  /** All that the seed answers; where ours has more, it is named in `beside`. */
  answers: unknown
  beside?: string[]
}

const said = (message: string) => ({ message })

/** The seed's own routes, in the order of a day's work, with what its code answers. */
const CALLS: Call[] = [
  {
    ...{ method: 'POST', path: '/register', body: CREDENTIALS, status: 200 },
    ...{ answers: said('User created successfully!'), beside: ['access_token', 'refresh_token'] },
  },
  {
    ...{ method: 'POST', path: '/login', body: { ...CREDENTIALS, password: 'wrong' }, status: 401 },
    answers: said('Invalid credentials'),
  },
  {
    ...{ method: 'POST', path: '/login', body: CREDENTIALS, status: 200 },
    ...{ answers: {}, beside: ['access_token', 'message', 'refresh_token'] },
  },
  { method: 'GET', path: '/employees', status: 200, answers: [] },
  {
    ...{ method: 'POST', path: '/employees', body: { name: 'Ann', hours_balance: 40 }, status: 200 },
    answers: said('Employee added successfully!'),
  },
  { method: 'GET', path: '/employees', status: 200, answers: employee(40) },
  { method: 'GET', path: '/pto', status: 200, answers: [] },
  {
    ...{ method: 'POST', path: '/pto', body: { hours: 7.5, employee_id: EMPLOYEE }, status: 200 },
    answers: said('PTO entry added successfully!'),
  },
  { method: 'GET', path: '/pto', status: 200, answers: [entry] },
  { method: 'GET', path: '/employees', status: 200, answers: employee(32.5, [entry]) },
  {
    ...{ method: 'PUT', path: '/employees/EMPLOYEE/', body: { hours_balance: 80 }, status: 200 },
    answers: said('Employee PTO balance updated successfully'),
  },
  { method: 'GET', path: '/employees', status: 200, answers: employee(80, [entry]) },
  {
    ...{ method: 'PUT', path: '/employees/EMPLOYEE/', body: { hours_balance: null }, status: 400 },
    answers: said('Invalid data provided'),
  },
  { method: 'DELETE', path: '/pto/ENTRY', status: 200, answers: said('PTO entry removed successfully!') },
  { method: 'GET', path: '/employees', status: 200, answers: employee(87.5) },
  { method: 'GET', path: '/pto', status: 200, answers: [] },
  { method: 'DELETE', path: '/employees/EMPLOYEE', status: 200, answers: said('Employee removed successfully!') },
  {
    ...{ method: 'DELETE', path: '/employees/EMPLOYEE', status: 404 },
    ...{ answers: said('Employee not found'), beside: ['code', 'status'] },
  },
  { method: 'GET', path: '/employees', status: 200, answers: [] },
  { method: 'POST', path: '/logout', status: 200, answers: said('Logged out successfully!') },
]

describe("the PTO tutorial's calls", () => {
  let database: Awaited<ReturnType<typeof freshDatabase>>
  let server: Server
  let headers: Record<string, string> = REQUESTS
  const ids = new Map<string, string>()

  before(async () => {
    database = await freshDatabase()
    server = await startServer(databaseEnv(database.config))
  })
  after(async () => {
    await server.stop()
    await database.drop()
  })

  const withIds = (text: string) => text.replace(/EMPLOYEE|ENTRY/g, (name) => ids.get(name) ?? name)

  /** Takes over the ids that an answer gives for the first time. */
  function learn([row]: { id: string; hours_balance?: number }[]): void {
    if (row) ids.set(row.hours_balance === undefined ? ENTRY : EMPLOYEE, row.id)
  }

  it('are answered one after the other as the tutorial’s server answers them', async (t) => {
    for (const [i, { method, path, body, status, answers, beside = [] }] of CALLS.entries()) {
      await t.test(`${i + 1}. ${method} ${path}`, async () => {
        const sent = body && JSON.parse(withIds(JSON.stringify(body)))
        const answer = await call(server, method, withIds(path), sent, headers)
        assert.equal(answer.status, status, answer.text)
        if (Array.isArray(answer.body)) learn(answer.body)
        if (path === '/login' && status === 200)
          headers = { ...REQUESTS, authorization: `Bearer ${answer.body.access_token}` }
        for (const name of beside) assert.ok(answer.body[name], name)
        const compared = JSON.stringify(answer.body, (name, value) => (beside.includes(name) ? undefined : value))
        assert.deepEqual(JSON.parse(compared), JSON.parse(withIds(JSON.stringify(answers))))
      })
    }

    await t.test('have no token any more', async () => {
      assert.equal((await call(server, 'GET', '/employees', undefined, headers)).status, 401)
    })
  })
})
