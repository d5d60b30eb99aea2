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
import { changePolicy, createPolicy, removePolicy } from './actions.ts'
import { Policy, PolicyChange, PolicyInput, PolicyList, PolicyQuery, toPolicy } from './schema.ts'
import { findPolicy, listPolicies, type PolicyRow } from './store.ts'

/** `/api/time-off/policies`: how much of a leave type people get, and when. */
export function policyRoutes(app: App, deps: Deps): void {
  const { db, secrets, now } = deps
  const tags = ['Time off']

  app.get(
    '/api/time-off/policies',
    {
      config: { access: 'member' },
      schema: { tags, summary: 'List policies by name', querystring: PolicyQuery, response: { 200: PolicyList } },
    },
    async (request, reply) => {
      const page = readPage(secrets, request)
      const rows = await listPolicies(db, request.query.leave_type_id, page)
      return sendPage(secrets, request, reply, page, rows, (row) => [row.name_key]).map((row) =>
        toPolicy(row, callerOf(request)),
      )
    },
  )

  app.post(
    '/api/time-off/policies',
    {
      config: FOR_ADMINS,
      schema: { tags, summary: 'Make a policy', body: PolicyInput, response: { 201: Policy }, errors: [409] },
    },
    async (request, reply) =>
      create(deps, request, reply, async (trx) => {
        const row = await createPolicy(trx, request.body, now().toISOString())
        const body = toPolicy(row, callerOf(request))
        return { body, headers: { location: `/api/time-off/policies/${row.id}`, etag: tagOf(body) } }
      }),
  )

  app.get(
    '/api/time-off/policies/:id',
    {
      config: { access: 'member' },
      schema: { tags, summary: 'Get a policy', params: IdParams, response: { 200: Policy } },
    },
    async (request, reply) => {
      const row = await findPolicy(db, request.params.id)
      if (!row) throw notFound()
      const shown = toPolicy(row, callerOf(request))
      reply.header('etag', tagOf(shown))
      return shown
    },
  )

  app.patch(
    '/api/time-off/policies/:id',
    {
      config: FOR_ADMINS,
      schema: {
        tags,
        summary: 'Change a policy',
        description:
          'Once it is assigned to anybody, only its name may change: for other terms make another policy, and assign ' +
          'that from a date.',
        params: IdParams,
        body: PolicyChange,
        response: { 200: Policy },
        errors: [409],
      },
    },
    async (request, reply) => {
      const author = { caller: callerOf(request), now: now().toISOString() }
      const row = await changePolicy(db, request.params.id, request.body, guard(request), author)
      const shown = toPolicy(row, author.caller)
      reply.header('etag', tagOf(shown))
      return shown
    },
  )

  app.delete(
    '/api/time-off/policies/:id',
    {
      config: FOR_ADMINS,
      schema: {
        tags,
        summary: 'Delete a policy',
        description: 'As long as it is assigned to nobody.',
        params: IdParams,
        response: { 204: NoContent },
        errors: [409],
      },
    },
    async (request, reply) => {
      await removePolicy(db, request.params.id, guard(request), callerOf(request))
      return reply.code(204).send(null)
    },
  )
}

function guard(request: FastifyRequest): (current: PolicyRow) => void {
  return (current) => requireVersion(request, current.version, current.assigned_employees)
}

function tagOf({ version, assigned_employees, can }: Policy): string {
  return viewTag(can, version, assigned_employees)
}
