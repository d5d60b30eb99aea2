import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Db } from '../../db/connect.ts'
import { transact } from '../../db/transact.ts'
import type { Deps } from '../../deps.ts'
import { notFound } from '../../errors.ts'
import { callerOf } from '../../http/access.ts'
import type { App } from '../../http/app-type.ts'
import { requireVersion } from '../../http/etag.ts'
import { create } from '../../http/idempotency.ts'
import { readPage, sendPage } from '../../http/paging.ts'
import { IdParams } from '../../http/shapes.ts'
import { use } from '../../limits/actions.ts'
import { findCompany } from '../../people/company/store.ts'
import { loadingHolidays } from '../../people/holidays/actions.ts'
import { viewerIn, viewerOf } from '../../people/viewer.ts'
import { demand } from '../../verdict.ts'
import { changeRequest, previewRequest, requestTimeOff } from './actions.ts'
import { approve, cancel, type Decision, reject, takeBackApproval, takeBackRejection } from './decisions.ts'
import { tagOf, toPreview, toRequest, verdictOn } from './representations.ts'
import {
  DecisionInput,
  Preview,
  PreviewInput,
  RequestChange,
  RequestInput,
  RequestList,
  RequestQuery,
  TimeOffRequest,
} from './schema.ts'
import * as store from './store.ts'

const tags = ['Time off']
const config = { access: 'member' } as const

/** `/api/time-off/requests`: asking for time off. */
export function requestRoutes(app: App, deps: Deps): void {
  const { db, secrets, now } = deps

  app.get(
    '/api/time-off/requests',
    {
      config,
      schema: {
        tags,
        summary: 'List requests, the latest first',
        description: 'One’s own, and those of the people one decides for; an administrator sees all of them.',
        querystring: RequestQuery,
        response: { 200: RequestList },
      },
    },
    async (request, reply) => {
      const { employee_id: employeeId, leave_type_id: leaveTypeId, ...rest } = request.query
      const filter = {
        ...rest,
        employeeId,
        leaveTypeId,
        toDecide: rest.to_decide,
        holdsDays: rest.holds_days,
        ofOthers: rest.of_others,
      }
      const viewer = await viewerOf(db, request, now())
      const page = readPage(secrets, request)
      const rows = await store.listRequests(db, viewer, filter, page)
      const shown = sendPage(secrets, request, reply, page, rows, (row) => [row.id])
      return shown.map((request) => toRequest({ request, viewer }))
    },
  )

  app.post(
    '/api/time-off/requests',
    {
      config,
      schema: {
        tags,
        summary: 'Ask for time off',
        description: 'Its days are taken and booked at once; a rejected or cancelled request gives them back.',
        body: RequestInput,
        response: { 201: TimeOffRequest },
        errors: [403, 409],
      },
    },
    async (request, reply) =>
      loadingHolidays(() =>
        create(deps, request, reply, async (trx) => {
          const caller = callerOf(request)
          if (caller.role === 'member') await use(deps, trx, 'requests', caller.id)
          const body = toRequest(await requestTimeOff(trx, caller, request.body, now()))
          return { body, headers: { location: `/api/time-off/requests/${body.id}`, etag: tagOf(body) } }
        }),
      ),
  )

  app.post(
    '/api/time-off/requests/preview',
    {
      config,
      schema: {
        tags,
        summary: 'See what a request would cost',
        description: 'Day by day and why, the balance after it, and whether it would be taken. Nothing is kept.',
        body: PreviewInput,
        response: { 200: Preview },
        errors: [403, 409],
      },
    },
    async (request) => {
      const preview = async () => {
        const company = await findCompany(db)
        return previewRequest(db, company, viewerIn(company, request, now()), request.body, now())
      }
      const { plan, leaveType } = await loadingHolidays(preview)
      return toPreview(plan, leaveType)
    },
  )

  app.get(
    '/api/time-off/requests/:id',
    {
      config,
      schema: { tags, summary: 'Get a request', params: IdParams, response: { 200: TimeOffRequest } },
    },
    async (request, reply) => {
      const viewer = await viewerOf(db, request, now())
      const row = await store.findRequest(db, viewer, request.params.id)
      if (!row) throw notFound()
      const shown = { request: row, viewer }
      demand(verdictOn('see', shown))
      return send(reply, toRequest(shown))
    },
  )

  app.patch(
    '/api/time-off/requests/:id',
    {
      config,
      schema: {
        tags,
        summary: 'Change a request that is not decided',
        params: IdParams,
        body: RequestChange,
        response: { 200: TimeOffRequest },
        errors: [409],
      },
    },
    async (request, reply) => {
      const changed = await loadingHolidays(() =>
        transact(db, (trx) =>
          changeRequest(trx, callerOf(request), request.params.id, request.body, now(), guardOf(request)),
        ),
      )
      return send(reply, toRequest(changed))
    },
  )
}

