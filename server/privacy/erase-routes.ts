import type { Deps } from '../deps.ts'
import { callerOf } from '../http/access.ts'
import type { App } from '../http/app-type.ts'
import { contentTag, requireVersion, versionTag } from '../http/etag.ts'
import { create } from '../http/idempotency.ts'
import { readPage, sendPage } from '../http/paging.ts'
import { IdParams } from '../http/shapes.ts'
import { DryRunQuery } from '../people/schema.ts'
import { erasePerson, previewErasure } from './erase-actions.ts'
import { listErasures } from './erase-store.ts'
import { changeRetention, countDue } from './retention-actions.ts'
import { findRetention, type RetentionRow } from './retention-store.ts'
import {
  Erasure,
  ErasureInput,
  ErasureList,
  ErasurePreview,
  ErasureQuery,
  Retention,
  RetentionChange,
  toErasure,
  toPreview,
  toRetention,
} from './schema.ts'

const tags = ['Privacy']
const config = { access: 'admin' } as const

/** Erasing people, and the receipts of it. */
export function erasureRoutes(app: App, deps: Deps): void {
  const { db, secrets, now } = deps

  app.get(
    '/api/people/:id/erasure',
    {
      config,
      schema: {
        tags,
        summary: 'Preview erasing a person',
        description:
          'What would be deleted or made nameless. Changes nothing. `id` is the account’s or the employee’s.',
        params: IdParams,
        response: { 200: ErasurePreview },
      },
    },
    async (request, reply) => {
      const eraser = { by: callerOf(request).id, way: 'administrator', now: now() } as const
      const preview = toPreview(await previewErasure(db, request.params.id, eraser))
      reply.header('etag', contentTag(JSON.stringify(preview)))
      return preview
    },
  )

  app.post(
    '/api/people/:id/erasure',
    {
      config,
      schema: {
        tags,
        summary: 'Erase a person, for good',
        description:
          'A pseudonym stands in place of the name everywhere. Address, sessions, devices, feeds, open invites and notes on ' +
          'time off are deleted, named replies as the retention settings say. Balances, totals, posts and results stay. ' +
          'Somebody who works here is given an `end_date` first; nobody erases themselves or the last administrator.',
        params: IdParams,
        body: ErasureInput,
        response: { 201: Erasure },
        errors: [409],
      },
    },
    (request, reply) =>
      create(deps, request, reply, async (trx) => {
        const caller = callerOf(request)
        const eraser = { by: caller.id, way: 'administrator', now: now() } as const
        const receipt = await erasePerson(trx, request.params.id, eraser, request.body.name)
        const body = toErasure({ ...receipt, erased_by_name: caller.username })
        return { body, headers: { location: '/api/erasures' } }
      }),
  )

  app.get(
    '/api/erasures',
    {
      config,
      schema: {
        tags,
        summary: 'List who erased people and when, newest first',
        description: 'Receipts say nothing of whom they are about.',
        querystring: ErasureQuery,
        response: { 200: ErasureList },
      },
    },
    async (request, reply) => {
      const page = readPage(secrets, request)
      const rows = await listErasures(db, page)
      return sendPage(secrets, request, reply, page, rows, ({ id }) => [id]).map(toErasure)
    },
  )
}

/** What the company keeps for how long. */
export function retentionRoutes(app: App, { db, now }: Deps): void {
  app.get(
    '/api/retention',
    {
      config,
      schema: { tags, summary: 'Get what is kept for how long', response: { 200: Retention } },
    },
    async (_request, reply) => {
      const retention = await findRetention(db)
      const shown = toRetention(retention, await countDue(db, retention, now()))
      // What is due changes without a change of the settings.
      reply.header('etag', versionTag(retention.version, ...Object.values(shown.due)))
      return shown
    },
  )

  app.patch(
    '/api/retention',
    {
      config,
      schema: {
        tags,
        summary: 'Change what is kept for how long',
        description:
          'Housekeeping deletes what is over, every hour. With `dry_run`, `due` says how much that would be.',
        querystring: DryRunQuery,
        body: RetentionChange,
        response: { 200: Retention },
        errors: [412],
      },
    },
    async (request, reply) => {
      const dryRun = request.query.dry_run ?? false
      const guard = (current: RetentionRow) => requireVersion(request, current.version)
      const { retention, due } = await changeRetention(db, request.body, guard, { now: now(), dryRun })
      if (!dryRun) reply.header('etag', versionTag(retention.version, ...Object.values(due)))
      return toRetention(retention, due)
    },
  )
}
