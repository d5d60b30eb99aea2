import { transact } from '../db/transact.ts'
import type { Deps } from '../deps.ts'
import { callerOf } from '../http/access.ts'
import type { App } from '../http/app-type.ts'
import { requireVersion, versionTag } from '../http/etag.ts'
import { create } from '../http/idempotency.ts'
import { readPage, sendPage } from '../http/paging.ts'
import { IdParams } from '../http/shapes.ts'
import { FOR_ADMINS } from '../people/access.ts'
import { today } from '../people/company/rules.ts'
import { lockCompany } from '../people/company/store.ts'
import { createEmployee, removeEmployee } from '../people/employees/actions.ts'
import { versionsOf } from '../people/employees/rules.ts'
import { type EmployeeRow, listDetailedEmployees } from '../people/employees/store.ts'
import { viewerOf } from '../people/viewer.ts'
import { toHours } from '../time-off/hours.ts'
import { findDefaultLeaveType } from '../time-off/leave-types/store.ts'
import { setBalance } from '../time-off/ledger/adjustments.ts'
import { readBalances } from '../time-off/ledger/balances.ts'
import { listLatestDirectBookings } from '../time-off/ledger/direct-store.ts'
import { handleWithMessage } from './messages.ts'
import { toPto } from './pto.ts'
import { LegacyBalance, LegacyEmployeeInput, LegacyEmployees, LegacyListQuery, MAX_ENTRIES } from './pto-schema.ts'
import { Message } from './schema.ts'

const tags = ['Compatibility']

/** The PTO tracker's `/employees`. */
export function employeeCompatRoutes(app: App, deps: Deps): void {
  app.register(async (scope: App) => {
    scope.setErrorHandler(handleWithMessage('Employee not found'))
    listRoute(scope, deps)
    writeRoutes(scope, deps)
  })
}

function listRoute(app: App, { db, reader, secrets, now }: Deps): void {
  app.get(
    '/employees',
    {
      config: { access: 'member' },
      schema: {
        tags,
        summary: 'List employees with their balances of the default leave type',
        description:
          'Oneself and the people one decides for; administrators see everybody. By name. What requests have booked is in ' +
          'the balance, and not among the entries.',
        querystring: LegacyListQuery,
        response: { 200: LegacyEmployees },
      },
    },
    async (request, reply) => {
      const page = readPage(secrets, request)
      const viewer = await viewerOf(db, request, now())
      const rows = await listDetailedEmployees(db, viewer, {}, page)
      const people = sendPage(secrets, request, reply, page, rows, ({ employee: { name_key, id } }) => [name_key, id])
      return withNumbers(
        people.map(({ employee }) => employee),
        viewer.today,
      )
    },
  )

  async function withNumbers(people: readonly EmployeeRow[], day: string) {
    if (people.length === 0) return []
    const { id: leaveTypeId } = await findDefaultLeaveType(db)
    const balances = (await readBalances(reader, people, day)).filter((row) => row.leave_type_id === leaveTypeId)
    const minutes = new Map(balances.map((row) => [row.employee_id, row.minutes]))
    const ids = people.map(({ id }) => id)
    const bookings = await listLatestDirectBookings(reader, ids, leaveTypeId, MAX_ENTRIES)
    const entries = Map.groupBy(bookings.map(toPto), ({ employee_id }) => employee_id)
    return people.map(({ id, name }) => ({
      ...{ id, name, hours_balance: toHours(minutes.get(id) ?? 0), pto_entries: entries.get(id) ?? [] },
    }))
  }
}

function writeRoutes(app: App, deps: Deps): void {
  const { db, now } = deps
  const config = FOR_ADMINS

  app.post(
    '/employees',
    {
      config,
      schema: {
        tags,
        summary: 'Add an employee who starts today',
        description: 'What they have to begin with is an adjustment in the ledger.',
        body: LegacyEmployeeInput,
        response: { 200: Message },
        creates: true,
        errors: [409],
      },
    },
    async (request, reply) => {
      const { name, hours_balance = 0 } = request.body
      const by = callerOf(request).id
      return create(deps, request, reply, async (trx) => {
        const at = now()
        const start_date = today(await lockCompany(trx), at)
        const { employee } = await createEmployee(trx, { name, start_date }, at)
        await setBalance(trx, employee.id, hours_balance, { by, at })
        return { status: 200, body: { message: 'Employee added successfully!' } }
      })
    },
  )

  // With and without the slash: the tracker's own address has it, as its others do not.
  for (const url of ['/employees/:id', '/employees/:id/'] as const) {
    app.put(
      url,
      {
        config,
        schema: {
          tags,
          summary: 'Set a balance',
          description: 'The difference to today’s balance of the default leave type is an adjustment in the ledger.',
          params: IdParams,
          body: LegacyBalance,
          response: { 200: Message, 400: Message },
          errors: [409],
        },
      },
      async (request, reply) => {
        const { hours_balance } = request.body
        if (hours_balance === null) return reply.code(400).send({ message: 'Invalid data provided' })
        const guard = (employee: EmployeeRow) => requireVersion(request, ...versionsOf(employee))
        const by = callerOf(request).id
        const { id } = request.params
        const employee = await transact(db, (trx) => setBalance(trx, id, hours_balance, { by, at: now(), guard }))
        reply.header('etag', versionTag(...versionsOf(employee)))
        return { message: 'Employee PTO balance updated successfully' }
      },
    )
  }

  app.delete(
    '/employees/:id',
    {
      config,
      schema: {
        tags,
        summary: 'Remove an employee',
        description: 'Gone from every list; the history stays in the ledger.',
        params: IdParams,
        response: { 200: Message },
      },
    },
    async (request) => {
      const guard = (employee: EmployeeRow) => requireVersion(request, ...versionsOf(employee))
      await removeEmployee(db, request.params.id, guard, now())
      return { message: 'Employee removed successfully!' }
    },
  )
}
