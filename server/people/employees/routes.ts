import type { Deps } from '../../deps.ts'
import { notFound } from '../../errors.ts'
import { callerOf } from '../../http/access.ts'
import type { App } from '../../http/app-type.ts'
import { requireMatch, versionTag } from '../../http/etag.ts'
import { create } from '../../http/idempotency.ts'
import { readPage, sendPage } from '../../http/paging.ts'
import { IdParams, NoContent } from '../../http/shapes.ts'
import { companyDay } from '../company/store.ts'
import { checkRegion } from '../holidays/public-holidays.ts'
import { DryRunQuery } from '../schema.ts'
import { factChangeOf } from '../touched.ts'
import { changeEmployee, createEmployee, removeEmployee } from './actions.ts'
import { maySeeDetails } from './rules.ts'
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
  findRelation,
  listEmployees,
  listPatterns,
  type Related,
} from './store.ts'

/** The ETag of an employee with all details; an account that is deleted leaves the version as it is. */
export function tagOf({ version, user_id }: EmployeeRow): string {
  return versionTag(version, user_id === null ? 0 : 1)
}

/** `/api/employees`: a directory for everybody, and all about a person for those whom it concerns. */
export function employeeRoutes(app: App, deps: Deps): void {
  const { db, secrets, now } = deps
  const tags = ['People']
  const forMembers = { access: 'member' } as const
  const forAdmins = { access: 'admin' } as const

  const shown = async (related: Related) =>
    toEmployee(related, maySeeDetails(related.relation) ? await listPatterns(db, [related.employee.id]) : [])

  app.get(
    '/api/employees',
    {
      config: forMembers,
      schema: { tags, summary: 'List employees by name', querystring: EmployeeQuery, response: { 200: EmployeeList } },
    },
    async (request, reply) => {
      const page = readPage(secrets, request)
      const day = await companyDay(db, now())
      const rows = await listEmployees(db, callerOf(request), request.query, day, page)
      const keysetOf = ({ employee }: Related) => [employee.name_key, employee.id]
      const people = sendPage(secrets, request, reply, page, rows, keysetOf)
      const detailed = people.filter(({ relation }) => maySeeDetails(relation)).map(({ employee }) => employee.id)
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
        const headers = { location: `/api/employees/${employee.id}`, etag: tagOf(employee) }
        return { body: toEmployee({ employee, relation: 'admin' }, patterns), headers }
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
      if (!employee) throw notFound()
      reply.header('etag', tagOf(employee))
      return shown({ employee, relation: 'self' })
    },
  )

  app.get(
    '/api/employees/:id',
    { config: forMembers, schema: { tags, summary: 'Get an employee', params: IdParams, response: { 200: Employee } } },
    async (request, reply) => {
      const day = await companyDay(db, now())
      const related = await findRelation(db, callerOf(request), request.params.id, day)
      if (!related) throw notFound()
      const { employee, relation } = related
      reply.header('etag', maySeeDetails(relation) ? tagOf(employee) : versionTag(employee.version))
      return shown(related)
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
      const guard = (current: EmployeeRow) => requireMatch(request, tagOf(current))
      const by = factChangeOf(request, now())
      const { employee, patterns, touched } = await changeEmployee(db, request.params.id, request.body, guard, by)
      if (!by.dryRun) reply.header('etag', tagOf(employee))
      return { ...toEmployee({ employee, relation: 'admin' }, patterns), touched_requests: touched }
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
      const guard = (current: EmployeeRow) => requireMatch(request, tagOf(current))
      await removeEmployee(db, request.params.id, guard, now())
      return reply.code(204).send(null)
    },
  )
}
