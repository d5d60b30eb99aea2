import type { Deps } from '../deps.ts'
import type { App } from '../http/app-type.ts'
import { requireVersion, versionTag } from '../http/etag.ts'
import { DryRunQuery } from '../people/schema.ts'
import { changeRetention, countDue } from './retention-actions.ts'
import { findRetention, type RetentionRow } from './retention-store.ts'
import { Retention, RetentionChange, toRetention } from './schema.ts'

const tags = ['Privacy']
const config = { access: 'admin' } as const

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