/** `/api/time-off/requests/:id/approval` and its like: what becomes of a request. */
export function decisionRoutes(app: App, deps: Deps): void {
  const { db, now } = deps
  const deciders =
    'For the person’s manager, the manager’s stand-in while the manager is away, and administrators; for whoever is ' +
    'next up the line where the manager has left or cannot log in. Nobody decides on their own, not even once it was ' +
    'unlinked from their account, unless there is no other administrator.'

  const decisions = [
    { verb: 'approval', summary: 'Approve a request', description: deciders, decide: approve },
    { verb: 'rejection', summary: 'Reject a request', description: `It is refunded. ${deciders}`, decide: reject },
    {
      verb: 'cancellation',
      summary: 'Cancel a request',
      description: 'It is refunded. Once it is approved and has begun, for those who decide alone.',
      decide: cancel,
    },
  ]
  for (const { verb, summary, description, decide } of decisions) {
    app.post(
      `/api/time-off/requests/:id/${verb}`,
      {
        config,
        preValidation: withBody,
        schema: {
          ...{ tags, summary, description, params: IdParams, body: DecisionInput },
          response: { 201: TimeOffRequest },
          errors: [403, 409, 412],
        },
      },
      async (request, reply) => {
        const { note } = request.body
        return create(deps, request, reply, async (trx) => {
          const body = toRequest(await decide(trx, { ...decisionOf(request, now()), note, guard: guardOf(request) }))
          return { body, headers: { etag: tagOf(body) } }
        })
      },
    )
  }

  const undoings = [
    { verb: 'approval', summary: 'Take an approval back', undo: takeBackApproval },
    { verb: 'rejection', summary: 'Take a rejection back', undo: takeBackRejection },
  ]
  for (const { verb, summary, undo } of undoings) {
    app.delete(
      `/api/time-off/requests/:id/${verb}`,
      {
        config,
        schema: {
          ...{ tags, summary, description: `The request is pending again. ${deciders}`, params: IdParams },
          response: { 200: TimeOffRequest },
          errors: [403, 409],
        },
      },
      async (request, reply) => {
        const decision = { ...decisionOf(request, now()), guard: guardOf(request) }
        const work = (trx: Db) => undo(trx, decision)
        return send(reply, toRequest(await loadingHolidays(() => transact(db, work))))
      },
    )
  }
}

/** A decision says enough without a word: no body is as good as an empty one. */
function withBody(request: FastifyRequest, _reply: FastifyReply, done: () => void): void {
  request.body ??= {}
  done()
}

function send(reply: { header(name: string, value: string): unknown }, request: TimeOffRequest): TimeOffRequest {
  reply.header('etag', tagOf(request))
  return request
}

function guardOf(request: FastifyRequest): (current: store.RequestRow) => void {
  return (current) => requireVersion(request, current.version)
}

function decisionOf(request: FastifyRequest, now: Date): Decision {
  return { caller: callerOf(request), id: (request.params as { id: string }).id, now }
}
