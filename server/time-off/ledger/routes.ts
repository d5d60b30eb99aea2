import type { Deps } from '../../deps.ts'
import { AppError } from '../../errors.ts'
import { callerOf } from '../../http/access.ts'
import type { App } from '../../http/app-type.ts'
import { create } from '../../http/idempotency.ts'
import { readPage, sendPage } from '../../http/paging.ts'
import { IdParams } from '../../http/shapes.ts'
import { FOR_ADMINS } from '../../people/access.ts'
import { requireDetailed } from '../../people/employees/store.ts'
import { viewerOf } from '../../people/viewer.ts'
import { lastPlannableDay } from '../days.ts'
import { findDefaultLeaveType, findLeaveType } from '../leave-types/store.ts'
import { adjust } from './adjustments.ts'
import { listLedger } from './report-store.ts'
import { toEntry, toStatement } from './representations.ts'
import { AdjustmentInput, BalanceQuery, Entry, EntryList, LedgerQuery, Statement } from './schema.ts'
import { readStatement } from './statement.ts'

/** One person's accounts: `/api/employees/:id/balance`, `/ledger`, `/adjustments`. */
export function ledgerRoutes(app: App, deps: Deps): void {
  const { db, secrets, now } = deps
  const tags = ['Time off']
  const forMembers = { access: 'member' } as const

  app.get(
    '/api/employees/:id/balance',
    {
      config: forMembers,
      schema: {
        tags,
        summary: 'Get a balance and every line behind it',
        description: 'In the past or the future: what is going to be due is worked out, as if nothing changed.',
        params: IdParams,
        querystring: BalanceQuery,
        response: { 200: Statement },
        errors: [403],
      },
    },
    async (request) => {
      const viewer = await viewerOf(db, request, now())
      const { employee, ties } = await requireDetailed(db, viewer, request.params.id)
      const { type, on = viewer.today } = request.query
      checkOn(on, viewer.today)
      const leaveType = type === undefined ? await findDefaultLeaveType(db) : await findLeaveType(db, type)
      if (!leaveType) throw noSuchType()
      return toStatement({ employee, ties }, leaveType, on, await readStatement(db, employee, leaveType, on))
    },
  )

  app.get(
    '/api/employees/:id/ledger',
    {
      config: forMembers,
      schema: {
        tags,
        summary: 'List ledger entries, the most recently posted first',
        params: IdParams,
        querystring: LedgerQuery,
        response: { 200: EntryList },
        errors: [403],
      },
    },
    async (request, reply) => {
      const { employee } = await requireDetailed(db, await viewerOf(db, request, now()), request.params.id)
      const page = readPage(secrets, request)
      const rows = await listLedger(db, employee.id, request.query.type, page)
      return sendPage(secrets, request, reply, page, rows, (row) => [row.id]).map(toEntry)
    },
  )

  app.post(
    '/api/employees/:id/adjustments',
    {
      config: FOR_ADMINS,
      schema: {
        tags,
        summary: 'Adjust a balance',
        description: 'Adds an entry to the ledger; nothing in it is ever changed.',
        params: IdParams,
        body: AdjustmentInput,
        response: { 201: Entry },
        errors: [409],
      },
    },
    async (request, reply) =>
      create(deps, request, reply, async (trx) => {
        const { params, body } = request
        const entry = await adjust(trx, params.id, body, callerOf(request).id, now())
        return { body: toEntry(entry), headers: { location: `/api/employees/${params.id}/ledger` } }
      }),
  )
}

/** @throws AppError `invalid` for a day beyond what is planned. */
export function checkOn(on: string, day: string): void {
  const last = lastPlannableDay(day)
  if (on > last) throw new AppError('invalid', '', { errors: { query: { on: [`Must not be after ${last}.`] } } })
}

function noSuchType(): AppError {
  return new AppError('invalid', '', { errors: { query: { type: ['There is no such leave type.'] } } })
}
