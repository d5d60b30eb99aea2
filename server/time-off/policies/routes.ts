import type { FastifyRequest } from 'fastify'
import type { Deps } from '../../deps.ts'
import { notFound } from '../../errors.ts'
import type { App } from '../../http/app-type.ts'
import { requireMatch, versionTag } from '../../http/etag.ts'
import { create } from '../../http/idempotency.ts'
import { readPage, sendPage } from '../../http/paging.ts'
import { IdParams, NoContent } from '../../http/shapes.ts'
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
      return sendPage(secrets, request, reply, page, rows, (row) => [row.name_key]).map(toPolicy)
    },
  )

  app.post(
    '/api/time-off/policies',
    {
      config: { access: 'admin' },
      schema: { tags, summary: 'Make a policy', body: PolicyInput, response: { 201: Policy }, errors: [409] },
    },
    async (request, reply) =>
      create(deps, request, reply, async (trx) => {
        const row = await createPolicy(trx, request.body, now().toISOString())
        return { body: toPolicy(row), headers: { location: `/api/time-off/policies/${row.id}`, etag: tagOf(row) } }
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
      reply.header('etag', tagOf(row))
      return toPolicy(row)
    },
  )

  app.patch(
    '/api/time-off/policies/:id',
    {
      config: { access: 'admin' },
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
      const row = await changePolicy(db, request.params.id, request.body, guard(request), now().toISOString())
      reply.header('etag', tagOf(row))
      return toPolicy(row)
    },
  )

  app.delete(
    '/api/time-off/policies/:id',
    {
      config: { access: 'admin' },
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
      await removePolicy(db, request.params.id, guard(request))
      return reply.code(204).send(null)
    },
  )
}

function guard(request: FastifyRequest): (current: PolicyRow) => void {
  return (current) => requireMatch(request, tagOf(current))
}

function tagOf({ version, assigned_employees }: PolicyRow): string {
  return versionTag(version, assigned_employees)
}
