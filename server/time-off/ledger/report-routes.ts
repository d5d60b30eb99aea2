import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../../deps.ts'
import { AppError } from '../../errors.ts'
import type { App } from '../../http/app-type.ts'
import { readPage, sendPage } from '../../http/paging.ts'
import { Type } from '../../http/type.ts'
import type { Viewer } from '../../people/access.ts'
import {
  type DetailedFilter,
  type EmployeeRow,
  listDetailedEmployees,
  type Related,
} from '../../people/employees/store.ts'
import { viewerOf } from '../../people/viewer.ts'
import { NAMES_OF_KINDS, TABLE_KINDS, tableAnswer } from '../../tables/schema.ts'
import { sendTable } from '../../tables/sending.ts'
import { addDays } from '../days.ts'
import { toHours } from '../hours.ts'
import { allLeaveTypes } from '../leave-types/store.ts'
import { readBalances, readClosings } from './balances.ts'
import { listTaken } from './report-store.ts'
import { balanceActsOf, toWhose } from './representations.ts'
import { checkOn } from './routes.ts'
import { BalancesFileQuery, BalancesQuery, EmployeeBalances, TakenQuery, YearEnd, YearEndQuery } from './schema.ts'

/** More employees than any company has that this is for; a file has them all. */
const MAX_EMPLOYEES_IN_FILE = 20_000
const AT_ONCE = 500
const BALANCES = ['name,team,on,Paid time off (hours)', 'Ann Lee,Design,2026-07-01,208']
const TAKEN = ['name,team,leave_type,from,to,hours,days', 'Ann Lee,Design,Paid time off,2026-01-01,2026-06-30,8,1']

