import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { addDays } from '../server/time-off/days.ts'
import { assign, hire, paidTimeOff, TODAY } from './company.ts'
import type { Account, Client, Teamroom } from './harness.ts'
import { addLeaveType, addPolicy, NOBODY } from './time-off.ts'

/** Who asks: about themselves, about Ann, whose manager is away, or about what there is not. */
export const CALLERS = ['anonymous', 'peer', 'manager', 'other', 'stand-in', 'admin'] as const
/**
 * Those who are no longer what they were: Ann's manager until yesterday, an administrator whose account was Ann's once, one
 * who was made a member, and an account that is disabled.
 */
export const FORMER = ['leaver', 'unlinked', 'demoted', 'disabled'] as const
export type Former = (typeof FORMER)[number]
export type Caller = (typeof CALLERS)[number] | Former
export type Person = Exclude<Caller, 'anonymous'>
export type Whose = 'own' | 'foreign' | 'missing'

const EVERY_DAY = Array(7).fill(480)
const FROM = '2026-07-01'
const CSV = { 'content-type': 'text/csv' }
const HOURS = [8, 8, 8, 4, 0, 0, 0]

/** Lists of what somebody has. */
const SHOWS_TIME_OFF = /\/(balance|ledger|policies|balances|(balances|taken)\.(csv|xlsx)|year-end|requests)$/

/** What can be sent as it is: its address, its body, its headers. */
export type Ready = [path: string, body: unknown, headers: Record<string, string>]

/** The people whom the reporting line knows apart, and requests about them that nothing is wrong with. */
export class Cast {
  readonly #teamroom: Teamroom
  readonly #root: Account
  readonly #accounts: Record<Person, Account>
  readonly #leaveType: string
  readonly #policy: string
  #day = TODAY
  #holidays = 0
  #employees = {} as Record<Person, string>

  static async meet(teamroom: Teamroom): Promise<Cast> {
    const root = await teamroom.account('admin')
    const leaveType = await paidTimeOff(teamroom.db)
    await root.send('PATCH', `/api/time-off/leave-types/${leaveType}`, { floor_hours: null })
    await root.send('POST', '/api/company/holidays', { date: '2026-12-24', name: 'Christmas Eve' })
    const { id } = await addPolicy(root, { leave_type_id: leaveType })
    return new Cast(teamroom, root, leaveType, id, {
      peer: await teamroom.account('member'),
      manager: await teamroom.account('member'),
      // Who manages others decides for those alone, whatever the account's role.
      other: await teamroom.account('manager'),
      'stand-in': await teamroom.account('member'),
      admin: await teamroom.account('admin'),
      leaver: await teamroom.account('manager'),
      unlinked: await teamroom.account('admin'),
      demoted: await changed(root, await teamroom.account('admin'), { role: 'member' }),
      disabled: await changed(root, await teamroom.account('admin'), { disabled: true }),
    })
  }

  private constructor(
    teamroom: Teamroom,
    root: Account,
    leaveType: string,
    policy: string,
    accounts: Record<Person, Account>,
  ) {
    this.#teamroom = teamroom
    this.#root = root
    this.#leaveType = leaveType
    this.#policy = policy
    this.#accounts = accounts
  }

