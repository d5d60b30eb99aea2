import type { FastifyReply } from 'fastify'
import type { Deps } from '../../deps.ts'
import type { App } from '../../http/app-type.ts'
import { closed } from '../../http/shapes.ts'
import { NAMES_OF_KINDS, TABLE_KINDS, TableQuery, tableAnswer } from '../../tables/schema.ts'
import { sendTable } from '../../tables/sending.ts'
import { FOR_ADMINS } from '../access.ts'
import { companyDay } from '../company/store.ts'
import { listPatterns } from '../employees/store.ts'
import { SHOWN, shownAs } from './report-rules.ts'
import { weekShown } from './rules.ts'
import { allEmployees, namesOfAccounts } from './store.ts'

const EXPORTED =
  '0197c0de-0000-7bbb-8ccc-3f6c2b7d8e90,Ann Example,ann,,Kitchen,2026-01-01,,DE-BY,8 8 8 8 8 0 0,1042,ann@example.com'

/** `/api/employees/export.csv` and `export.xlsx`: everybody as one file. */
export function employeeExportRoutes(app: App, { db, now }: Deps): void {
  for (const kind of TABLE_KINDS) {
    app.get(
      `/api/employees/export.${kind}`,
      {
        config: FOR_ADMINS,
        schema: {
          ...{ tags: ['People'], summary: `Save all employees as ${NAMES_OF_KINDS[kind]}` },
          description: 'What the import takes. The working hours are those in force today.',
          querystring: closed(TableQuery),
          response: { 200: tableAnswer(kind, SHOWN.join(','), EXPORTED) },
        },
      },
      async (request, reply) => {
        const day = await companyDay(db, now())
        const people = await allEmployees(db)
        const accounts = new Map((await namesOfAccounts(db)).map(({ id, username }) => [id, username]))
        const ids = people.map(({ id }) => id)
        const patterns = ids.length > 0 ? await listPatterns(db, ids) : []
        const weeks = Map.groupBy(patterns, ({ employee_id }) => employee_id)
        const rows = people.map((person) => {
          const account = accounts.get(person.user_id ?? '') ?? null
          const shown = shownAs(person, account, weekShown(weeks.get(person.id) ?? [], day))
          return SHOWN.map((field) => shown[field] ?? null)
        })
        return sendTable(request, reply as FastifyReply, kind, { title: 'Employees', day, columns: SHOWN }, rows)
      },
    )
  }
}
