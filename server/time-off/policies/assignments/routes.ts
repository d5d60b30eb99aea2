import { transact } from '../../../db/transact.ts'
import type { Deps } from '../../../deps.ts'
import { notFound } from '../../../errors.ts'
import { callerOf } from '../../../http/access.ts'
import type { App } from '../../../http/app-type.ts'
import { contentTag, requireMatch } from '../../../http/etag.ts'
import { create } from '../../../http/idempotency.ts'
import { readPage, sendPage } from '../../../http/paging.ts'
import { IdParams, NoContent } from '../../../http/shapes.ts'
import { FOR_ADMINS } from '../../../people/access.ts'
import { requireDetailed } from '../../../people/employees/store.ts'
import { loadingHolidays } from '../../../people/holidays/actions.ts'
import { viewerOf } from '../../../people/viewer.ts'
import { type AssignmentKey, type AssignmentRow, findAssignment, pageOfAssignments } from '../store.ts'
import { assignPolicy, putAssignment, removeAssignment } from './actions.ts'
import {
  Assignment,
  AssignmentChange,
  AssignmentList,
  AssignmentParams,
  AssignmentQuery,
  GroupAssignment,
  GroupAssignmentInput,
  toAssignment,
} from './schema.ts'

/** Which policies people have, and from when: `/api/employees/:id/policies`, and for many people at once. */
export function assignmentRoutes(app: App, deps: Deps): void {
  const { db, secrets, now } = deps
  const tags = ['Time off']

  app.post(
    '/api/time-off/policies/:id/assignments',
    {
      config: FOR_ADMINS,
      schema: {
        tags,
        summary: 'Give people a policy from a day on',
        description: 'All of them, or none. It counts from its day, and rewrites nothing before that.',
        params: IdParams,
        body: GroupAssignmentInput,
        response: { 201: GroupAssignment },
        errors: [409],
      },
    },
    async (request, reply) => {
      const author = { id: callerOf(request).id, now: now() }
      const { id } = request.params
      return loadingHolidays(() =>
        create(deps, request, reply, async (trx) => ({
          body: await assignPolicy(trx, id, request.body, author),
          headers: { location: `/api/time-off/policies/${id}` },
        })),
      )
    },
  )

  app.get(
    '/api/employees/:id/policies',
    {
      config: { access: 'member' },
      schema: {
        tags,
        summary: "A person's policies, by leave type and day",
        description: 'For the person, their manager and administrators. Each counts until the next one of its type.',
        params: IdParams,
        querystring: AssignmentQuery,
        response: { 200: AssignmentList },
        errors: [403],
      },
    },
    async (request, reply) => {
      const { id } = request.params
      await requireDetailed(db, await viewerOf(db, request, now()), id)
      const page = readPage(secrets, request)
      const rows = await pageOfAssignments(db, id, page)
      const keysetOf = (row: AssignmentRow) => [row.leave_type_id, row.effective_from]
      return sendPage(secrets, request, reply, page, rows, keysetOf).map(toAssignment)
    },
  )

  app.get(
    '/api/employees/:id/policies/:leave_type_id/:effective_from',
    {
      config: { access: 'member' },
      schema: {
        tags,
        summary: "Get what begins on a day of a person's policies",
        description: 'For the person, their manager and administrators.',
        params: AssignmentParams,
        response: { 200: Assignment },
        errors: [403],
      },
    },
    async (request, reply) => {
      await requireDetailed(db, await viewerOf(db, request, now()), request.params.id)
      const row = await findAssignment(db, keyOf(request.params))
      if (!row) throw notFound()
      reply.header('etag', tagOf(row))
      return toAssignment(row)
    },
  )

  app.put(
    '/api/employees/:id/policies/:leave_type_id/:effective_from',
    {
      config: FOR_ADMINS,
      schema: {
        tags,
        summary: 'Give a person another policy, or none, from a day on',
        description: 'It counts from its day until the next one of its type, and rewrites nothing before that.',
        params: AssignmentParams,
        body: AssignmentChange,
        response: { 200: Assignment },
        errors: [409],
      },
    },
    async (request, reply) => {
      const { policy_id } = request.body
      const author = { id: callerOf(request).id, now: now() }
      const guard = (current: AssignmentRow | undefined) => requireMatch(request, current && tagOf(current))
      const row = await loadingHolidays(() =>
        transact(db, (trx) => putAssignment(trx, keyOf(request.params), policy_id, guard, author)),
      )
      reply.header('etag', tagOf(row))
      return toAssignment(row)
    },
  )

  app.delete(
    '/api/employees/:id/policies/:leave_type_id/:effective_from',
    {
      config: FOR_ADMINS,
      schema: {
        tags,
        summary: "Take back what begins on a day of a person's policies",
        description: 'The policy before it goes on.',
        params: AssignmentParams,
        response: { 204: NoContent },
        errors: [409],
      },
    },
    async (request, reply) => {
      const author = { id: callerOf(request).id, now: now() }
      const guard = (current: AssignmentRow) => requireMatch(request, tagOf(current))
      await loadingHolidays(() => transact(db, (trx) => removeAssignment(trx, keyOf(request.params), guard, author)))
      return reply.code(204).send(null)
    },
  )
}

function keyOf({
  id,
  leave_type_id,
  effective_from,
}: Omit<AssignmentKey, 'employee_id'> & { id: string }): AssignmentKey {
  return { employee_id: id, leave_type_id, effective_from }
}

function tagOf(row: AssignmentRow): string {
  return contentTag(JSON.stringify(toAssignment(row)))
}
