import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { daysFrom } from '../../server/time-off/days.ts'
import { freshDatabase } from '../databases.ts'
import { type Answer, call, firstAccount } from './clients.ts'
import { databaseEnv, type Server, startServer } from './server-process.ts'

/** Next year, whichever it is: the servers have a clock of their own. */
const YEAR = new Date().getUTCFullYear() + 1
/** Two hundred days of eight hours. */
const DAYS = daysFrom(`${YEAR}-01-01`, `${YEAR}-12-31`)
  .filter((day) => Temporal.PlainDate.from(day).dayOfWeek <= 5)
  .slice(0, 200)

/** Two hundred wait for one employee; a slow machine turns some of them away. */
const TRIES = 20

describe('time off with two servers on one database', () => {
  let database: Awaited<ReturnType<typeof freshDatabase>>
  let servers: [Server, Server]
  let admin: { authorization: string }
  let type: string
  before(async () => {
    database = await freshDatabase()
    const env = databaseEnv(database.config)
    servers = await Promise.all([startServer(env), startServer(env)])
    admin = await firstAccount(servers[0])
    type = (await get('/api/time-off/leave-types'))[0].id
  })
  after(async () => {
    await Promise.all(servers.map((server) => server.kill9()))
    await database.drop()
  })

  it('lets ten of two hundred single days at once through when there are ten', async () => {
    const employee = await employeeWithTenDays()
    const answers = await Promise.all(DAYS.map((start, i) => ask(i, employee, { start })))
    const taken = answers.filter(({ status }) => status === 201)
    assert.equal(taken.length, 10, JSON.stringify(answers.map(({ status }) => status)))
    for (const { status, body, text } of answers) {
      if (status !== 201) assert.deepEqual([status, body.errors?.shortfall.hours], [409, ['8']], text)
    }
    const held = await get(`/api/time-off/requests?employee_id=${employee}&limit=200`)
    assert.deepEqual(held.map(({ id }: { id: string }) => id).sort(), taken.map(({ body }) => body.id).sort())
    assert.deepEqual(await ledgerOf(employee), { entries: 10, hours: -80 })
  })

  it('gives one day to one of two requests, and one decision to one of two deciders', async () => {
    const employee = await employeeWithTenDays()
    for (const start of DAYS.slice(0, 20)) {
      const asked = await Promise.all([ask(0, employee, { start }), ask(1, employee, { start, hours: 3 })])
      assert.deepEqual(asked.map(({ status }) => status).sort(), [201, 409])
      const url = `/api/time-off/requests/${asked.find(({ status }) => status === 201)?.body.id}`
      const decided = await Promise.all([
        call(servers[0], 'POST', `${url}/rejection`, {}, admin),
        call(servers[1], 'POST', `${url}/cancellation`, {}, admin),
      ])
      assert.deepEqual(decided.map(({ status }) => status).sort(), [201, 409])
      assert.equal((await ledgerOf(employee)).hours, 0)
    }
  })

  /** Asks one of the servers for time off; again when it says that it is too busy, as it may. */
  async function ask(i: number, employee_id: string, body: object): Promise<Answer> {
    const server = servers[i % 2] as Server
    for (let tries = 1; ; tries++) {
      const wanted = { leave_type_id: type, employee_id, ...body }
      const answer = await call(server, 'POST', '/api/time-off/requests', wanted, admin)
      if (answer.status !== 503 || tries === TRIES) return answer
      assert.ok(Number(answer.headers.get('retry-after')) >= 1)
    }
  }

  async function employeeWithTenDays(): Promise<string> {
    const { id } = await made('/api/employees', { name: 'Bea', start_date: `${YEAR}-01-01` })
    const allowance = { unit: 'days', allowance: 10, accrual: 'yearly' }
    const policy = await made('/api/time-off/policies', { name: `Ten for ${id}`, leave_type_id: type, ...allowance })
    const effective_from = `${YEAR}-01-01`
    await made(`/api/time-off/policies/${policy.id}/assignments`, { employee_ids: [id], effective_from })
    return id
  }

  async function made(path: string, body: object) {
    const answer = await call(servers[0], 'POST', path, body, admin)
    assert.equal(answer.status, 201, answer.text)
    return answer.body
  }

  async function get(path: string) {
    const answer = await call(servers[1], 'GET', path, undefined, admin)
    assert.equal(answer.status, 200, answer.text)
    return answer.body
  }

  /** How many entries there are, and what they come to: bookings and refunds, as nothing is granted before the year begins. */
  async function ledgerOf(employee: string) {
    const entries = await get(`/api/employees/${employee}/ledger?limit=200`)
    return {
      entries: entries.length,
      hours: entries.reduce((sum: number, { hours }: { hours: number }) => sum + hours, 0),
    }
  }
})
