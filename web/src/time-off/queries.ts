import { queryOptions } from '@tanstack/react-query'
import { allOf, api, bodyOf, Refusal, type Schema, taggedOf } from '../api/client.ts'
import { byName } from '../ui/by-name.ts'

export type Person = Schema<'Employee'>
export type TimeOffRequest = Schema<'TimeOffRequest'>
export type Status = TimeOffRequest['status']
export type AbsentPerson = Schema<'AbsentPerson'>
export type Balance = Schema<'Balance'>

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

/** The leave types that may be asked for, the company's default first. */
export const leaveTypes = queryOptions({
  queryKey: ['leave types'],
  queryFn: async () => {
    const types = await allOf((page) =>
      api.GET('/api/time-off/leave-types', { params: { query: { archived: false, ...page } } }),
    )
    return byName(types, ({ name }) => name).sort((a, b) => Number(b.is_default) - Number(a.is_default))
  },
})

/** What I have of each leave type; null when I am no employee. */
export const myBalances = queryOptions({
  queryKey: ['balances', 'me'],
  queryFn: async ({ client }) => {
    const employee = await client.ensureQueryData(me)
    return employee && client.fetchQuery(balancesOf(employee.id))
  },
})

/** What somebody has today of each leave type that may be asked for. */
export const balancesOf = (id: string) =>
  queryOptions({
    queryKey: ['balances', id],
    queryFn: async ({ client }) => {
      const types = await client.ensureQueryData(leaveTypes)
      return Promise.all(types.map((type) => client.fetchQuery(balanceOf(id, type.id))))
    },
  })

/** What somebody has of a leave type at the end of a day, today when none is named, and the lines behind it. */
export const balanceOf = (id: string, type: string, on?: string) =>
  queryOptions({
    queryKey: ['balances', id, type, on ?? 'today'],
    queryFn: () =>
      bodyOf(api.GET('/api/employees/{id}/balance', { params: { path: { id }, query: { type, ...(on && { on }) } } })),
  })

/** The ETag of a request, which is made of its version. */
export function tagOf(version: number): string {
  return `"${version}"`
}

/** One request, and its ETag. */
export const requestOf = (id: string) =>
  queryOptions({
    queryKey: ['requests', id],
    queryFn: () => taggedOf(api.GET('/api/time-off/requests/{id}', { params: { path: { id } } })),
  })

/** Who is away from one day to another; of a team, when one is named. */
export const awayFrom = (from: string, to: string, team: string | null = null) =>
  queryOptions({
    queryKey: ['calendar', 'away', from, to, team],
    queryFn: () =>
      bodyOf(api.GET('/api/time-off/calendar', { params: { query: { from, to, ...(team !== null && { team }) } } })),
  })

/** A person's holidays from one day to another, by their days. */
export const holidaysOf = (id: string, from: string, to: string) =>
  queryOptions({
    queryKey: ['holidays', id, from, to],
    queryFn: () =>
      bodyOf(api.GET('/api/employees/{id}/holidays', { params: { path: { id }, query: { from, to, limit: 200 } } })),
  })
