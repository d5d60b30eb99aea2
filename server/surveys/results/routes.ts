import type { Deps } from '../../deps.ts'
import { callerOf } from '../../http/access.ts'
import type { App } from '../../http/app-type.ts'
import { IdParams } from '../../http/shapes.ts'
import { WHO } from '../responses.ts'
import { findShown, listPublished, readResults } from './actions.ts'
import { filterOf } from './filter-rules.ts'
import { readFiltered } from './filtered.ts'
import { Results, ResultsQuery } from './schema.ts'
import { readSplit } from './split.ts'

/** `/api/surveys/:id/results`: what was replied. */
export function resultRoutes(app: App, deps: Deps): void {
  app.get(
    '/api/surveys/:id/results',
    {
      config: { access: 'member' },
      schema: {
        tags: ['Surveys'],
        summary: 'Get what was replied to a survey',
        description:
          `${WHO} Exact: every reply is in it that was acknowledged before it is asked for. Of an anonymous survey less is ` +
          'shown: results come in steps of several replies, or once it is closed, as it says; each question waits until ' +
          'it has enough answers of its own; nothing is shown that few people said. Once it is closed, it can be filtered by ' +
          'the question that `split_by` names, as far as no group is shown that is too small, nor could be worked out.',
        params: IdParams,
        querystring: ResultsQuery,
        response: { 200: Results },
      },
    },
    async (request, reply) => {
      const survey = await findShown(deps.db, callerOf(request), request.params.id)
      const at = deps.now().toISOString()
      const published = await listPublished(deps.db, survey.id)
      const filter = filterOf(published, request.query)
      if (!filter) return readResults(deps, survey, at)
      const isGone = () => reply.sent || reply.raw.destroyed
      if (survey.anonymous === 1) return readSplit(deps, survey, filter, at, isGone)
      return readFiltered(deps, survey, published, filter, isGone)
    },
  )
}
