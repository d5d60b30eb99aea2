import type { FastifyReply } from 'fastify'
import type { Deps } from '../../deps.ts'
import type { App } from '../../http/app-type.ts'
import { create } from '../../http/idempotency.ts'
import { closed } from '../../http/shapes.ts'
import { Type } from '../../http/type.ts'
import { decode } from '../../tables/decoding.ts'
import { NAMES_OF_KINDS, TABLE_KINDS, TableQuery, tableAnswer } from '../../tables/schema.ts'
import { sendTable } from '../../tables/sending.ts'
import { toHours } from '../../time-off/hours.ts'
import { FOR_ADMINS } from '../access.ts'
import { companyDay } from '../company/store.ts'
import { listPatterns } from '../employees/store.ts'
import { loadingHolidays } from '../holidays/actions.ts'
import { DryRunQuery, TouchedRequests } from '../schema.ts'
import { factChangeOf } from '../touched.ts'
import { importEmployees, knownRegions } from './actions.ts'
import { COLUMNS, LineErrors, readLines } from './lines.ts'
import { parseCsv } from './parse.ts'
import { weekShown } from './rules.ts'
import { allEmployees, namesOfAccounts } from './store.ts'

const ImportResult = Type.Object(
  { created: Type.Integer(), changed: Type.Integer(), touched_requests: TouchedRequests },
  { title: 'EmployeeImport', examples: [{ created: 12, changed: 3, touched_requests: [] }] },
)

const FILE = Type.String({
  description: `UTF-8, with a header of any of these columns: ${COLUMNS.join(', ')}. Commas or semicolons.`,
  examples: ['name,manager,start_date,working_hours\r\nAnn Example,,2026-01-01,8 8 8 8 8 0 0\r\n'],
})

const EXPORTED = '0197c0de-0000-7bbb-8ccc-3f6c2b7d8e90,Ann Example,ann,,Kitchen,2026-01-01,,DE-BY,8 8 8 8 8 0 0'

/** `/api/employees/import` and `export.csv`: everybody as one file. */
export function employeeCsvRoutes(app: App, deps: Deps): void {
  const { db, now } = deps
  const tags = ['People']
  const config = FOR_ADMINS

  for (const kind of TABLE_KINDS) {
    app.get(
      `/api/employees/export.${kind}`,
      {
        config,
        schema: {
          tags,
          summary: `Save all employees as ${NAMES_OF_KINDS[kind]}`,
          description: 'Exactly what the import takes. The working hours are those in force today.',
          querystring: closed(TableQuery),
          response: { 200: tableAnswer(kind, COLUMNS.join(','), EXPORTED) },
        },
      },
      async (request, reply) => {
        const day = await companyDay(db, now())
        const people = await allEmployees(db)
        const accounts = new Map((await namesOfAccounts(db)).map(({ id, username }) => [id, username]))
        const patterns =
          people.length > 0
            ? await listPatterns(
                db,
                people.map(({ id }) => id),
              )
            : []
        const weeks = Map.groupBy(patterns, ({ employee_id }) => employee_id)
        const rows = people.map((one) => [
          one.id,
          one.name,
          accounts.get(one.user_id ?? '') ?? null,
          one.manager_id,
          one.team,
          one.start_date,
          one.end_date,
          one.holiday_region,
          weekShown(weeks.get(one.id) ?? [], day)
            ?.map(toHours)
            .join(' ') ?? null,
        ])
        const table = { title: 'Employees', day, columns: COLUMNS }
        return sendTable(request, reply as FastifyReply, kind, table, rows)
      },
    )
  }

  app.register(async (files: App) => {
    // Of all routes this one alone takes a file, and nothing else.
    files.removeAllContentTypeParsers()
    files.addContentTypeParser('text/csv', { parseAs: 'buffer' }, async (_request: unknown, body: Buffer) =>
      decode(body),
    )

    files.post(
      '/api/employees/import',
      {
        config,
        schema: {
          tags,
          summary: 'Add and change employees from a CSV file',
          description:
            'A line with an `id` changes that employee, any other adds one: all lines, or none when one of them is wrong. ' +
            'A manager is named by id or exact name. Other working hours count from today on. At most 1000 lines.',
          consumes: ['text/csv'],
          creates: true,
          querystring: DryRunQuery,
          body: FILE,
          response: { 200: ImportResult },
          errors: [409],
        },
      },
      async (request, reply) => {
        const errors = new LineErrors()
        const file = readLines(parseCsv(request.body, COLUMNS), errors)
        const regions = await knownRegions(file.lines)
        const by = factChangeOf(request, now())
        if (by.dryRun) return importEmployees(db, file, regions, errors, by)
        const work = async (trx: typeof db) => ({
          status: 200,
          body: await importEmployees(trx, file, regions, errors, by),
        })
        return loadingHolidays(() => create(deps, request, reply, work))
      },
    )
  })
}