  /** Hires everybody anew, so that what was done to them before is of no matter. */
  async hire(): Promise<void> {
    const { db } = this.#teamroom
    this.#day = TODAY
    await db.updateTable('employees').set({ user_id: null }).execute()
    await db.deleteFrom('calendar_feeds').execute()
    const one = (who: Person, more: object = {}) =>
      hire(db, { account: this.#accounts[who], minutes: EVERY_DAY, ...more })
    const standIn = await one('stand-in')
    const manager = await one('manager', { stand_in: standIn })
    const other = await one('other')
    await hire(db, { manager: other })
    this.#employees = {
      ...{ peer: await one('peer'), manager, other, 'stand-in': standIn, admin: await one('admin') },
      leaver: await one('leaver', { end_date: addDays(TODAY, -1) }),
      ...{ unlinked: await one('unlinked'), demoted: await one('demoted'), disabled: await one('disabled') },
    }
    await this.#request(manager, 'approval', TODAY)
  }

  clientOf(caller: Caller): Client {
    return caller === 'anonymous' ? this.#teamroom.send : this.#accounts[caller].send
  }

  /** The employee that a request of this caller is about; of others it is Ann, who is another one each time. */
  async about(caller: Caller, whose: Whose): Promise<string> {
    if (whose === 'missing') return NOBODY
    if (whose === 'own' && caller !== 'anonymous') return this.#employees[caller]
    const { db } = this.#teamroom
    const manager = this.#employees[caller === 'leaver' ? 'leaver' : 'manager']
    const ann = await hire(db, { manager, minutes: EVERY_DAY })
    if (caller === 'unlinked') {
      const link = { employee_id: ann, user_id: this.#accounts.unlinked.id, linked_at: `${TODAY}T00:00:00.000Z` }
      await db.insertInto('employee_accounts').values(link).execute()
    }
    return ann
  }

  /** Lets somebody have what lists show: a balance, and time off. */
  async #furnish(employee: string): Promise<void> {
    await assign(this.#teamroom, employee, this.#policy)
    await this.#request(employee, 'approval')
  }

  /** A request to a route about somebody, after making what it takes. */
  async ready(method: string, url: string, caller: Caller, whose: Whose): Promise<Ready> {
    const employee = await this.about(caller, whose)
    const isThere = employee !== NOBODY
    const owner = whose === 'own' && caller !== 'anonymous' ? this.#accounts[caller] : this.#root
    const feed = isThere && url.includes('/feeds') ? await this.#feed(owner) : { id: NOBODY, token: 'x'.repeat(43) }
    const id = url.includes('/feeds') || !isThere ? feed.id : await this.#target(method, url, employee)
    if (method === 'GET' && SHOWS_TIME_OFF.test(url) && isThere) await this.#furnish(employee)
    const path = url
      .replace(':id', id)
      .replace(':token', feed.token)
      .replace(':leave_type_id', this.#leaveType)
      .replace(':effective_from', FROM)
    const query = method === 'GET' ? queryOf(url, employee) : ''
    const body = this.#bodies(employee)[`${method} ${url}`]
    return [path + query, body, typeof body === 'string' ? CSV : {}]
  }

  /** The id of what a route is about. */
  async #target(method: string, url: string, employee: string): Promise<string> {
    const { db } = this.#teamroom
    if (url.startsWith('/api/company/holidays/')) return this.#made('/api/company/holidays', this.#holiday())
    if (url.startsWith('/api/time-off/leave-types/')) return (await addLeaveType(this.#root)).id
    if (url.startsWith('/api/time-off/policies/'))
      return (await addPolicy(this.#root, { leave_type_id: this.#leaveType })).id
    if (url.startsWith('/api/time-off/requests/:id')) {
      const decision = method === 'DELETE' ? url.split('/').at(-1) : undefined
      return this.#request(employee, decision)
    }
    if (method !== 'POST' && url.startsWith('/pto')) return this.#booking(employee)
    if (method !== 'PUT' && url.endsWith('working-patterns/:effective_from')) {
      const pattern = { employee_id: employee, effective_from: FROM, minutes: JSON.stringify(EVERY_DAY) as never }
      await db.insertInto('working_patterns').values(pattern).execute()
    }
    if (method !== 'PUT' && url.endsWith('policies/:leave_type_id/:effective_from')) {
      const key = { employee_id: employee, leave_type_id: this.#leaveType, effective_from: FROM }
      await db
        .insertInto('policy_assignments')
        .values({ ...key, policy_id: null })
        .execute()
    }
    return employee
  }

  /** The body of every route that takes one. */
  #bodies(employee: string): Record<string, unknown> {
    const leave_type_id = this.#leaveType
    const policy = { unit: 'days', allowance: 25, accrual: 'yearly', leave_type_id }
    return {
      'PATCH /api/company': { name: randomUUID() },
      'POST /api/employees': { name: 'Bea', start_date: '2026-01-01' },
      'POST /api/employees/import': 'name,start_date,email\r\nNora New,2026-01-01,nora@example.com\r\n',
      'PATCH /api/employees/:id': { team: 'Bakery' },
      'PUT /api/employees/:id/working-patterns/:effective_from': { hours: HOURS },
      'POST /api/employees/:id/adjustments': { leave_type_id, hours: 8, note: 'Promised.' },
      'PUT /api/employees/:id/policies/:leave_type_id/:effective_from': { policy_id: this.#policy },
      'POST /api/company/holidays': this.#holiday(),
      'PATCH /api/company/holidays/:id': { off: 'morning' },
      'POST /api/time-off/leave-types': { name: randomUUID(), colour: '#2f9e44' },
      'PATCH /api/time-off/leave-types/:id': { colour: '#000000' },
      'POST /api/time-off/policies': { name: randomUUID(), ...policy },
      'PATCH /api/time-off/policies/:id': { allowance: 30 },
      'POST /api/time-off/policies/:id/assignments': { employee_ids: [employee], effective_from: FROM },
      'POST /api/time-off/requests': { employee_id: employee, leave_type_id, start: this.#nextDay() },
      'POST /api/time-off/requests/preview': { employee_id: employee, leave_type_id, start: this.#nextDay() },
      'PATCH /api/time-off/requests/:id': { note: 'At last' },
      'POST /api/time-off/feeds': { scope: 'me' },
      'POST /employees': { name: 'Bea', hours_balance: 8 },
      'PUT /employees/:id': { hours_balance: 8 },
      'PUT /employees/:id/': { hours_balance: 8 },
      'POST /pto': { employee_id: employee, hours: 1 },
    }
  }

  #nextDay(): string {
    this.#day = addDays(this.#day, 1)
    return this.#day
  }

  /** A company holiday of its own, on a day on which nobody is away. */
  #holiday() {
    return { date: addDays('2100-01-01', this.#holidays++), name: 'Ours' }
  }

  /** Asks for a day off for somebody, and decides on it; gives the request's id. */
  async #request(employee: string, decision?: string, start = this.#nextDay()): Promise<string> {
    const input = { employee_id: employee, leave_type_id: this.#leaveType, start }
    const id = await this.#made('/api/time-off/requests', input)
    if (decision) await this.#root.send('POST', `/api/time-off/requests/${id}/${decision}`)
    return id
  }

  /** A calendar feed of an account's; whoever has its token reads it. */
  async #feed({ send }: Account): Promise<{ id: string; token: string }> {
    const { body, text } = await send('POST', '/api/time-off/feeds', { scope: 'company' })
    assert.ok(body.id, text)
    return { id: body.id, token: new URL(body.url).pathname.split('/').at(-2) as string }
  }

  /** Books an hour of this day as the older paths do; gives the booking's id. */
  async #booking(employee: string): Promise<string> {
    await this.#root.send('POST', '/pto', { employee_id: employee, hours: 1 })
    const { id } = await this.#teamroom.db
      .selectFrom('ledger_entries')
      .select('id')
      .where('employee_id', '=', employee)
      .where('kind', '=', 'booking')
      .where('request_id', 'is', null)
      .executeTakeFirstOrThrow()
    return id
  }

  async #made(path: string, body: object): Promise<string> {
    const answer = await this.#root.send('POST', path, body)
    assert.equal(answer.status, 201, answer.text)
    return answer.body.id
  }
}

async function changed(root: Account, account: Account, change: object): Promise<Account> {
  const { status, text } = await root.send('PATCH', `/api/users/${account.id}`, change)
  assert.equal(status, 200, text)
  return account
}

/** Lists are asked for one person's rows. */
function queryOf(url: string, employee: string): string {
  const whose = `?employee_id=${employee}`
  if (url === '/api/time-off/calendar') return `?from=${TODAY}&to=${TODAY}`
  if (/^\/api\/time-off\/taken\.(csv|xlsx)$/.test(url)) return `${whose}&from=2026-01-01&to=2028-12-31`
  return /^\/api\/time-off\/(requests|balances|balances\.(csv|xlsx)|year-end)$/.test(url) ? whose : ''
}
