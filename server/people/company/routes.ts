import type { Deps } from '../../deps.ts'
import type { App } from '../../http/app-type.ts'
import { requireMatch, versionTag } from '../../http/etag.ts'
import { FOR_ADMINS } from '../access.ts'
import { DryRunQuery } from '../schema.ts'
import { factChangeOf } from '../touched.ts'
import { changeCompany } from './actions.ts'
import { ChangedCompany, Company, CompanyChange, toCompany } from './schema.ts'
import { type CompanyRow, findCompany } from './store.ts'

/** `/api/company`: the settings that hold for everybody. */
export function companyRoutes(app: App, { db, now }: Deps): void {
  const tags = ['Company']

  app.get(
    '/api/company',
    {
      config: { access: 'member' },
      schema: { tags, summary: "Get the company's settings", response: { 200: Company } },
    },
    async (_request, reply) => {
      const company = await findCompany(db)
      reply.header('etag', versionTag(company.version))
      return toCompany(company)
    },
  )

  app.patch(
    '/api/company',
    {
      config: FOR_ADMINS,
      schema: {
        tags,
        summary: "Change the company's settings",
        description:
          'Another holiday region counts from today on, for everybody who has none of their own; other kinds of holidays, for everybody.',
        querystring: DryRunQuery,
        body: CompanyChange,
        response: { 200: ChangedCompany },
        errors: [409, 412],
      },
    },
    async (request, reply) => {
      const by = factChangeOf(request, now())
      const guard = (current: CompanyRow) => requireMatch(request, versionTag(current.version))
      const { company, touched } = await changeCompany(db, request.body, guard, by)
      if (!by.dryRun) reply.header('etag', versionTag(company.version))
      return { ...toCompany(company), touched_requests: touched }
    },
  )
}
