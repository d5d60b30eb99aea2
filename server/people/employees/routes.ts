import type { FastifyReply } from 'fastify'
import type { Deps } from '../../deps.ts'
import { notFound } from '../../errors.ts'
import { callerOf } from '../../http/access.ts'
import type { App } from '../../http/app-type.ts'
import { contentTag, requireVersion, viewTag } from '../../http/etag.ts'
import { create } from '../../http/idempotency.ts'
import { readPage, sendPage } from '../../http/paging.ts'
import { IdParams, NoContent } from '../../http/shapes.ts'
import { demand } from '../../verdict.ts'
import { FOR_ADMINS, onPerson, seesDetails } from '../access.ts'
import { checkRegion } from '../holidays/public-holidays.ts'
import { DryRunQuery } from '../schema.ts'
import { factChangeOf } from '../touched.ts'
import { viewerOf } from '../viewer.ts'
import { changeEmployee, createEmployee, removeEmployee } from './actions.ts'
import { versionsOf } from './rules.ts'
import {
  ChangedEmployee,
  Employee,
  EmployeeChange,
  EmployeeInput,
  EmployeeList,
  EmployeeQuery,
  toEmployee,
} from './schema.ts'
import {
  type EmployeeRow,
  findEmployeeOfUser,
  findRelated,
  listEmployees,
  listPatterns,
  type Related,
} from './store.ts'

/** The ETag of an employee as a viewer sees them: those who see the directory alone learn of no other change from it. */
function tagOf(row: EmployeeRow, shown: Employee): string {
  return shown.version === undefined ? contentTag(JSON.stringify(shown)) : viewTag(shown.can, ...versionsOf(row))
}

/** `/api/employees`: a directory for everybody, and all about a person for those whom it concerns. */
export function employeeRoutes(app: App, deps: Deps): void {
  const { db, secrets, now } = deps
  const tags = ['People']
  const forMembers = { access: 'member' } as const
  const forAdmins = FOR_ADMINS

  const shown = async (reply: FastifyReply, related: Related) => {
    const patterns = seesDetails(related.ties) ? await listPatterns(db, [related.employee.id]) : []
    const employee = toEmployee(related, patterns)
    reply.header('etag', tagOf(related.employee, employee))
    return employee
  }

  app.get(
    '/api/employees',
    {
      config: forMembers,
      schema: { tags, summary: 'List employees by name', querystring: EmployeeQuery, response: { 200: EmployeeList } },
    },
    async (request, reply) => {
      const page = readPage(secrets, request)
      const rows = await listEmployees(db, await viewerOf(db, request, now()), request.query, page)
      const keysetOf = ({ employee }: Related) => [employee.name_key, employee.id]
      const people = sendPage(secrets, request, reply, page, rows, keysetOf)
      const detailed = people.filter(({ ties }) => seesDetails(ties)).map(({ employee }) => employee.id)
      const patterns = detailed.length > 0 ? await listPatterns(db, detailed) : []
      const byEmployee = Map.groupBy(patterns, ({ employee_id }) => employee_id)
      return people.map((related) => toEmployee(related, byEmployee.get(related.employee.id) ?? []))
    },
  )

  app.post(
    '/api/employees',
    {
      config: forAdmins,
      schema: { tags, summary: 'Add an employee', body: EmployeeInput, response: { 201: Employee }, errors: [409] },
    },
    async (request, reply) => {
      await checkRegion('holiday_region', request.body.holiday_region)
      return create(deps, request, reply, async (trx) => {
        const { employee, patterns } = await createEmployee(trx, request.body, now())
        const related = await findRelated(trx, await viewerOf(trx, request, now()), employee.id)
        const body = toEmployee(related as Related, patterns)
        return { body, headers: { location: `/api/employees/${employee.id}`, etag: tagOf(employee, body) } }
      })
    },
  )

  app.get(
    '/api/employees/me',
    {
      config: forMembers,
      schema: { tags, summary: 'Get the employee that I am', response: { 200: Employee }, errors: [404] },
    },
    async (request, reply) => {
      const employee = await findEmployeeOfUser(db, callerOf(request).id)
      const related = employee && (await findRelated(db, await viewerOf(db, request, now()), employee.id))
      if (!related) throw notFound()
      return shown(reply, related)
    },
  )

  app.get(
    '/api/employees/:id',
    { config: forMembers, schema: { tags, summary: 'Get an employee', params: IdParams, response: { 200: Employee } } },
    async (request, reply) => {
      const related = await findRelated(db, await viewerOf(db, request, now()), request.params.id)
      if (!related) throw notFound()
      demand(onPerson('see', related.ties))
      return shown(reply, related)
    },
  )

  app.patch(
    '/api/employees/:id',
    {
      config: forAdmins,
      schema: {
        tags,
        summary: 'Change an employee',
        description: 'Somebody leaves by their `end_date`. Another holiday region counts from today on.',
        params: IdParams,
        querystring: DryRunQuery,
        body: EmployeeChange,
        response: { 200: ChangedEmployee },
        errors: [409],
      },
    },
    async (request, reply) => {
      const guard = (current: EmployeeRow) => requireVersion(request, ...versionsOf(current))
      const by = factChangeOf(request, now())
      const { related, patterns, touched } = await changeEmployee(db, request.params.id, request.body, guard, by)
      const shown = toEmployee(related, patterns)
      if (!by.dryRun) reply.header('etag', tagOf(related.employee, shown))
      return { ...shown, touched_requests: touched }
    },
  )

  app.delete(
    '/api/employees/:id',
    {
      config: forAdmins,
      schema: {
        tags,
        summary: 'Remove an employee who should not be there',
        description:
          'Gone from every list; the history stays. Whoever leaves the company is given an `end_date` instead.',
        params: IdParams,
        response: { 204: NoContent },
      },
    },
    async (request, reply) => {
      const guard = (current: EmployeeRow) => requireVersion(request, ...versionsOf(current))
      await removeEmployee(db, request.params.id, guard, now())
      return reply.code(204).send(null)
    },
  )
}
