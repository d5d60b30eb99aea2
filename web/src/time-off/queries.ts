import { queryOptions } from '@tanstack/react-query'
import { api, bodyOf, pageOf, Refusal } from '../api/client.ts'

/** The employee that I am; null for an account that is nobody's. */
export const me = queryOptions({
  queryKey: ['employees', 'me'],
  queryFn: async () => {
    try {
      return await bodyOf(api.GET('/api/employees/me', {}))
    } catch (error) {
      if (error instanceof Refusal && error.status === 404) return null
      throw error
    }
  },
})

/** The leave types that may be asked for. */
export const leaveTypes = queryOptions({
  queryKey: ['leave types'],
  queryFn: async () =>
    (await pageOf(api.GET('/api/time-off/leave-types', {}))).rows.filter(({ archived }) => !archived),
})

/** What I have of each leave type; null when I am no employee. */
export const myBalances = queryOptions({
  queryKey: ['balances', 'me'],
  queryFn: async ({ client }) => {
    const employee = await client.ensureQueryData(me)
    if (!employee) return null
    const types = await client.ensureQueryData(leaveTypes)
    return Promise.all(
      types.map(({ id: type }) =>
        bodyOf(api.GET('/api/employees/{id}/balance', { params: { path: { id: employee.id }, query: { type } } })),
      ),
    )
  },
})
