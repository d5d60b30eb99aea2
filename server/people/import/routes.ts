import type { Deps } from '../../deps.ts'
import type { App } from '../../http/app-type.ts'
import { create } from '../../http/idempotency.ts'
import { Type } from '../../http/type.ts'
import { decode } from '../../tables/decoding.ts'
import { readTable } from '../../tables/reading.ts'
import { FOR_ADMINS } from '../access.ts'
import { loadingHolidays } from '../holidays/actions.ts'
import { factChangeOf } from '../touched.ts'
import { importEmployees, knownRegions } from './actions.ts'
import { readLines } from './lines.ts'
import { mapColumns } from './parse.ts'
import { Problems } from './problems.ts'
import { SHOWN } from './report-rules.ts'
import { ImportQuery, ImportResult } from './schema.ts'

const FILE = Type.String({
  description:
    `With a header: ${SHOWN.join(', ')}, or what payroll calls these in English or German; first and last name, and the ` +
    'hours of each day, may have columns of their own. UTF-8, UTF-16 or Windows-1252; commas, semicolons or tabs.',
  examples: ['name,manager,start_date,working_hours\r\nAnn Example,,2026-01-01,8 8 8 8 8 0 0\r\n'],
})

const WHAT =
  'A line is about whoever has its `id`, its personnel number, its email address, or its name and first day; any other adds ' +
  'somebody: all lines, or none when one of them is wrong. A dry run says of each line what would become of it, or what is ' +
  'wrong with it. A manager is named by id, number, address or name. Working hours are seven numbers, Monday first, or one for ' +
  'the week; others than those in force count from today on. An empty cell empties its field, except for name, first day, ' +
  'number, address and hours. At most 1000 lines.'

/** `/api/employees/import`: everybody from one file. */
export function employeeImportRoutes(app: App, deps: Deps): void {
  const { now } = deps

  app.register(async (files: App) => {
    // Of all routes this one alone takes a file, and nothing else.
    files.removeAllContentTypeParsers()
    files.addContentTypeParser('text/csv', { parseAs: 'buffer' }, async (_request: unknown, body: Buffer) =>
      decode(body),
    )

    files.post(
      '/api/employees/import',
      {
        config: FOR_ADMINS,
        schema: {
          ...{ tags: ['People'], summary: 'Add and change employees from a CSV file', description: WHAT },
          consumes: ['text/csv'],
          creates: true,
          querystring: ImportQuery,
          body: FILE,
          response: { 200: ImportResult },
          errors: [409],
        },
      },
      async (request, reply) => {
        const { columns: sent, date_format } = request.query
        const { columns, lines: cells } = mapColumns(readTable(request.body, { trim: true }), sent)
        const problems = new Problems()
        const { lines, dateFormat } = readLines(cells, date_format, problems)
        const regions = await knownRegions(lines)
        const by = factChangeOf(request, now())
        const work = async (trx: typeof deps.db): Promise<ImportResult> => ({
          ...(await importEmployees(trx, lines, regions, problems, by)),
          ...{ columns, date_format: dateFormat },
        })
        if (by.dryRun) return work(deps.db)
        return loadingHolidays(() =>
          create(deps, request, reply, async (trx) => ({ status: 200, body: await work(trx) })),
        )
      },
    )
  })
}