/** `/api/time-off/balances`, `/year-end`, and as files `balances` and `taken`: the accounts of all whom the caller may see. */
export function reportRoutes(app: App, deps: Deps): void {
  const { db, reader, secrets, now } = deps
  const tags = ['Time off']
  const config = { access: 'member' } as const
  const description = 'One’s own, and those of the people one decides for; an administrator sees everybody’s.'
  const keysetOf = ({ employee }: Related) => [employee.name_key, employee.id]

  const pageOf = async (request: FastifyRequest, reply: FastifyReply, viewer: Viewer): Promise<Related[]> => {
    const page = readPage(secrets, request)
    const rows = await listDetailedEmployees(db, viewer, request.query as DetailedFilter, page)
    return sendPage(secrets, request, reply, page, rows, keysetOf)
  }

  const everybody = async (request: FastifyRequest, viewer: Viewer): Promise<EmployeeRow[]> => {
    const all = { limit: MAX_EMPLOYEES_IN_FILE, after: undefined }
    const rows = await listDetailedEmployees(reader, viewer, request.query as DetailedFilter, all)
    return rows.map(({ employee }) => employee)
  }

  app.get(
    '/api/time-off/balances',
    {
      config,
      schema: {
        ...{ tags, summary: 'List employees with their balances', description },
        querystring: BalancesQuery,
        response: { 200: Type.Array(EmployeeBalances) },
      },
    },
    async (request, reply) => {
      const viewer = await viewerOf(db, request, now())
      const { on = viewer.today } = request.query
      checkOn(on, viewer.today)
      const people = await pageOf(request, reply, viewer)
      const read = await readBalances(db, employeesOf(people), on)
      const balances = Map.groupBy(read, (balance) => balance.employee_id)
      return people.map(({ employee, ties }) => ({
        employee: toWhose(employee),
        can: balanceActsOf(ties),
        balances: (balances.get(employee.id) ?? []).map(({ leave_type_id, minutes }) => ({
          ...{ leave_type_id, hours: toHours(minutes) },
        })),
      }))
    },
  )

  for (const kind of TABLE_KINDS) {
    app.get(
      `/api/time-off/balances.${kind}`,
      {
        config,
        schema: {
          ...{ tags, summary: `Save balances as ${NAMES_OF_KINDS[kind]}`, description },
          querystring: BalancesFileQuery,
          response: { 200: tableAnswer(kind, ...BALANCES) },
        },
      },
      async (request, reply) => {
        const viewer = await viewerOf(db, request, now())
        const { on = viewer.today } = request.query
        checkOn(on, viewer.today)
        const types = await allLeaveTypes(db)
        const rows: (string | number | null)[][] = []
        const employees = await everybody(request, viewer)
        // A slice at a time, so that other requests are answered in between.
        for (let i = 0; i < employees.length; i += AT_ONCE) {
          const slice = employees.slice(i, i + AT_ONCE)
          const balances = await readBalances(reader, slice, on)
          const byKey = new Map(balances.map((each) => [`${each.employee_id} ${each.leave_type_id}`, each.minutes]))
          for (const { id, name, team } of slice) {
            const hours = types.map((type) => toHours(byKey.get(`${id} ${type.id}`) ?? 0))
            rows.push([name, team, on, ...hours])
          }
        }
        const columns = ['name', 'team', 'on', ...types.map(({ name }) => `${name} (hours)`)]
        return sendTable(request, reply as FastifyReply, kind, { title: 'Balances', day: on, columns }, rows)
      },
    )
  }

  for (const kind of TABLE_KINDS) {
    app.get(
      `/api/time-off/taken.${kind}`,
      {
        config,
        schema: {
          ...{ tags, summary: `Save what was taken in a period as ${NAMES_OF_KINDS[kind]}` },
          description: `By person and leave type: approved time off, in hours and days. ${description}`,
          querystring: TakenQuery,
          response: { 200: tableAnswer(kind, ...TAKEN) },
        },
      },
      async (request, reply) => {
        const { from, to } = request.query
        if (to < from) throw new AppError('invalid', '', { errors: { query: { to: ['Must not be before from.'] } } })
        const viewer = await viewerOf(db, request, now())
        const { team, employee_id } = request.query
        const isEverybody = viewer.role === 'admin' && team === undefined && employee_id === undefined
        const ids = isEverybody ? null : (await everybody(request, viewer)).map(({ id }) => id)
        const taken = ids?.length === 0 ? [] : await listTaken(reader, ids, from, to)
        const rows = taken.map(({ employee_name, team, leave_type_name, minutes, halves }) => [
          ...[employee_name, team, leave_type_name, from, to, toHours(minutes), halves / 2],
        ])
        const columns = ['name', 'team', 'leave_type', 'from', 'to', 'hours', 'days']
        const table = { title: `Time off taken ${from} to`, day: to, columns }
        return sendTable(request, reply as FastifyReply, kind, table, rows)
      },
    )
  }

  app.get(
    '/api/time-off/year-end',
    {
      config,
      schema: {
        ...{ tags, summary: 'See what the end of the leave year will do' },
        description: `What is handed on and what expires, if nothing changes. Nothing is posted. ${description}`,
        querystring: YearEndQuery,
        response: { 200: Type.Array(YearEnd) },
      },
    },
    async (request, reply) => {
      const viewer = await viewerOf(db, request, now())
      const { on = viewer.today } = request.query
      checkOn(on, viewer.today)
      const employees = employeesOf(await pageOf(request, reply, viewer))
      const byId = new Map(employees.map((employee) => [employee.id, employee]))
      return (await readClosings(db, employees, on)).map(({ employee_id, leave_type_id, closing }) => ({
        employee: toWhose(byId.get(employee_id) as EmployeeRow),
        leave_type_id,
        last_day: addDays(closing.date, -1),
        balance_hours: toHours(closing.balance),
        carried_over_hours: toHours(closing.carriedOver),
        expires_hours: toHours(closing.expires),
        carried_over_expires_on: closing.carriedOverExpiresOn,
      }))
    },
  )
}

function employeesOf(people: readonly Related[]): EmployeeRow[] {
  return people.map(({ employee }) => employee)
}
