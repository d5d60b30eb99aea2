import type { Deps } from '../../deps.ts'
import type { App } from '../../http/app-type.ts'
import { requireVersion, versionTag } from '../../http/etag.ts'
import { readPage, sendRows } from '../../http/paging.ts'
import { closed, Day, Id, IdParams } from '../../http/shapes.ts'
import { Type } from '../../http/type.ts'
import { FOR_ADMINS } from '../access.ts'
import { DryRunQuery, LongPageQuery, TouchedRequests } from '../schema.ts'
import { type FactChange, factChangeOf } from '../touched.ts'
import { viewerOf } from '../viewer.ts'
import type { ChangedEmployee } from './actions.ts'
import { putPattern, removePattern } from './pattern-actions.ts'
import { versionsOf } from './rules.ts'
import { toPattern, WeekHours, WorkingPattern } from './schema.ts'
import { type EmployeeRow, listPatterns, requireDetailed } from './store.ts'

const PatternParams = closed({ id: Id, effective_from: Day })
const PatternInput = closed(
  { hours: WeekHours },
  { title: 'WorkingPatternInput', examples: [{ hours: [8, 8, 8, 4, 0, 0, 0] }] },
)
const ChangedPatterns = Type.Object(
  { working_patterns: Type.Array(WorkingPattern), touched_requests: TouchedRequests },
  {
    title: 'ChangedWorkingPatterns',
    examples: [
      {
        working_patterns: [{ effective_from: '2026-01-01', hours: [8, 8, 8, 8, 8, 0, 0] }],
        touched_requests: [],
      },
    ],
  },
)

/** `/api/employees/:id/working-patterns`: the hours of a person's week, from a day on. */
export function patternRoutes(app: App, { db, secrets, now }: Deps): void {
  const tags = ['People']
  const path = '/api/employees/:id/working-patterns'

  app.get(
    path,
    {
      config: { access: 'member' },
      schema: {
        tags,
        summary: "List a person's working patterns",
        params: IdParams,
        querystring: closed(LongPageQuery),
        response: { 200: Type.Array(WorkingPattern) },
        errors: [403],
      },
    },
    async (request, reply) => {
      const { employee } = await requireDetailed(db, await viewerOf(db, request, now()), request.params.id)
      const patterns = (await listPatterns(db, [employee.id])).map(toPattern)
      reply.header('etag', versionTag(...versionsOf(employee)))
      return sendRows(secrets, request, reply, readPage(secrets, request), patterns, (one) => one.effective_from)
    },
  )

  /** What both changes answer; their ETag is the employee's. */
  const send = (reply: { header(name: string, value: string): unknown }, changed: ChangedEmployee, by: FactChange) => {
    if (!by.dryRun) reply.header('etag', versionTag(...versionsOf(changed.employee)))
    return { working_patterns: changed.patterns.map(toPattern), touched_requests: changed.touched }
  }

  app.put(
    `${path}/:effective_from`,
    {
      config: FOR_ADMINS,
      schema: {
        tags,
        summary: "Set a person's working hours from a day on",
        description: 'They hold until the next pattern begins.',
        params: PatternParams,
        querystring: DryRunQuery,
        body: PatternInput,
        response: { 200: ChangedPatterns },
        errors: [409],
      },
    },
    async (request, reply) => {
      const { id, effective_from } = request.params
      const by = factChangeOf(request, now())
      const guard = (current: EmployeeRow) => requireVersion(request, ...versionsOf(current))
      return send(reply, await putPattern(db, id, { effective_from, ...request.body }, guard, by), by)
    },
  )

  app.delete(
    `${path}/:effective_from`,
    {
      config: FOR_ADMINS,
      schema: {
        tags,
        summary: 'Delete a working pattern: the one before it goes on',
        params: PatternParams,
        querystring: DryRunQuery,
        response: { 200: ChangedPatterns },
        errors: [409],
      },
    },
    async (request, reply) => {
      const { id, effective_from } = request.params
      const by = factChangeOf(request, now())
      const guard = (current: EmployeeRow) => requireVersion(request, ...versionsOf(current))
      return send(reply, await removePattern(db, id, effective_from, guard, by), by)
    },
  )
}
