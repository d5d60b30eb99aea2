import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../../deps.ts'
import { AppError } from '../../errors.ts'
import type { App } from '../../http/app-type.ts'
import { readPage, sendRows } from '../../http/paging.ts'
import { IdParams } from '../../http/shapes.ts'
import { Type } from '../../http/type.ts'
import { today } from '../company/rules.ts'
import { type CompanyRow, findCompany } from '../company/store.ts'
import { regionOf } from '../employees/rules.ts'
import { requireDetailed } from '../employees/store.ts'
import { viewerIn } from '../viewer.ts'
import { readHolidays } from './actions.ts'
import { isRegion, listRegions, UNKNOWN_REGION } from './public-holidays.ts'
import { spanOf } from './rules.ts'
import { HolidayDay, HolidayQuery, RegionName, RegionQuery, SpanQuery } from './schema.ts'

/** Which days are off, where, and for whom. */
export function holidayRoutes(app: App, { db, secrets, now }: Deps): void {
  const tags = ['Holidays']
  const config = { access: 'member' } as const
  const description = 'The public ones as the company has changed them; at most three years at once.'

  /** Answers with the holidays of a region between the days that the query names. */
  const send = async (
    request: FastifyRequest,
    reply: FastifyReply,
    company: CompanyRow,
    region: string | null,
    query: { from?: string; to?: string },
  ) => {
    const page = readPage(secrets, request)
    const { from, to } = spanOf(query, today(company, now()))
    const days = await readHolidays(db, (holidays) => [...holidays(region, from, to).values()])
    return sendRows(secrets, request, reply, page, days, (day) => day.date)
  }

  app.get(
    '/api/holidays',
    {
      config,
      schema: {
        tags,
        summary: 'List the holidays of a region',
        description: `${description} Without a region, the company’s.`,
        querystring: HolidayQuery,
        response: { 200: Type.Array(HolidayDay) },
      },
    },
    async (request, reply) => {
      const { region, ...span } = request.query
      if (region !== undefined && !(await isRegion(region))) {
        throw new AppError('invalid', '', { errors: { query: { region: [UNKNOWN_REGION] } } })
      }
      const company = await findCompany(db)
      return send(request, reply as FastifyReply, company, region ?? company.holiday_region, span)
    },
  )

  app.get(
    '/api/holidays/regions',
    {
      config,
      schema: {
        tags,
        summary: 'List countries, or the states and regions of one',
        description: 'Those whose public holidays are known.',
        querystring: RegionQuery,
        response: { 200: Type.Array(RegionName) },
      },
    },
    async (request, reply) => {
      const { country } = request.query
      if (country !== undefined && !(await isRegion(country))) {
        throw new AppError('invalid', '', { errors: { query: { country: [UNKNOWN_REGION] } } })
      }
      const regions = await listRegions(country)
      return sendRows(secrets, request, reply, readPage(secrets, request), regions, (one) => one.code)
    },
  )

  app.get(
    '/api/employees/:id/holidays',
    {
      config,
      schema: {
        tags,
        summary: "List a person's holidays",
        description,
        params: IdParams,
        querystring: SpanQuery,
        response: { 200: Type.Array(HolidayDay) },
        errors: [403],
      },
    },
    async (request, reply) => {
      const company = await findCompany(db)
      const { employee } = await requireDetailed(db, viewerIn(company, request, now()), request.params.id)
      return send(request, reply as FastifyReply, company, regionOf(employee, company), request.query)
    },
  )
}
