import type { Deps } from '../../deps.ts'
import { notFound } from '../../errors.ts'
import { type Caller, callerOf } from '../../http/access.ts'
import type { App } from '../../http/app-type.ts'
import { requireVersion, viewTag } from '../../http/etag.ts'
import { create } from '../../http/idempotency.ts'
import { readPage, sendPage } from '../../http/paging.ts'
import { IdParams } from '../../http/shapes.ts'
import { FOR_ADMINS } from '../access.ts'
import { DryRunQuery } from '../schema.ts'
import { factChangeOf } from '../touched.ts'
import { loadingHolidays } from './actions.ts'
import {
  type ChangedHoliday,
  changeCompanyHoliday,
  createCompanyHoliday,
  removeCompanyHoliday,
} from './company-actions.ts'
import { checkRegion } from './public-holidays.ts'
import {
  ChangedCompanyHoliday,
  CompanyHoliday,
  CompanyHolidayChange,
  CompanyHolidayInput,
  CompanyHolidayList,
  CompanyHolidayQuery,
  DeletedCompanyHoliday,
  toCompanyHoliday,
} from './schema.ts'
import { type CompanyHolidayRow, findCompanyHoliday, listCompanyHolidays } from './store.ts'

/** `/api/company/holidays`: days that the company gives, or takes from the public ones. */
export function companyHolidayRoutes(app: App, deps: Deps): void {
  const { db, secrets, now } = deps
  const tags = ['Holidays']
  const forMembers = { access: 'member' } as const
  const shown = ({ holiday, touched }: ChangedHoliday, caller: Caller) => ({
    ...toCompanyHoliday(holiday, caller),
    touched_requests: touched,
  })

  app.get(
    '/api/company/holidays',
    {
      config: forMembers,
      schema: {
        tags,
        summary: "List the company's own holidays by date",
        querystring: CompanyHolidayQuery,
        response: { 200: CompanyHolidayList },
      },
    },
    async (request, reply) => {
      const page = readPage(secrets, request)
      const rows = await listCompanyHolidays(db, page)
      return sendPage(secrets, request, reply, page, rows, (row) => [row.date, row.region]).map((row) =>
        toCompanyHoliday(row, callerOf(request)),
      )
    },
  )

  app.post(
    '/api/company/holidays',
    {
      config: FOR_ADMINS,
      schema: {
        tags,
        summary: 'Give a day off, or work on a public holiday',
        description: 'On one day the most specific counts: a region’s before its country’s before everywhere’s.',
        querystring: DryRunQuery,
        body: CompanyHolidayInput,
        response: { 200: ChangedCompanyHoliday, 201: ChangedCompanyHoliday },
        errors: [409],
      },
    },
    async (request, reply) => {
      await checkRegion('region', request.body.region)
      const by = factChangeOf(request, now())
      if (by.dryRun) return shown(await createCompanyHoliday(db, request.body, by), callerOf(request))
      return loadingHolidays(() =>
        create(deps, request, reply, async (trx) => {
          const created = await createCompanyHoliday(trx, request.body, by)
          const body = shown(created, callerOf(request))
          return { body, headers: { location: `/api/company/holidays/${body.id}`, etag: tagOf(body) } }
        }),
      )
    },
  )

  app.get(
    '/api/company/holidays/:id',
    {
      config: forMembers,
      schema: { tags, summary: 'Get a company holiday', params: IdParams, response: { 200: CompanyHoliday } },
    },
    async (request, reply) => {
      const holiday = await findCompanyHoliday(db, request.params.id)
      if (!holiday) throw notFound()
      const answer = toCompanyHoliday(holiday, callerOf(request))
      reply.header('etag', tagOf(answer))
      return answer
    },
  )

  app.patch(
    '/api/company/holidays/:id',
    {
      config: FOR_ADMINS,
      schema: {
        tags,
        summary: 'Change a company holiday',
        params: IdParams,
        querystring: DryRunQuery,
        body: CompanyHolidayChange,
        response: { 200: ChangedCompanyHoliday },
        errors: [409],
      },
    },
    async (request, reply) => {
      const guard = (current: CompanyHolidayRow) => requireVersion(request, current.version)
      const by = factChangeOf(request, now())
      const changed = await changeCompanyHoliday(db, request.params.id, request.body, guard, by)
      const answer = shown(changed, callerOf(request))
      if (!by.dryRun) reply.header('etag', tagOf(answer))
      return answer
    },
  )

  app.delete(
    '/api/company/holidays/:id',
    {
      config: FOR_ADMINS,
      schema: {
        tags,
        summary: 'Delete a company holiday',
        params: IdParams,
        querystring: DryRunQuery,
        response: { 200: DeletedCompanyHoliday },
        errors: [409],
      },
    },
    async (request) => {
      const guard = (current: CompanyHolidayRow) => requireVersion(request, current.version)
      const { touched } = await removeCompanyHoliday(db, request.params.id, guard, factChangeOf(request, now()))
      return { touched_requests: touched }
    },
  )
}

function tagOf({ version, can }: CompanyHoliday): string {
  return viewTag(can, version)
}
