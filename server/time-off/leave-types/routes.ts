import type { FastifyRequest } from 'fastify'
import type { Deps } from '../../deps.ts'
import { notFound } from '../../errors.ts'
import { callerOf } from '../../http/access.ts'
import type { App } from '../../http/app-type.ts'
import { requireVersion, viewTag } from '../../http/etag.ts'
import { create } from '../../http/idempotency.ts'
import { readPage, sendPage } from '../../http/paging.ts'
import { IdParams, NoContent } from '../../http/shapes.ts'
import { FOR_ADMINS } from '../../people/access.ts'
import { changeLeaveType, createLeaveType, removeLeaveType } from './actions.ts'
import { LeaveType, LeaveTypeChange, LeaveTypeInput, LeaveTypeList, LeaveTypeQuery, toLeaveType } from './schema.ts'
import { findListedLeaveType, type LeaveTypeRow, listLeaveTypes } from './store.ts'

/** `/api/time-off/leave-types`: annual leave, sick leave, whatever the company calls them. */
export function leaveTypeRoutes(app: App, deps: Deps): void {
  const { db, secrets, now } = deps
  const tags = ['Time off']

  app.get(
    '/api/time-off/leave-types',
    {
      config: { access: 'member' },
      schema: {
        tags,
        summary: 'List leave types by name',
        querystring: LeaveTypeQuery,
        response: { 200: LeaveTypeList },
      },
    },
    async (request, reply) => {
      const page = readPage(secrets, request)
      const rows = await listLeaveTypes(db, request.query.archived, page)
      const shown = sendPage(secrets, request, reply, page, rows, (row) => [row.name_key])
      return shown.map((row) => toLeaveType(row, callerOf(request)))
    },
  )

  app.post(
    '/api/time-off/leave-types',
    {
      config: FOR_ADMINS,
      schema: {
        tags,
        summary: 'Make a leave type',
        body: LeaveTypeInput,
        response: { 201: LeaveType },
        errors: [409],
      },
    },
    async (request, reply) =>
      create(deps, request, reply, async (trx) => {
        const row = await createLeaveType(trx, request.body, now().toISOString())
        const body = toLeaveType(row, callerOf(request))
        return { body, headers: { location: `/api/time-off/leave-types/${row.id}`, etag: tagOf(body) } }
      }),
  )

  app.get(
    '/api/time-off/leave-types/:id',
    {
      config: { access: 'member' },
      schema: { tags, summary: 'Get a leave type', params: IdParams, response: { 200: LeaveType } },
    },
    async (request, reply) => {
      const row = await findListedLeaveType(db, request.params.id)
      if (!row) throw notFound()
      const shown = toLeaveType(row, callerOf(request))
      reply.header('etag', tagOf(shown))
      return shown
    },
  )

  app.patch(
    '/api/time-off/leave-types/:id',
    {
      config: FOR_ADMINS,
      schema: {
        tags,
        summary: 'Change a leave type',
        description: 'What is booked stays as it is. The default one cannot be archived.',
        params: IdParams,
        body: LeaveTypeChange,
        response: { 200: LeaveType },
        errors: [409],
      },
    },
    async (request, reply) => {
      const author = { caller: callerOf(request), now: now().toISOString() }
      const row = await changeLeaveType(db, request.params.id, request.body, guard(request), author)
      const shown = toLeaveType(row, author.caller)
      reply.header('etag', tagOf(shown))
      return shown
    },
  )

  app.delete(
    '/api/time-off/leave-types/:id',
    {
      config: FOR_ADMINS,
      schema: {
        tags,
        summary: 'Delete a leave type',
        description: 'As long as nothing refers to it; after that it can be archived. The default one stays.',
        params: IdParams,
        response: { 204: NoContent },
        errors: [409],
      },
    },
    async (request, reply) => {
      await removeLeaveType(db, request.params.id, guard(request), callerOf(request))
      return reply.code(204).send(null)
    },
  )
}

function guard(request: FastifyRequest): (current: LeaveTypeRow) => void {
  return (current) => requireVersion(request, current.version)
}

function tagOf({ version, can }: LeaveType): string {
  return viewTag(can, version)
}
