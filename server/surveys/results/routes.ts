import type { Deps } from '../../deps.ts'
import { callerOf } from '../../http/access.ts'
import type { App } from '../../http/app-type.ts'
import { IdParams } from '../../http/shapes.ts'
import { WHO } from '../responses.ts'
import { findShown, readResults } from './actions.ts'
import { Results } from './schema.ts'

/** `/api/surveys/:id/results`: what was replied. */
export function resultRoutes(app: App, deps: Deps): void {
  app.get(
    '/api/surveys/:id/results',
    {
      config: { access: 'member' },
      schema: {
        tags: ['Surveys'],
        summary: 'Get what was replied to a survey',
        description: `${WHO} Exact: every reply is in it that was acknowledged before it is asked for.`,
        params: IdParams,
        response: { 200: Results },
      },
    },
    async (request) => {
      const survey = await findShown(deps.db, callerOf(request), request.params.id)
      return readResults(deps, survey)
    },
  )
}
