import { queryOptions } from '@tanstack/react-query'
import { api, pageOf } from '../api/client.ts'
import { taggedCompany } from '../ui/company.ts'

const one = { params: { query: { limit: 1 } } }
const two = { params: { query: { limit: 2 } } }

type Place = '/settings/company' | '/people' | '/people/policies' | '/settings/invites' | '/news/new' | '/surveys'

/** What a new company needs, where it is made, and whether it is there. */
export const allSteps = queryOptions({
  queryKey: ['welcome'],
  // What is done in the other rooms is seen on the way back.
  staleTime: 0,
  queryFn: async ({ client }) => {
    const hasAny = async (list: Promise<{ rows: unknown[] }>, least = 1) => (await list).rows.length >= least
    const someone = [hasAny(pageOf(api.GET('/api/users', two)), 2), hasAny(pageOf(api.GET('/api/invites', one)))]
    const isNotAlone = Promise.all(someone).then((answers) => answers.includes(true))
    const step = async (name: string, to: Place, isDone: Promise<boolean>) => ({ name, to, isDone: await isDone })
    const isSettled = client.fetchQuery(taggedCompany).then(({ data }) => data.version > 1)
    return Promise.all([
      step('company', '/settings/company', isSettled),
      step('person', '/people', hasAny(pageOf(api.GET('/api/employees', one)))),
      step('policy', '/people/policies', hasAny(pageOf(api.GET('/api/time-off/policies', one)))),
      step('invite', '/settings/invites', isNotAlone),
      step('post', '/news/new', hasAny(pageOf(api.GET('/api/posts', one)))),
      step('survey', '/surveys', hasAny(pageOf(api.GET('/api/surveys', one)))),
    ])
  },
})
